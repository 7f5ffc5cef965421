#include "shared/util/redact.hpp"

#include "shared/util/secret_names.hpp"
#include "shared/util/url_password.hpp"

#include <algorithm>
#include <cctype>

namespace ftm {

namespace {

constexpr auto npos = std::string_view::npos;

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'
         || c == '-';
}

bool blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

// What stands in an address and is secret all the same: of Telegram's bots see
// `token`; of Discord, Slack and IFTTT, as freqtrade's documentation has it.
constexpr std::string_view secret_paths[] = {
    "/api/webhooks/", "hooks.slack.com/services/", "/with/key/"};

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
  secret_finder(std::string_view x, bool open)
      : x_(x), open_(open), urls_(x, open) {}

  std::vector<text_span> find() {
    while (i_ < x_.size()) {
      if (auto size = scheme_at(i_); size > 0)
        credentials(size);
      else if (x_.substr(i_, 3) == "://")
        address();
      else if (secret_path())
        ;
      else if (word_char(x_[i_]))
        key();
      else
        ++i_;
    }
    return std::move(found_);
  }

private:
  /// Of "Bearer " or "Basic " at `i`; 0 = none.
  size_t scheme_at(size_t i) const {
    for (std::string_view s : {"bearer ", "basic "})
      if (starts_with_word(x_, i, s))
        return s.size();
    return 0;
  }

  size_t after_blanks(size_t i) const {
    while (i < x_.size() && (x_[i] == ' ' || x_[i] == '\t'))
      ++i;
    return i;
  }

  size_t after_backslashes(size_t i) const {
    while (i < x_.size() && x_[i] == '\\')
      ++i;
    return i;
  }

  /// The text ends here and may go on.
  bool may_go_on(size_t i) const {
    return open_ && i == x_.size();
  }

  void add(size_t begin, size_t end) {
    if (begin < end)
      found_.push_back({begin, end});
    i_ = std::max(i_, end);
  }

  /// What follows "Bearer " or "Basic ".
  void credentials(size_t scheme) {
    auto begin = i_ + scheme;
    auto end = begin;
    while (end < x_.size() && !blank(x_[end]) && !is_quote(x_[end])
           && x_[end] != ',' && x_[end] != '}' && x_[end] != ']')
      ++end;
    // "basic strategy" is prose; credentials are long.
    if (end - begin >= 12 || may_go_on(end))
      add(begin, end);
    i_ = end;
  }

  /// The password in ://user:password@host.
  void address() {
    auto password = urls_.at(i_);
    i_ += 3;
    if (password)
      add(password->begin, password->end);
  }

  bool secret_path() {
    for (auto p : secret_paths)
      if (x_.substr(i_, p.size()) == p) {
        i_ += p.size();
        add(i_, std::min(x_.find_first_of(" \t\r\n\"'?)", i_), x_.size()));
        return true;
      }
    return false;
  }

  /// "123456:ABC…", the token of a bot of Telegram, whose name was just read.
  bool telegram_token(std::string_view name) {
    constexpr size_t digits = 6, letters = 30;
    auto id =
        name.substr(std::min(name.find_first_of("0123456789"), name.size()));
    if (id.size() < digits || i_ >= x_.size() || x_[i_] != ':'
        || id.find_first_not_of("0123456789") != npos)
      return false;
    auto end = i_ + 1;
    while (end < x_.size() && word_char(x_[end]))
      ++end;
    if (end - i_ <= letters && !may_go_on(end))
      return false;
    add(i_ + 1, end);
    return true;
  }

  /// A key whose name says that its value is secret.
  void key() {
    auto begin = i_;
    while (i_ < x_.size() && word_char(x_[i_]))
      ++i_;
    auto name = x_.substr(begin, i_ - begin);
    if (telegram_token(name))
      return;
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    auto j = after_backslashes(i_);
    auto quoted = j < x_.size() && is_quote(x_[j]);
    j = quoted ? j + 1 : i_;
    if (quoted && j < x_.size() && x_[j] == ']') // config['key'] = …
      ++j;
    j = after_blanks(j);
    if (j >= x_.size() || (x_[j] != ':' && x_[j] != '=') || !names_secret(name))
      return;
    value(begin, x_[j] == '=' && j + 1 < x_.size() && !blank(x_[j + 1]), quoted,
          after_blanks(j + 1));
  }

