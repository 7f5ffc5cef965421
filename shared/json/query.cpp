#include "shared/json/bodies.hpp"

#include "shared/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ftm {

namespace {

struct operator_name {
  std::string_view name;
  comparison op;
};

// The long ones first, so that ">=" is not taken for ">".
constexpr operator_name operators[] = {
    {"<=", comparison::le}, {">=", comparison::ge}, {"==", comparison::eq},
    {"<", comparison::lt},  {">", comparison::gt},  {"=", comparison::eq}};

std::optional<criterion> one_filter(std::string_view x) {
  auto at = x.find_first_of("<>=");
  if (at == std::string_view::npos)
    return {};
  criterion y;
  y.field = trim(x.substr(0, at));
  x.remove_prefix(at);
  for (auto& o : operators)
    if (x.starts_with(o.name)) {
      y.op = o.op;
      x.remove_prefix(o.name.size());
      break;
    }
  x = trim(x);
  double value = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), value);
  if (y.field.empty() || error != std::errc{} || end != x.data() + x.size()
      || !std::isfinite(value))
    return {};
  y.value = value;
  return y;
}

std::vector<std::string_view> pieces(std::string_view x, const char* between) {
  std::vector<std::string_view> y;
  while (!x.empty()) {
    auto end = std::min(x.find_first_of(between), x.size());
    if (auto piece = trim(x.substr(0, end)); !piece.empty())
      y.push_back(piece);
    x.remove_prefix(std::min(end + 1, x.size()));
  }
  return y;
}

} // namespace

body<std::vector<criterion>> parse_filter_and_sort(std::string_view filter,
                                                   std::string_view sort) {
  body<std::vector<criterion>> y;
  for (auto piece : pieces(filter, ";"))
    if (auto c = one_filter(piece))
      y.value.push_back(std::move(*c));
    else
      y.problems.push_back({"filter", to_valid_utf8(piece),
                            "a column, one of < <= > >= ==, and a number"});
  // Criteria are stable sorts one after the other, so the last counts most.
  auto keys = pieces(sort, ",;");
  for (auto i = keys.rbegin(); i != keys.rend(); ++i) {
    criterion c;
    c.sort = i->front() == '-' ? sorting::descending : sorting::ascending;
    c.field = i->substr(i->front() == '-' || i->front() == '+' ? 1 : 0);
    if (c.field.empty())
      y.problems.push_back({"sort", to_valid_utf8(*i),
                            "a column, after - for the largest first"});
    else
      y.value.push_back(std::move(c));
  }
  return y;
}

} // namespace ftm
