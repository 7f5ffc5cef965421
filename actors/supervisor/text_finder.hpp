#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ftm {

/// Finds one text in many bytes; letters A to Z match both cases, all other
/// bytes only themselves. Fast: it looks for the two bytes of the text that are
/// rarest in logs, sixteen places at a time.
class text_finder {
public:
  static constexpr size_t npos = std::string_view::npos;

  /// `text` is not empty.
  explicit text_finder(std::string_view text);

  /// Where it begins for the first time at or after `from`, or `npos`.
  size_t find(std::string_view x, size_t from = 0) const;

  size_t size() const {
    return text_.size();
  }

private:
  bool is_at(const char* x) const;
  bool may_be_at(const char* x) const;

  std::string text_;  ///< letters in lower case
  std::string folds_; ///< what to or a byte with before it is compared
  size_t first_ = 0, second_ = 0; ///< positions of the rare bytes
};

} // namespace ftm
