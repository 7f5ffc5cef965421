#include "shared/util/text.hpp"

#include <algorithm>
#include <array>
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

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'
         || c == '-';
}

/// Whether a key's name says that its value is secret. freqtrade's own:
/// exchange.key, secret, password, uid, api_server.{password,jwt_secret_key,
/// ws_token}, telegram.{token,chat_id}.
bool names_secret(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::tolower(c));
  });
  static constexpr std::array exact{"key",     "uid",  "token",
                                    "chat_id", "auth", "authorization",
                                    "cookie",  "pass", "private_key"};
  if (std::find(exact.begin(), exact.end(), key) != exact.end())
    return true;
  static constexpr std::array parts{
      "secret", "password", "passwd",     "api_key", "apikey",
      "_token", "token_",   "privatekey", "wallet",  "passphrase"};
  return std::any_of(parts.begin(), parts.end(), [&](const char* x) {
    return key.find(x) != std::string::npos;
  });
}

/// The end of the value that begins at `i`: a quoted string or a bare word.
size_t value_end(std::string_view x, size_t i) {
  if (i < x.size() && (x[i] == '"' || x[i] == '\'')) {
    auto quote = x[i];
    for (++i; i < x.size() && x[i] != quote && x[i] != '\n'; ++i)
      if (x[i] == '\\')
        ++i;
    return std::min(i, x.size());
  }
  while (i < x.size() && !std::isspace(static_cast<unsigned char>(x[i]))
         && x[i] != ',' && x[i] != '}' && x[i] != ']' && x[i] != '&'
         && x[i] != '"' && x[i] != '\'')
    ++i;
  return i;
}

bool starts_with_word(std::string_view x, size_t i, std::string_view word) {
  if (i + word.size() > x.size())
    return false;
  return std::equal(word.begin(), word.end(), x.begin() + i,
                    [](char a, char b) {
                      return a
                             == static_cast<char>(
                                 std::tolower(static_cast<unsigned char>(b)));
                    });
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
    size_t n = b < 0x80                ? 1
               : b >= 0xC2 && b < 0xE0 ? 2
               : b >= 0xE0 && b < 0xF0 ? 3
               : b >= 0xF0 && b < 0xF5 ? 4
                                       : 0;
    bool ok = n > 0 && b != 0 && i + n <= x.size();
    for (size_t j = 1; ok && j < n; ++j)
      ok = (static_cast<unsigned char>(x[i + j]) & 0xC0) == 0x80;
    if (ok && n > 2) {
      auto second = static_cast<unsigned char>(x[i + 1]);
      ok = !(b == 0xE0 && second < 0xA0) && !(b == 0xED && second > 0x9F)
           && !(b == 0xF0 && second < 0x90) && !(b == 0xF4 && second > 0x8F);
    }
    if (ok) {
      y.append(x.substr(i, n));
      i += n;
    } else {
      y += "\xEF\xBF\xBD";
      ++i;
    }
  }
  return y;
}

std::string redact(std::string_view x) {
  std::string y;
  y.reserve(x.size());
  for (size_t i = 0; i < x.size();) {
    if (starts_with_word(x, i, "bearer ") || starts_with_word(x, i, "basic ")) {
      auto end = x.find(' ', i) + 1;
      y.append(x.substr(i, end - i));
      auto stop = value_end(x, end);
      // "basic strategy" is prose; credentials are long.
      if (stop - end >= 12)
        y += "***";
      else
        y.append(x.substr(end, stop - end));
      i = stop;
      continue;
    }
    if (x.substr(i, 3) == "://") { // user:password@host
      auto stop = x.find_first_of("/ \t\r\n\"'", i + 3);
      auto authority = x.substr(i + 3, stop == std::string_view::npos
                                           ? std::string_view::npos
                                           : stop - i - 3);
      auto at = authority.rfind('@');
      auto colon = authority.find(':');
      y += "://";
      i += 3;
      if (at != std::string_view::npos && colon < at) {
        y.append(authority.substr(0, colon + 1)).append("***");
        i += at;
      }
      continue;
    }
    if (!word_char(x[i])) {
      y += x[i++];
      continue;
    }
    auto end = i;
    while (end < x.size() && word_char(x[end]))
      ++end;
    auto key = x.substr(i, end - i);
    y.append(key);
    i = end;
    auto j = end;
    if (j < x.size() && (x[j] == '"' || x[j] == '\''))
      ++j;
    while (j < x.size() && (x[j] == ' ' || x[j] == '\t'))
      ++j;
    if (j >= x.size() || (x[j] != ':' && x[j] != '='))
      continue;
    auto name = key.substr(std::min(key.find_first_not_of('-'), key.size()));
    if (!names_secret(std::string{name}))
      continue;
    ++j;
    while (j < x.size() && (x[j] == ' ' || x[j] == '\t'))
      ++j;
    auto stop = value_end(x, j);
    if (j < x.size() && (x[j] == '"' || x[j] == '\''))
      ++j;
    if (stop <= j)
      continue;
    if (starts_with_word(x, j, "bearer ") || starts_with_word(x, j, "basic "))
      continue; // the scheme's own rule follows
    y.append(x.substr(end, j - end)).append("***");
    i = stop;
  }
  return y;
}

std::vector<std::string> redact(const std::vector<std::string>& command) {
  std::vector<std::string> y;
  bool secret = false;
  for (auto& x : command) {
    if (secret && !x.starts_with("-"))
      y.emplace_back("***");
    else
      y.push_back(redact(x));
    secret = x.starts_with("--") && x.find('=') == std::string::npos
             && (x == "--db-url" || names_secret(x.substr(2)));
  }
  return y;
}

} // namespace ftm
