#include "actors/hyperopt_monitor/column_page.hpp"

#include "shared/protocol/errors.hpp"

#include <algorithm>
#include <unordered_map>

namespace ftm {

namespace {

constexpr size_t most_bytes = (size_t{1} << 20) - 4096;
constexpr size_t most_rows = 8192;
constexpr std::string_view all_params = "params.*";

/// The texts that `codes` name, which are numbered anew: a page carries those
/// of its rows only.
std::vector<std::string> own_texts(const std::vector<std::string>& all,
                                   std::vector<double>& codes) {
  std::vector<std::string> y;
  std::unordered_map<size_t, double> known;
  for (auto& code : codes) {
    if (!(code >= 0) || code >= static_cast<double>(all.size()))
      continue;
    auto i = static_cast<size_t>(code);
    auto [at, is_new] = known.try_emplace(i, static_cast<double>(y.size()));
    if (is_new)
      y.push_back(all[i]);
    code = at->second;
  }
  return y;
}

} // namespace

caf::error wanted_columns::wrong() const {
  for (const auto& name : names)
    if (!epoch_column_of(name))
      return make_error(ec::invalid, "\"" + name
                                         + "\" is no column of an epoch; "
                                           "there are "
                                         + epoch_column_names());
  return {};
}

bool wanted_columns::params() const {
  return std::any_of(names.begin(), names.end(),
                     [](const auto& x) { return x.starts_with(param_prefix); });
}

std::vector<std::string>
wanted_columns::written_out(const epoch_store& x) const {
  auto all_known = x.size() > 0 && x.params.rows() == x.size();
  std::vector<std::string> y;
  for (const auto& name : names)
    if (name != all_params) {
      auto column = epoch_column_of(name);
      if (column && column->field == epoch_field::param && all_known
          && !x.params.find(column->param))
        continue;
      y.push_back(name);
    } else
      for (size_t i = 0; i < x.params.columns(); ++i)
        y.push_back(std::string{param_prefix} + x.params.name(i));
  return y;
}

size_t most_rows_of(size_t columns) {
  auto fit = most_bytes / (std::max<size_t>(columns, 1) * sizeof(double));
  return std::clamp<size_t>(fit, 1, most_rows);
}

column_page columns_of(const epoch_store& x, const wanted_columns& wanted,
                       const std::vector<uint32_t>& rows) {
  column_page y;
  y.columns = wanted.written_out(x);
  std::vector<double> values(rows.size());
  y.values.reserve(y.columns.size() * rows.size() * sizeof(double));
  for (const auto& name : y.columns) {
    auto column = epoch_column_of(name).value_or(epoch_column{});
    for (size_t i = 0; i < rows.size(); ++i)
      values[i] = x.value(column, rows[i]);
    if (column.field == epoch_field::param)
      if (auto p = x.params.find(column.param); p && x.params.is_text(*p))
        y.texts[name] = own_texts(x.params.texts(*p), values);
    y.values.append(reinterpret_cast<const char*>(values.data()),
                    values.size() * sizeof(double));
  }
  return y;
}

} // namespace ftm
