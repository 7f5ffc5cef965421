#include "actors/orchestrator/words.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace ftm {

const char* in_words(process_kind x) {
  constexpr const char* names[] = {"trade", "data download", "backtest",
                                   "hyperopt", "hyperopt-show"};
  return name_in(names, x);
}

const char* in_words(step_kind x) {
  constexpr const char* names[] = {
      "stop of trade", "data download", "backtest",   "cleanup of results",
      "hyperopt",      "evaluation",    "extraction", "restart of trade"};
  return name_in(names, x);
}

std::string capitalised(std::string x) {
  if (!x.empty() && x[0] >= 'a' && x[0] <= 'z')
    x[0] = static_cast<char>(x[0] - 'a' + 'A');
  return x;
}

std::string size_in_words(uint64_t bytes) {
  if (bytes < 1000)
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  auto x = static_cast<double>(bytes);
  const char* unit = "";
  for (auto next : {"kB", "MB", "GB", "TB"}) {
    x /= 1000;
    unit = next;
    if (x < 999.95)
      break;
  }
  char y[64];
  std::snprintf(y, sizeof y, "%.1f %s", x, unit);
  return y;
}

std::string duration_in_words(milliseconds x) {
  auto s = std::max<int64_t>(0, (x.count() + 500) / 1000);
  if (s < 60)
    return std::to_string(s) + " s";
  if (s < 3600)
    return std::to_string(s / 60) + " min"
           + (s % 60 > 0 ? " " + std::to_string(s % 60) + " s" : "");
  auto minutes = s / 60 % 60;
  return std::to_string(s / 3600) + " h"
         + (minutes > 0 ? " " + std::to_string(minutes) + " min" : "");
}

std::string failure_in_words(step_kind x, const std::string& error) {
  std::string name = in_words(x);
  if (error.starts_with(name + " "))
    return capitalised(error);
  return capitalised(name) + " failed: " + error;
}

std::string short_run(const std::string& id, const std::string& strategy) {
  if (id.starts_with(strategy + ".") && id.size() > strategy.size() + 1)
    return id.substr(strategy.size() + 1);
  auto random = id.size() > 12 && std::all_of(id.begin(), id.end(), [](char c) {
                  return c == '-' || std::isxdigit(static_cast<uint8_t>(c));
                });
  return random ? id.substr(0, 8) : id;
}

} // namespace ftm
