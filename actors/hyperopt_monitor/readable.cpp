#include "actors/hyperopt_monitor/readable.hpp"

#include <simdjson.h>

#include <cstdint>

namespace ftm {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Walks through a text once. Containers are a bit each, so that no depth can
/// cost stack or heap.
class scanner {
public:
  explicit scanner(std::string_view x) : x_(x) {}

  bool run() {
    for (;;) {
      skip_blanks();
      if (at_ == x_.size())
        return expected_ == expected::nothing;
      if (!step(x_[at_]))
        return false;
    }
  }

private:
  enum class expected {
    value,
    value_or_close,
    key,
    key_or_close,
    comma_or_close,
    nothing
  };

  bool step(char c) {
    switch (expected_) {
    case expected::value_or_close:
      if (c == ']')
        return close(false);
      [[fallthrough]];
    case expected::value:
      return value(c);
    case expected::key_or_close:
      if (c == '}')
        return close(true);
      [[fallthrough]];
    case expected::key:
      return key();
    case expected::comma_or_close:
      if (c != ',')
        return (c == '}' || c == ']') && close(c == '}');
      ++at_;
      expected_ = in_object() ? expected::key : expected::value;
      return true;
    case expected::nothing:
      break;
    }
    return false;
  }

  bool value(char c) {
    if (c == '{' || c == '[')
      return open(c == '{');
    if (!(c == '"' ? string() : is_digit(c) || c == '-' ? number() : word()))
      return false;
    end_value();
    return true;
  }

  bool open(bool object) {
    if (depth_ == deepest_line)
      return false;
    auto bit = uint64_t{1} << depth_++;
    objects_ = object ? objects_ | bit : objects_ & ~bit;
    ++at_;
    expected_ = object ? expected::key_or_close : expected::value_or_close;
    return true;
  }

  bool close(bool object) {
    if (object != in_object())
      return false;
    --depth_;
    ++at_;
    end_value();
    return true;
  }

  void end_value() {
    expected_ = depth_ == 0 ? expected::nothing : expected::comma_or_close;
  }

  bool in_object() const {
    return (objects_ >> (depth_ - 1) & 1) != 0;
  }

  bool key() {
    if (x_[at_] != '"' || !string())
      return false;
    skip_blanks();
    if (!take(':'))
      return false;
    expected_ = expected::value;
    return true;
  }

  bool string() {
    for (++at_; at_ < x_.size(); ++at_) {
      auto c = x_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<uint8_t>(c) < 0x20 || (c == '\\' && !escape()))
        return false;
    }
    return false;
  }

  /// Ends at the last character of the escape.
  bool escape() {
    if (++at_ == x_.size())
      return false;
    auto c = x_[at_];
    if (c != 'u')
      return std::string_view{"\"\\/bfnrt"}.find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i)
      if (++at_ == x_.size() || !is_hex(x_[at_]))
        return false;
    return true;
  }

  bool number() {
    if (take('-') && at_ < x_.size() && x_[at_] == 'I')
      return word();
    if (!take('0') && !digits())
      return false;
    if (take('.') && !digits())
      return false;
    if (take('e') || take('E')) {
      if (!take('+'))
        take('-');
      return digits();
    }
    return true;
  }

  bool digits() {
    auto from = at_;
    while (at_ < x_.size() && is_digit(x_[at_]))
      ++at_;
    return at_ > from;
  }

  bool word() {
    for (std::string_view y : {"true", "false", "null", "NaN", "Infinity"})
      if (x_.substr(at_).starts_with(y)) {
        at_ += y.size();
        return true;
      }
    return false;
  }

  bool take(char c) {
    if (at_ == x_.size() || x_[at_] != c)
      return false;
    ++at_;
    return true;
  }

  void skip_blanks() {
    while (at_ < x_.size()
           && (x_[at_] == ' ' || x_[at_] == '\t' || x_[at_] == '\r'
               || x_[at_] == '\n'))
      ++at_;
  }

  static_assert(deepest_line <= 64, "a level is a bit of objects_");

  std::string_view x_;
  size_t at_ = 0;
  size_t depth_ = 0;
  uint64_t objects_ = 0; ///< by level: whether it is an object
  expected expected_ = expected::value;
};

} // namespace

bool is_readable(std::string_view line) {
  return simdjson::validate_utf8(line.data(), line.size())
         && scanner{line}.run();
}

} // namespace ftm
