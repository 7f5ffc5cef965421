#include "actors/hyperopt_monitor/record.hpp"

#include "actors/hyperopt_monitor/readable.hpp"

#include <nlohmann/json.hpp>

#include <array>

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
      y += x.substr(i, end - i);
      i = end;
      continue;
    }
    bool found = false;
    for (auto token : tokens)
      if (!found && x.substr(i).starts_with(token)) {
        ((y += "\"\\u0001") += token) += '"';
        i += token.size();
        found = true;
      }
    if (!found)
      y += x[i++];
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
