#include "shared/json/epoch_text.hpp"

#include "shared/json/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

namespace ftm {

namespace {

/// A column of the view.
struct column {
  std::string_view name;
  std::string json_name; ///< quoted
  const char* values;
  const std::vector<std::string>* texts = nullptr;
  bool is_flag = false;

  double value(size_t row) const {
    double y = 0;
    std::memcpy(&y, values + row * sizeof y, sizeof y);
    return y;
  }
  const std::string* text(size_t row) const {
    auto x = value(row);
    if (!(x >= 0) || x >= static_cast<double>(texts->size()))
      return nullptr;
    return &(*texts)[static_cast<size_t>(x)];
  }
};

/// Whole numbers without an exponent: a line is 100000, not 1e+05.
void add_number(std::string& y, double x) {
  constexpr double exact = 9007199254740992; // 2^53
  std::array<char, 32> digits{};
  auto* last = digits.data() + digits.size();
  auto whole = std::trunc(x) == x && std::abs(x) < exact;
  auto end =
      whole
          ? std::to_chars(digits.data(), last, x, std::chars_format::fixed).ptr
          : std::to_chars(digits.data(), last, x).ptr;
  y.append(digits.data(), end);
}

bool is_number(std::string_view x) {
  double y = 0;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y);
  return error == std::errc{} && end == x.data() + x.size();
}

void add_csv_text(std::string& y, std::string_view x) {
  auto formula =
      !x.empty()
      && std::string_view{"=+-@\t\r"}.find(x.front()) != std::string_view::npos
      && !is_number(x);
  if (!formula && x.find_first_of(",\"\r\n") == std::string_view::npos) {
    y += x;
    return;
  }
  y += '"';
  if (formula)
    y += '\'';
  for (auto c : x)
    (y += c) += c == '"' ? "\"" : "";
  y += '"';
}

void add_csv(std::string& y, const column& c, size_t row) {
  if (c.texts != nullptr) {
    if (const auto* x = c.text(row))
      add_csv_text(y, *x);
    return;
  }
  auto x = c.value(row);
  if (c.is_flag)
    y += x != 0 ? "true" : "false";
  else if (std::isfinite(x))
    add_number(y, x);
  else
    y += nonfinite_name(x);
}

/// What the value is, if it is not finite.
const char* add_json(std::string& y, const column& c, size_t row) {
  (y += c.json_name) += ':';
  if (c.texts != nullptr) {
    const auto* x = c.text(row);
    y += x != nullptr ? dump(text(*x)) : "null";
    return nullptr;
  }
  auto x = c.value(row);
  if (c.is_flag) {
    y += x != 0 ? "true" : "false";
  } else if (std::isfinite(x)) {
    add_number(y, x);
  } else {
    y += "null";
    return nonfinite_name(x);
  }
  return nullptr;
}

void add_json_line(std::string& y, const std::vector<column>& columns,
                   size_t row) {
  std::string notes;
  y += '{';
  for (const auto& c : columns) {
    if (&c != &columns.front())
      y += ',';
    if (const auto* what = add_json(y, c, row))
      (((notes += notes.empty() ? "" : ",") += c.json_name) += ":\"")
          .append(what)
          .append("\"");
  }
  if (!notes.empty())
    (y += columns.empty() ? "\"nonfinite\":{" : ",\"nonfinite\":{")
        .append(notes)
        .append("}");
  y += "}\n";
}

std::vector<column> columns_in(const epoch_columns_view& x, size_t rows) {
  std::vector<column> y;
  for (size_t i = 0; i < x.columns.size(); ++i) {
    const auto& name = x.columns[i];
    auto texts = x.texts.find(name);
    y.push_back({name, dump(text(name)),
                 x.values.data() + i * rows * sizeof(double),
                 texts == x.texts.end() ? nullptr : &texts->second,
                 name.starts_with("is_")});
  }
  return y;
}

} // namespace

std::string_view media_type(epoch_format f) {
  return f == epoch_format::csv ? "text/csv; charset=utf-8"
                                : "application/x-ndjson";
}

std::string epoch_text_head(epoch_format f,
                            const std::vector<std::string>& columns) {
  std::string y;
  if (f != epoch_format::csv)
    return y;
  for (const auto& name : columns) {
    y += &name == &columns.front() ? "" : ",";
    add_csv_text(y, name);
  }
  return y += "\r\n";
}

std::string epoch_text(epoch_format f, const epoch_columns_view& x) {
  std::string y;
  if (x.columns.empty())
    return y;
  auto rows = x.values.size() / (x.columns.size() * sizeof(double));
  auto columns = columns_in(x, rows);
  y.reserve(rows * columns.size() * 12);
  for (size_t row = 0; row < rows; ++row) {
    if (f == epoch_format::json_lines) {
      add_json_line(y, columns, row);
      continue;
    }
    for (const auto& c : columns) {
      y += &c == &columns.front() ? "" : ",";
      add_csv(y, c, row);
    }
    y += "\r\n";
  }
  return y;
}

} // namespace ftm
