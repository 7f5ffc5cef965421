#include "actors/hyperopt_monitor/record.hpp"

#include "actors/hyperopt_monitor/readable.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace ftm {

namespace {

using json = nlohmann::ordered_json;

/// Marks what was a bare token. freqtrade writes control characters escaped,
/// so that no string of its own can begin with this one by chance.
constexpr char mark = '\x01';
constexpr std::array<std::string_view, 3> tokens{"-Infinity", "Infinity",
                                                 "NaN"};

/// The position behind the string that begins at `i`.
size_t behind_string(std::string_view x, size_t i) {
  for (++i; i < x.size(); ++i)
    if (x[i] == '\\')
      ++i;
    else if (x[i] == '"')
      return i + 1;
  return x.size();
}

/// The position behind the array or object that begins at `i`.
size_t behind_container(std::string_view x, size_t i) {
  size_t depth = 0;
  while (i < x.size()) {
    auto c = x[i];
    if (c == '"') {
      i = behind_string(x, i);
      continue;
    }
    ++i;
    if (c == '[' || c == '{')
      ++depth;
    else if ((c == ']' || c == '}') && --depth == 0)
      return i;
  }
  return i;
}

/// The code unit of the escape at `i`; 0 if there is none.
uint32_t escaped_unit(std::string_view x, size_t i) {
  uint32_t y = 0;
  if (i + 6 <= x.size() && x[i] == '\\' && x[i + 1] == 'u')
    std::from_chars(x.data() + i + 2, x.data() + i + 6, y, 16);
  return y;
}

/// Copies a string. Half of a surrogate pair, which Python reads and writes,
/// becomes U+FFFD: it is no character.
void add_string(std::string_view x, std::string& y) {
  for (size_t i = 0; i < x.size();) {
    auto unit = escaped_unit(x, i);
    auto size = unit != 0 ? 6U : x[i] == '\\' ? 2U : 1U;
    if (unit >= 0xd800 && unit < 0xe000) {
      auto low = unit < 0xdc00 ? escaped_unit(x, i + 6) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        size = 12;
      } else {
        y += "\\ufffd";
        i += size;
        continue;
      }
    }
    y += x.substr(i, size);
    i += size;
  }
}

/// The characters of the number at `i`; 0 if there is none.
size_t number_size(std::string_view x, size_t i) {
  if (x[i] != '-' && (x[i] < '0' || x[i] > '9'))
    return 0;
  return std::min(x.find_first_not_of("0123456789+-.eE", i), x.size()) - i;
}

/// What Python makes of a number that is too large; empty if it is not.
std::string_view overflow(std::string_view number) {
  constexpr size_t digits_that_fit = 300;
  if (number.size() < digits_that_fit
      && number.find_first_of("eE") == std::string_view::npos)
    return {};
  auto x = std::strtod(std::string{number}.c_str(), nullptr);
  if (!std::isinf(x))
    return {};
  return x < 0 ? tokens[0] : tokens[1];
}

/// Copies a line without its trades, bare tokens as marked strings.
std::string strict(std::string_view x) {
  constexpr std::string_view trades = "\"trades\":[";
  std::string y;
  bool skipped = false;
  size_t i = 0;
  while (i < x.size()) {
    if (x[i] == '"') {
      if (!skipped && x.substr(i).starts_with(trades)) {
        // The first list of that name is results_metrics' own: it leads.
        skipped = true;
        i = behind_container(x, i + trades.size() - 1);
        y += "\"trades\":[]";
        continue;
      }
      auto end = behind_string(x, i);
      add_string(x.substr(i, end - i), y);
      i = end;
      continue;
    }
    std::string_view bare;
    auto size = number_size(x, i);
    if (size > 1)
      bare = overflow(x.substr(i, size));
    for (auto token : tokens)
      if (x.substr(i).starts_with(token)) {
        bare = token;
        size = token.size();
      }
    size = std::max<size_t>(size, 1);
    if (bare.empty())
      y += x.substr(i, size);
    else
      ((y += "\"\\u0001") += bare) += '"';
    i += size;
  }
  return y;
}

void to_null(json& x, const std::string& path, json& notes) {
  if (x.is_structured()) {
    for (auto& [key, value] : x.items()) {
      auto below = path;
      if (!below.empty())
        below += '.';
      to_null(value, below.append(key), notes);
    }
    return;
  }
  if (!x.is_string())
    return;
  const auto& text = x.get_ref<const std::string&>();
  if (text.size() < 4 || text.front() != mark)
    return;
  auto token = text.substr(1);
  for (auto known : tokens)
    if (token == known) {
      notes[path] = token;
      x = nullptr;
      return;
    }
}

} // namespace

std::optional<std::string> record_json(std::string_view line) {
  // What follows recurses for each level.
  if (!is_readable(line))
    return std::nullopt;
  auto y = json::parse(strict(line), nullptr, false);
  if (!y.is_object())
    return std::nullopt;
  if (auto metrics = y.find("results_metrics");
      metrics != y.end() && metrics->is_object())
    metrics->erase("trades");
  auto notes = json::object();
  to_null(y, "", notes);
  if (!notes.empty())
    y["nonfinite"] = std::move(notes);
  return y.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace ftm
