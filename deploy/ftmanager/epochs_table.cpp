#include "deploy/ftmanager/epochs_table.hpp"

#include "actors/hyperopt_monitor/verdicts.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ftm {

namespace {

constexpr size_t least_width = 11; // -1.23457e-05

/// To the right, at least as wide as the column's head.
void add_cell(std::string& y, const std::string& head, const std::string& x) {
  auto width = std::max(least_width, head.size());
  y += "  ";
  y.append(width > x.size() ? width - x.size() : 0, ' ');
  y += x;
}

/// What a terminal would obey is shown as a dot.
std::string printable(std::string x) {
  for (auto& c : x)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      c = '.';
  return x;
}

std::string cell(const epoch_columns_view& x, const std::string& name,
                 double value) {
  auto texts = x.texts.find(name);
  if (texts != x.texts.end())
    return value >= 0 && value < static_cast<double>(texts->second.size())
               ? printable(texts->second[static_cast<size_t>(value)])
               : "-";
  if (name.starts_with("is_"))
    return value != 0 ? "yes" : "no";
  return std::isnan(value) ? "-" : number_text(value);
}

} // namespace

std::string epochs_table_head(const std::vector<std::string>& columns) {
  std::string y;
  for (const auto& name : columns)
    add_cell(y, name, printable(name));
  return y += '\n';
}

std::string epochs_table(const epoch_columns_view& x) {
  std::string y;
  auto width = sizeof(double);
  auto rows =
      x.columns.empty() ? 0 : x.values.size() / width / x.columns.size();
  for (size_t row = 0; row < rows; ++row) {
    for (size_t c = 0; c < x.columns.size(); ++c) {
      double value = 0;
      std::memcpy(&value, x.values.data() + (c * rows + row) * width, width);
      add_cell(y, x.columns[c], cell(x, x.columns[c], value));
    }
    y += '\n';
  }
  return y;
}

} // namespace ftm
