#include "deploy/demo/epoch.hpp"

namespace ftm::sim {

json parse_line(std::string_view line) {
  std::string clean;
  clean.reserve(line.size() + 16);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    auto c = line[i];
    if (quoted && c == '\\' && i + 1 < line.size()) {
      clean += c;
      clean += line[++i];
      continue;
    }
    if (c == '"')
      quoted = !quoted;
    if (!quoted && (c == 'N' || c == 'I' || c == '-')) {
      bool found = false;
      for (std::string_view word : {"NaN", "Infinity", "-Infinity"})
        if (line.substr(i).starts_with(word)) {
          clean.append("\"").append(word).append("\"");
          i += word.size() - 1;
          found = true;
          break;
        }
      if (found)
        continue;
    }
    clean += c;
  }
  return json::parse(clean);
}

} // namespace ftm::sim
