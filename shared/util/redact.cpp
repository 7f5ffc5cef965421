#include "shared/util/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ftm {

namespace {

constexpr auto npos = std::string_view::npos;

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

/// Walks through a text once.
class secret_finder {
public:
  secret_finder(std::string_view x, bool open) : x_(x), open_(open) {}

  std::vector<text_span> find() {
    while (i_ < x_.size()) {
      if (scheme_at(i_))
        credentials();
      else if (x_.substr(i_, 3) == "://")
        address();
      else if (word_char(x_[i_]))
        key();
      else
        ++i_;
    }
    return std::move(found_);
  }

private:
  bool scheme_at(size_t i) const {
    return starts_with_word(x_, i, "bearer ")
           || starts_with_word(x_, i, "basic ");
  }

  size_t after_blanks(size_t i) const {
    while (i < x_.size() && (x_[i] == ' ' || x_[i] == '\t'))
      ++i;
    return i;
  }

  void add(size_t begin, size_t end) {
    if (begin < end)
      found_.push_back({begin, end});
  }

  /// What follows "Bearer " or "Basic ".
  void credentials() {
    auto begin = x_.find(' ', i_) + 1;
    i_ = value_end(x_, begin);
    // "basic strategy" is prose; credentials are long.
    if (i_ - begin >= 12 || (open_ && i_ == x_.size()))
      add(begin, i_);
  }

  /// The password in ://user:password@host.
  void address() {
    auto begin = i_ + 3;
    auto stop = x_.find_first_of("/ \t\r\n\"'", begin);
    auto authority = x_.substr(begin, stop == npos ? npos : stop - begin);
    auto colon = authority.find(':');
    auto at = authority.rfind('@');
    i_ = begin;
    if (colon == npos)
      return;
    if (open_ && stop == npos) {
      add(begin + colon + 1, x_.size()); // an @ may follow
      i_ = x_.size();
    } else if (at != npos && colon < at) {
      add(begin + colon + 1, begin + at);
      i_ = begin + at;
    }
  }

  /// A key whose name says that its value is secret.
  void key() {
    auto begin = i_;
    while (i_ < x_.size() && word_char(x_[i_]))
      ++i_;
    auto name = x_.substr(begin, i_ - begin);
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    auto j = i_;
    if (j < x_.size() && (x_[j] == '"' || x_[j] == '\''))
      ++j;
    j = after_blanks(j);
    if (j >= x_.size() || (x_[j] != ':' && x_[j] != '=')
        || !names_secret(std::string{name}))
      return;
    j = after_blanks(j + 1);
    auto stop = value_end(x_, j);
    if (j < x_.size() && (x_[j] == '"' || x_[j] == '\''))
      ++j;
    if (stop <= j || scheme_at(j)) // the scheme's own rule follows
      return;
    add(j, stop);
    i_ = stop;
  }

  std::string_view x_;
  bool open_;
  size_t i_ = 0;
  std::vector<text_span> found_;
};

} // namespace

std::vector<text_span> secrets_in(std::string_view x, bool open) {
  return secret_finder{x, open}.find();
}

std::string_view context_of(std::string_view x) {
  x.remove_prefix(x.rfind('\n') + 1); // npos + 1 = 0
  if (x.size() > redact_context)
    x.remove_prefix(x.size() - redact_context);
  return x;
}

std::string redact_after(std::string_view before, std::string_view x,
                         bool open) {
  std::string text{context_of(before)};
  auto at = text.size();
  text += x;
  std::string y;
  y.reserve(x.size());
  for (auto& s : secrets_in(text, open)) {
    if (s.end <= at)
      continue;
    if (s.begin >= at) {
      y.append(text, at, s.begin - at);
      y += "***";
    }
    at = s.end;
  }
  return y.append(text, at);
}

std::string redact(std::string_view x) {
  return redact_after({}, x, false);
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