  /// The value at `j` of a secret key that begins at `begin`. `attached`: as in
  /// KEY=value; `quoted`: as in "key": value.
  void value(size_t begin, bool attached, bool quoted, size_t j) {
    if (j + 1 < x_.size() && std::string_view{"bBrRuUfF"}.find(x_[j]) != npos
        && is_quote(x_[j + 1]))
      ++j; // Python's b'…'
    auto q = after_backslashes(j);
    if (q < x_.size() && is_quote(x_[q])) {
      auto end = quote_end(q + 1, x_[q], q - j);
      return add(q + 1 + scheme_at(q + 1), end);
    }
    if (j < x_.size() && (x_[j] == '[' || x_[j] == '('))
      return add(j + 1, list_end(j));
    if (j < x_.size() && x_[j] == '{')
      return; // its keys are judged by their own names
    j += scheme_at(j);
    auto before = begin > 0 ? x_[begin - 1] : ' ';
    if (before == '?' || before == '&')
      add(j, std::min(x_.find_first_of("&# \t\r\n\"'", j), x_.size()));
    else if (attached && is_quote(before))
      add(j, quote_end(j, before, 0));
    else if (auto end = number_end(j); quoted && end != npos)
      add(j, end);
    else
      add(j, bare_end(j));
  }

  /// Where the quote closes that is open at `i`; at the latest with the line.
  size_t quote_end(size_t i, char quote, size_t backslashes) const {
    for (; i < x_.size() && x_[i] != '\n'; ++i)
      if (x_[i] == quote && is_quote_of(x_, i, backslashes))
        return i - backslashes;
    return i;
  }

  /// Where the list closes that opens at `i`; at the latest with the line.
  size_t list_end(size_t i) const {
    for (size_t depth = 0; i < x_.size() && x_[i] != '\n'; ++i) {
      if (is_quote(x_[i]))
        i = quote_end(i + 1, x_[i], 0);
      else if (x_[i] == '[' || x_[i] == '(')
        ++depth;
      else if ((x_[i] == ']' || x_[i] == ')') && --depth == 0)
        return i;
      if (i >= x_.size() || x_[i] == '\n')
        break;
    }
    return std::min(i, x_.size());
  }

  /// Behind a number of JSON; npos if none is there.
  size_t number_end(size_t i) const {
    auto end = std::min(x_.find_first_not_of("-+.0123456789eE", i), x_.size());
    auto closed = end < x_.size() && (x_[end] == ',' || x_[end] == '}');
    return end > i && closed ? end : npos;
  }

  /// A value without quotes ends with its word: there may be anything in it,
  /// but what closes a sentence or a quote stands behind it.
  size_t bare_end(size_t i) const {
    auto end = i;
    for (; end < x_.size() && !blank(x_[end]); ++end)
      if (is_quote(x_[end])
          && (end + 1 == x_.size()
                  ? !open_
                  : std::string_view{" \t\r\n,;:)]}"}.find(x_[end + 1])
                        != npos))
        break;
    if (may_go_on(end))
      return end;
    while (end > i && std::string_view{",;)]}"}.find(x_[end - 1]) != npos)
      --end;
    return end;
  }

  std::string_view x_;
  bool open_;
  url_passwords urls_;
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
    auto value = x.find('=');
    auto hides = x.starts_with("--")
                 && (x.substr(0, value) == "--db-url"
                     || names_secret(x.substr(2, value - 2)));
    if (secret && !x.starts_with("-"))
      y.emplace_back("***");
    else if (hides && value != std::string::npos)
      y.push_back(x.substr(0, value + 1) + "***");
    else
      y.push_back(redact(x));
    secret = hides && value == std::string::npos;
  }
  return y;
}

} // namespace ftm
