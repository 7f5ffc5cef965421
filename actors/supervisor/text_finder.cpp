#include "actors/supervisor/text_finder.hpp"

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ftm {

namespace {

bool is_letter(char x) {
  return x >= 'a' && x <= 'z';
}

char lower(char x) {
  return x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x;
}

/// How common a byte (in lower case) is in the logs of a bot; guessed, and
/// only speed depends on it.
int commonness(char x) {
  constexpr std::string_view by_rank = " e0taoi1n2rs-d5l3:.4c6,7m89up/h_";
  auto i = by_rank.find(x);
  if (i != std::string_view::npos)
    return 100 - static_cast<int>(i);
  return is_letter(x) ? 30 : 10;
}

} // namespace

text_finder::text_finder(std::string_view text)
    : text_(text), folds_(text.size(), '\0') {
  std::transform(text_.begin(), text_.end(), text_.begin(), lower);
  for (size_t i = 0; i < text_.size(); ++i)
    if (is_letter(text_[i]))
      folds_[i] = 0x20; // the letters' cases differ in this bit
  auto rarer = [&](size_t a, size_t b) {
    return commonness(text_[a]) < commonness(text_[b]);
  };
  for (size_t i = 1; i < text_.size(); ++i)
    if (rarer(i, first_))
      first_ = i;
  second_ = first_ == 0 ? text_.size() - 1 : 0;
  for (size_t i = 0; i < text_.size(); ++i)
    if (i != first_ && rarer(i, second_))
      second_ = i;
}

bool text_finder::is_at(const char* x) const {
  for (size_t i = 0; i < text_.size(); ++i)
    if ((x[i] | folds_[i]) != text_[i])
      return false;
  return true;
}

bool text_finder::may_be_at(const char* x) const {
  return (x[first_] | folds_[first_]) == text_[first_]
         && (x[second_] | folds_[second_]) == text_[second_];
}

size_t text_finder::find(std::string_view x, size_t from) const {
  if (x.size() < text_.size())
    return npos;
  auto last = x.size() - text_.size(); // where it can begin at the latest
  auto i = from;
#ifdef __SSE2__
  auto a = _mm_set1_epi8(text_[first_]);
  auto b = _mm_set1_epi8(text_[second_]);
  auto fold_a = _mm_set1_epi8(folds_[first_]);
  auto fold_b = _mm_set1_epi8(folds_[second_]);
  auto load = [&](size_t at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(x.data() + at));
  };
  // All sixteen places can hold the whole text, so nothing is read beyond it.
  for (; i + 15 <= last; i += 16) {
    auto hits = _mm_and_si128(
        _mm_cmpeq_epi8(_mm_or_si128(load(i + first_), fold_a), a),
        _mm_cmpeq_epi8(_mm_or_si128(load(i + second_), fold_b), b));
    for (auto m = static_cast<uint32_t>(_mm_movemask_epi8(hits)); m != 0;
         m &= m - 1) {
      auto at = i + static_cast<size_t>(std::countr_zero(m));
      if (is_at(x.data() + at))
        return at;
    }
  }
#endif
  for (; i <= last; ++i)
    if (may_be_at(x.data() + i) && is_at(x.data() + i))
      return i;
  return npos;
}

} // namespace ftm
