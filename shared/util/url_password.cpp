#include "shared/util/url_password.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace ftm {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr size_t longest_port = 5;

bool blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'
         || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

bool scheme_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+'
         || c == '-' || c == '.';
}

/// What stands before "://".
std::string_view scheme_before(std::string_view x, size_t i) {
  auto begin = i;
  while (begin > 0 && scheme_char(x[begin - 1]))
    --begin;
  return x.substr(begin, i - begin);
}

bool is_web(std::string_view scheme) {
  std::string y{scheme};
  std::transform(y.begin(), y.end(), y.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  static constexpr std::array web{"http", "https", "ws", "wss"};
  return std::find(web.begin(), web.end(), y) != web.end();
}

/// Where the colon behind the user's name or the host is.
size_t colon_in(std::string_view x, size_t begin) {
  if (begin < x.size() && x[begin] == '[') // an IPv6 address
    begin = std::min(x.find(']', begin), x.size());
  auto i = x.find_first_of(":/?# \t\r\n\"'", begin);
  return i != npos && x[i] == ':' ? i : npos;
}

/// Behind the digits of a port at `i`; npos if that is none.
size_t port_end(std::string_view x, size_t i) {
  auto end = i;
  while (end < x.size() && x[end] >= '0' && x[end] <= '9')
    ++end;
  if (end - i > longest_port)
    return npos;
  auto goes_on = end < x.size() && (word_char(x[end]) || x[end] == '@');
  return goes_on ? npos : end;
}

} // namespace

/// Whether a list of URLs goes on at `i`.
bool url_passwords::next_url_at(size_t i) const {
  if (x_[i] != ',' && x_[i] != ';' && x_[i] != '|')
    return false;
  auto j = i + 1;
  while (j < x_.size() && scheme_char(x_[j]))
    ++j;
  return j > i + 1 && x_.substr(j, 3) == "://";
}

/// Whether a quote stands at `i` behind which the word does not go on.
bool url_passwords::ends_quote(size_t i, char quote) const {
  if (x_[i] != '"' && x_[i] != '\'')
    return false;
  if (i + 1 == x_.size() ? open_ : word_char(x_[i + 1]))
    return false;
  return quote == 0 || (x_[i] == quote && is_quote_of(x_, i, 0));
}

/// The last '@' of the word at `i`; npos = none.
size_t url_passwords::last_at(size_t i) {
  if (i >= word_end_) {
    word_end_ = i;
    last_at_ = npos;
    for (; word_end_ < x_.size() && !blank(x_[word_end_]); ++word_end_)
      if (x_[word_end_] == '@')
        last_at_ = word_end_;
  }
  return last_at_;
}

std::optional<text_span> url_passwords::at(size_t i) {
  auto begin = i + 3;
  auto colon = colon_in(x_, begin);
  if (colon == npos)
    return {};
  auto scheme = scheme_before(x_, i);
  auto port = port_end(x_, colon + 1);
  if (port != npos && port < x_.size() && is_web(scheme)
      && (x_[port] == '/' || x_[port] == '?' || x_[port] == '#'))
    return {};
  auto first = i - scheme.size();
  auto quote = first > 0 && (x_[first - 1] == '"' || x_[first - 1] == '\'')
                   ? x_[first - 1]
                   : '\0';
  auto last = last_at(begin);
  auto another_follows = [&](size_t from) {
    return (last != npos && last > from) || (open_ && word_end_ == x_.size());
  };
  if (port != npos && !another_follows(colon))
    return {};
  auto closing = npos; // the first place where it may end
  auto at = npos;
  auto end = colon + 1;
  for (; end < x_.size() && !blank(x_[end]); ++end) {
    if (x_[end] == '@')
      at = end;
    if (!ends_quote(end, quote) && !next_url_at(end))
      continue;
    closing = std::min(closing, end);
    if (at != npos || port != npos || !another_follows(end))
      break;
  }
  if (end == x_.size() && open_)
    return text_span{colon + 1, end}; // an @ may follow
  if (at != npos)
    return text_span{colon + 1, at};
  // Without a host behind it, it is a password all the same.
  if (port == npos)
    return text_span{colon + 1, std::min(closing, end)};
  return {};
}

} // namespace ftm
