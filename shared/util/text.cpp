#include "shared/util/text.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace ftm {

namespace {

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      auto up = row[j];
      row[j] = std::min(
          {up + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = up;
    }
  }
  return row.back();
}

} // namespace

std::optional<std::vector<std::string>> split_words(std::string_view x) {
  std::vector<std::string> y;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    char c = x[i];
    if (quote == '\'') {
      if (c == '\'')
        quote = 0;
      else
        word += c;
    } else if (c == '\\') {
      if (++i == x.size())
        return {};
      if (quote == '"' && x[i] != '"' && x[i] != '\\' && x[i] != '$'
          && x[i] != '`')
        word += '\\';
      word += x[i];
      in_word = true;
    } else if (quote == '"') {
      if (c == '"')
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (in_word)
        y.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0)
    return {};
  if (in_word)
    y.push_back(std::move(word));
  return y;
}

std::string nearest(std::string_view x,
                    const std::vector<std::string>& candidates) {
  std::string y;
  size_t best = 4;
  for (auto& c : candidates) {
    auto d = edit_distance(x, c);
    if (d < best && 2 * d < std::max(x.size(), c.size())) {
      best = d;
      y = c;
    }
  }
  return y;
}

std::string_view trim(std::string_view x) {
  constexpr auto space = " \t\r\n\f\v";
  auto a = x.find_first_not_of(space);
  if (a == std::string_view::npos)
    return {};
  return x.substr(a, x.find_last_not_of(space) - a + 1);
}

std::string to_valid_utf8(std::string_view x) {
  std::string y;
  y.reserve(x.size());
  for (size_t i = 0; i < x.size();) {
    auto b = static_cast<unsigned char>(x[i]);
    size_t n = b == 0                  ? 0
               : b < 0x80              ? 1
               : b >= 0xC2 && b < 0xE0 ? 2
               : b >= 0xE0 && b < 0xF0 ? 3
               : b >= 0xF0 && b < 0xF5 ? 4
                                       : 0;
    size_t good = n > 0 ? 1 : 0;
    for (; good < n && i + good < x.size(); ++good) {
      auto c = static_cast<unsigned char>(x[i + good]);
      auto second = good == 1;
      if ((c & 0xC0) != 0x80 || (second && b == 0xE0 && c < 0xA0)
          || (second && b == 0xED && c > 0x9F)
          || (second && b == 0xF0 && c < 0x90)
          || (second && b == 0xF4 && c > 0x8F))
        break;
    }
    if (n > 0 && good == n)
      y.append(x.substr(i, n));
    else
      y += "\xEF\xBF\xBD";
    i += std::max<size_t>(good, 1);
  }
  return y;
}

} // namespace ftm
