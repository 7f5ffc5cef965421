#include "shared/config/criteria_text.hpp"

#include "shared/config/values.hpp"
#include "shared/protocol/epoch_fields.hpp"
#include "shared/protocol/errors.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ftm::config {

namespace {

/// Reads words from a text and knows where it stands.
struct scanner {
  std::string_view all;
  size_t at = 0;
  size_t end = 0; ///< of the criterion

  void skip() {
    while (at < end
           && std::string_view{" \t\r\n"}.find(all[at])
                  != std::string_view::npos)
      ++at;
  }

  std::string_view take(std::string_view stop_at) {
    skip();
    auto i = std::min(all.find_first_of(stop_at, at), end);
    auto y = all.substr(at, i - at);
    at = i;
    return y;
  }

  std::string_view take_operator() {
    skip();
    auto i = std::min(all.find_first_not_of("<>=!", at), end);
    auto y = all.substr(at, i - at);
    at = i;
    return y;
  }

  bool done() {
    skip();
    return at >= end;
  }
};

caf::error bad(size_t at, const std::string& what) {
  return make_error(ec::invalid, "at " + std::to_string(at + 1) + ": " + what);
}

std::string quoted(std::string_view x) {
  return "\"" + to_valid_utf8(x.substr(0, 40)) + "\"";
}

/// Fields are known in any case of letters, parameters by their own.
std::string field_text(std::string_view x) {
  auto y = lower(std::string{x.substr(0, param_prefix.size())});
  return y == param_prefix ? y + std::string{x.substr(y.size())}
                           : lower(std::string{x});
}

/// A finite number as a `filter=` of REST takes it: people who type a bound do
/// not mean 010 to be octal, as it is in config.yaml.
std::optional<double> decimal(std::string_view x) {
  double y = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y);
  if (error != std::errc{} || end != x.data() + x.size() || !std::isfinite(y))
    return {};
  return y;
}

caf::expected<criterion> read_one(scanner& in) {
  criterion y;
  in.skip();
  auto at = in.at;
  y.field = field_text(in.take(" \t\r\n<>=!"));
  if (!is_judged(y.field))
    return bad(at, quoted(y.field) + " is no field; expected "
                       + expected_field(y.field));
  if (in.done())
    return bad(in.at, "expected a comparison, asc or desc");
  at = in.at;
  if (auto op = in.take_operator(); !op.empty()) {
    auto known_op = comparison_of(op);
    if (!known_op)
      return bad(at, quoted(op)
                         + " is no operator; expected one of < <= > >= "
                           "==");
    y.op = *known_op;
    in.skip();
    at = in.at;
    auto word = in.take(" \t\r\n<>=!");
    auto value = decimal(word);
    if (!value)
      return bad(at, quoted(word) + " is no number");
    y.value = *value;
    if (in.done())
      return y;
  }
  in.skip();
  at = in.at;
  auto word = in.take(" \t\r\n");
  auto sort = sorting_of(word);
  if (!sort || *sort == sorting::none)
    return bad(at, quoted(word) + " is neither asc nor desc");
  y.sort = *sort;
  if (!in.done())
    return bad(in.at, "expected \";\" before the next criterion");
  return y;
}

} // namespace

bool is_judged(std::string_view x) {
  auto y = epoch_column_of(x);
  return y && (y->field == epoch_field::param || info(y->field).judged);
}

std::string expected_field(std::string_view found) {
  if (found.starts_with(param_prefix))
    return std::string{param_prefix}
           + "NAME of a parameter, without blanks and < > = ! ; ,";
  auto& known = judged_fields();
  auto y = nearest(lower(std::string{found}), known);
  if (!y.empty())
    return y;
  for (auto& x : known)
    y += (y.empty() ? "one of " : ", ") + x;
  return y + " or " + std::string{param_prefix} + "NAME of a parameter";
}

std::optional<comparison> comparison_of(std::string_view x) {
  for (auto y : {comparison::lt, comparison::le, comparison::gt, comparison::ge,
                 comparison::eq})
    if (x == to_string(y))
      return y;
  return {};
}

std::optional<sorting> sorting_of(std::string_view x) {
  auto y = lower(std::string{trim(x)});
  if (y.empty() || y == "none")
    return sorting::none;
  if (y == "asc" || y == "ascending")
    return sorting::ascending;
  if (y == "desc" || y == "descending")
    return sorting::descending;
  return {};
}

caf::expected<std::vector<criterion>> parse_criteria(std::string_view x) {
  std::vector<criterion> y;
  scanner in{x};
  while (in.at <= x.size()) {
    in.end = std::min(x.find(';', in.at), x.size());
    if (!in.done()) {
      auto one = read_one(in);
      if (!one)
        return one.error();
      y.push_back(std::move(*one));
    }
    in.at = in.end + 1;
  }
  return y;
}

std::string to_text(const criterion& x) {
  auto y = x.field;
  if (x.op != comparison::none) {
    std::array<char, 32> digits{};
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                             x.value.value)
                   .ptr;
    y += std::string{" "} + to_string(x.op) + " "
         + std::string{digits.data(), end};
  }
  if (x.sort == sorting::ascending)
    y += " asc";
  else if (x.sort == sorting::descending)
    y += " desc";
  return y;
}

std::string to_text(const std::vector<criterion>& x) {
  std::string y;
  for (auto& i : x)
    y += (y.empty() ? "" : "; ") + to_text(i);
  return y;
}

} // namespace ftm::config
