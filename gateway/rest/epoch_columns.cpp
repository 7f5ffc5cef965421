#include "gateway/rest/epoch_columns.hpp"

#include "shared/protocol/epoch_fields.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

namespace ftm {

namespace {

constexpr size_t most_columns = 1024;
constexpr size_t most_told = 20;

epoch_field next(epoch_field x) {
  return static_cast<epoch_field>(static_cast<int>(x) + 1);
}

} // namespace

const std::vector<std::string>& usual_columns() {
  static const std::vector<std::string> y = [] {
    std::vector<std::string> z;
    for (auto x = epoch_field::line; x <= epoch_field::objective; x = next(x))
      z.emplace_back(to_string(x));
    for (auto x : {epoch_field::is_best, epoch_field::is_initial_point,
                   epoch_field::is_random})
      z.emplace_back(to_string(x));
    for (auto x = epoch_field::profit_median; x <= epoch_field::winrate;
         x = next(x))
      z.emplace_back(to_string(x));
    return z;
  }();
  return y;
}

const std::vector<std::string>& row_columns() {
  static const std::vector<std::string> y = [] {
    std::vector<std::string> z;
    for (auto x = epoch_field::line; x <= epoch_field::objective; x = next(x))
      z.emplace_back(to_string(x));
    z.emplace_back(to_string(epoch_field::flags));
    for (auto x = epoch_field::profit_median; x < epoch_field::winrate;
         x = next(x))
      z.emplace_back(to_string(x));
    return z;
  }();
  return y;
}

std::vector<std::string> names_in(const rest_request& x, const char* key) {
  std::vector<std::string> y;
  auto names = x.asked(key);
  for (std::string_view rest = names; !rest.empty();) {
    auto end = std::min(rest.find(','), rest.size());
    y.emplace_back(trim(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return y;
}

std::vector<std::string> columns_in(const rest_request& x) {
  auto y = names_in(x, "columns");
  std::set<std::string> seen;
  std::vector<bad_field> wrong;
  for (const auto& name : y)
    if (!epoch_column_of(name))
      wrong.push_back(
          {"columns", to_valid_utf8(name), "one of " + epoch_column_names()});
    else if (!seen.insert(name).second)
      wrong.push_back({"columns", to_valid_utf8(name), "each column once"});
  if (y.size() > most_columns)
    wrong.push_back({"columns", std::to_string(y.size()),
                     "at most " + std::to_string(most_columns)});
  if (!wrong.empty()) {
    wrong.resize(std::min(wrong.size(), most_told));
    throw problem{400, "There are no such columns.", std::move(wrong), {}};
  }
  return y.empty() ? usual_columns() : y;
}

std::optional<problem> missing_in(const std::vector<std::string>& asked,
                                  const std::vector<std::string>& found) {
  for (const auto& name : asked)
    if (name != "params.*"
        && std::find(found.begin(), found.end(), name) == found.end())
      return problem{400,
                     "No epoch of the file has this parameter.",
                     {{"columns", to_valid_utf8(name),
                       "a parameter of the file; params.* shows all"}},
                     {}};
  return std::nullopt;
}

std::vector<epoch_row> rows_of(const epoch_page& x) {
  std::vector<epoch_row> y(x.rows);
  if (x.values.size() < row_columns().size() * x.rows * sizeof(double))
    return {};
  for (size_t i = 0; i < y.size(); ++i) {
    auto at = [&](size_t column) {
      double z = 0;
      std::memcpy(&z, x.values.data() + (column * x.rows + i) * sizeof(double),
                  sizeof(double));
      return z;
    };
    auto whole = [&](size_t column) {
      auto z = at(column);
      return z > 0 ? static_cast<uint64_t>(z) : 0;
    };
    auto small = [&](size_t column) {
      return static_cast<uint32_t>(whole(column));
    };
    y[i] = {whole(0), whole(1),
            small(2), small(3),
            small(4), small(5),
            at(6),    at(7),
            at(8),    at(9),
            at(10),   at(11),
            at(12),   static_cast<uint8_t>(whole(13)),
            at(14),   at(15),
            at(16),   at(17),
            at(18),   at(19),
            at(20),   at(21)};
  }
  return y;
}

} // namespace ftm
