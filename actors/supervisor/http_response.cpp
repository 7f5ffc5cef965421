#include "actors/supervisor/http_response.hpp"

#include <algorithm>
#include <charconv>
#include <strings.h>

namespace ftm {

namespace {

constexpr size_t longest_head = 16'384;
constexpr size_t longest_framing = 65'536;
constexpr size_t longest_line = 1024; ///< of a chunk's size, or of a trailer
constexpr size_t longest_body = 1'048'576;

std::string_view trimmed(std::string_view x) {
  while (!x.empty() && (x.front() == ' ' || x.front() == '\t'))
    x.remove_prefix(1);
  while (!x.empty() && (x.back() == ' ' || x.back() == '\t'))
    x.remove_suffix(1);
  return x;
}

bool same(std::string_view x, std::string_view y) {
  return x.size() == y.size()
         && ::strncasecmp(x.data(), y.data(), x.size()) == 0;
}

bool read_number(std::string_view x, size_t& out, int base) {
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), out, base);
  return error == std::errc{} && end == x.data() + x.size() && !x.empty();
}

} // namespace

http_response::progress http_response::fail(const char* why) {
  error_ = why;
  return state_ = progress::broken;
}

http_response::progress http_response::feed(std::string_view bytes) {
  if (state_ != progress::more)
    return state_;
  pending_ += bytes;
  for (auto moved = true; moved && state_ == progress::more;) {
    moved = false;
    state_ = step(moved);
    if (framing_ > longest_framing && state_ != progress::broken)
      fail("there is too much around its answer");
  }
  return state_;
}

http_response::progress http_response::closed() {
  if (state_ == progress::more && at_ == place::rest)
    state_ = progress::done;
  else if (state_ == progress::more)
    return fail(status_ == 0 && pending_.empty()
                    ? "it closed the connection without an answer"
                    : "its answer ends too early");
  return state_;
}

http_response::progress http_response::step(bool& moved) {
  std::string text;
  switch (at_) {
  case place::head:
    if (pending_.find("\r\n\r\n") == std::string::npos)
      return pending_.size() > longest_head
                 ? fail("the headers of its answer are too long")
                 : progress::more;
    moved = true;
    return read_head();
  case place::chunk_size:
    moved = line(text);
    return moved ? read_chunk_size(text) : state_;
  case place::chunk_end:
    moved = line(text);
    if (!moved)
      return state_;
    at_ = place::chunk_size;
    return text.empty() ? progress::more : fail("a chunk is too long");
  case place::trailer:
    moved = line(text);
    if (!moved)
      return state_;
    return text.empty() ? progress::done : progress::more;
  default:
    return take(moved);
  }
}

/// What was understood and is no body.
void http_response::cut(size_t bytes) {
  pending_.erase(0, bytes);
  framing_ += bytes;
}

/// Takes a whole line off, without its end.
bool http_response::line(std::string& out) {
  auto end = pending_.find('\n');
  if (end == std::string::npos) {
    if (pending_.size() > longest_line)
      fail("a line of its answer is too long");
    return false;
  }
  out = pending_.substr(0, end);
  if (!out.empty() && out.back() == '\r')
    out.pop_back();
  cut(end + 1);
  return true;
}

http_response::progress http_response::read_head() {
  auto end = pending_.find("\r\n\r\n");
  auto head = pending_.substr(0, end + 2);
  cut(end + 4);
  size_t code = 0;
  if (!head.starts_with("HTTP/1.") || head.size() < 14
      || !read_number(std::string_view{head}.substr(9, 3), code, 10))
    return fail("it does not speak HTTP");
  status_ = static_cast<int>(code);
  auto chunked = false, sized = false;
  std::string_view rest = head;
  rest.remove_prefix(rest.find("\r\n") + 2);
  while (!rest.empty()) {
    auto x = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(x.size() + 2);
    auto colon = std::min(x.find(':'), x.size());
    auto name = x.substr(0, colon);
    auto value = trimmed(x.substr(std::min(colon + 1, x.size())));
    if (same(name, "transfer-encoding")) {
      chunked = true;
      if (!same(value, "chunked"))
        return fail("its answer is encoded in a way that is not known");
    } else if (same(name, "content-length")) {
      sized = true;
      if (!read_number(value, left_, 10))
        return fail("the length of its answer is no number");
    }
  }
  if (status_ < 200) { // 100 Continue: the answer is still to come
    status_ = 0;
    return progress::more;
  }
  if (status_ == 204 || status_ == 304)
    return progress::done;
  if (chunked) {
    at_ = place::chunk_size;
  } else if (sized) {
    at_ = place::sized;
    if (left_ > longest_body)
      return fail("its answer is too long");
  } else {
    at_ = place::rest;
  }
  return progress::more;
}

http_response::progress http_response::read_chunk_size(std::string_view text) {
  auto size = trimmed(text.substr(0, text.find(';')));
  if (!read_number(size, left_, 16))
    return fail("the size of a chunk is no number");
  if (left_ > longest_body - body_.size())
    return fail("its answer is too long");
  at_ = left_ == 0 ? place::trailer : place::chunk;
  return progress::more;
}

/// Bytes of the body.
http_response::progress http_response::take(bool& moved) {
  auto n =
      at_ == place::rest ? pending_.size() : std::min(left_, pending_.size());
  if (n > longest_body - body_.size())
    return fail("its answer is too long");
  moved = n > 0;
  body_.append(pending_, 0, n);
  pending_.erase(0, n);
  if (at_ == place::rest)
    return progress::more;
  left_ -= n;
  if (left_ > 0)
    return progress::more;
  moved = true;
  if (at_ == place::sized)
    return progress::done;
  at_ = place::chunk_end;
  return progress::more;
}

} // namespace ftm
