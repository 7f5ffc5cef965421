#include "deploy/demo/strategy_file.hpp"

#include <cctype>

namespace ftm::sim {

json parse_literal(std::string_view text) {
  std::string converted, word;
  char quote = 0;
  auto flush = [&] {
    converted += word == "True"    ? "true"
                 : word == "False" ? "false"
                 : word == "None"  ? "null"
                                   : word;
    word.clear();
  };
  for (char c : text) {
    if (quote != 0) {
      converted += c == quote ? '"' : c;
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      flush();
      quote = c;
      converted += '"';
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else {
      flush();
      // Python allows a comma before the closing bracket, and tuples.
      if ((c == '}' || c == ']' || c == ')')) {
        while (
            !converted.empty()
            && (std::isspace(static_cast<unsigned char>(converted.back())) != 0
                || converted.back() == ','))
          converted.pop_back();
      }
      converted += c == '(' ? '[' : c == ')' ? ']' : c;
    }
  }
  flush();
  // Python's dicts may have numbers as keys; JSON's may not.
  std::string keyed;
  for (std::size_t i = 0; i < converted.size(); ++i) {
    auto digit = [&](std::size_t j) {
      return std::isdigit(static_cast<unsigned char>(converted[j])) != 0;
    };
    auto start = i;
    while (i < converted.size() && digit(i))
      ++i;
    if (i > start) {
      auto number = converted.substr(start, i - start);
      auto is_key = i < converted.size() && converted[i] == ':'
                    && (keyed.empty() || keyed.back() != '"');
      keyed += is_key ? "\"" + number + "\"" : number;
    }
    if (i < converted.size())
      keyed += converted[i];
  }
  auto result = json::parse(keyed, nullptr, false);
  return result.is_discarded() ? json{} : result;
}

} // namespace ftm::sim
