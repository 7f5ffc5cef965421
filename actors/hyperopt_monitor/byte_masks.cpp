#include "actors/hyperopt_monitor/byte_masks.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ftm {

namespace {

// '[' and '{', as ']' and '}', differ by one bit only.
constexpr char case_bit = 0x20;

#if defined(__x86_64__)

[[gnu::target("avx512bw")]] void with_avx512(const char* x, size_t blocks,
                                             byte_masks* y) {
  for (size_t i = 0; i < blocks; ++i, x += masked_block) {
    auto v = _mm512_loadu_si512(x);
    auto low = _mm512_or_si512(v, _mm512_set1_epi8(case_bit));
    y[i].quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"'));
    y[i].backslash = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\'));
    y[i].open = _mm512_cmpeq_epi8_mask(low, _mm512_set1_epi8('{'));
    y[i].close = _mm512_cmpeq_epi8_mask(low, _mm512_set1_epi8('}'));
  }
}

[[gnu::target("avx2")]] void with_avx2(const char* x, size_t blocks,
                                       byte_masks* y) {
  for (size_t i = 0; i < blocks; ++i) {
    byte_masks m{};
    for (int at = 0; at < 64; at += 32, x += 32) {
      auto v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
      auto low = _mm256_or_si256(v, _mm256_set1_epi8(case_bit));
      auto add = [at](uint64_t& to, uint32_t bits) {
        to |= static_cast<uint64_t>(bits) << at;
      };
      add(m.quote, static_cast<uint32_t>(_mm256_movemask_epi8(
                       _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"')))));
      add(m.backslash, static_cast<uint32_t>(_mm256_movemask_epi8(
                           _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\')))));
      add(m.open, static_cast<uint32_t>(_mm256_movemask_epi8(
                      _mm256_cmpeq_epi8(low, _mm256_set1_epi8('{')))));
      add(m.close, static_cast<uint32_t>(_mm256_movemask_epi8(
                       _mm256_cmpeq_epi8(low, _mm256_set1_epi8('}')))));
    }
    y[i] = m;
  }
}

#endif

void with_bytes(const char* x, size_t blocks, byte_masks* y) {
  for (size_t i = 0; i < blocks; ++i) {
    y[i] = {};
    for (size_t k = 0; k < masked_block; ++k, ++x) {
      auto add = [&](uint64_t& to, bool is) {
        to |= static_cast<uint64_t>(is) << k;
      };
      auto low = static_cast<char>(*x | case_bit);
      add(y[i].quote, *x == '"');
      add(y[i].backslash, *x == '\\');
      add(y[i].open, low == '{');
      add(y[i].close, low == '}');
    }
  }
}

} // namespace

const std::vector<structure_finder>& structure_finders() {
  static const std::vector<structure_finder> y = [] {
    std::vector<structure_finder> z;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw"))
      z.push_back(with_avx512);
    if (__builtin_cpu_supports("avx2"))
      z.push_back(with_avx2);
#endif
    z.push_back(with_bytes);
    return z;
  }();
  return y;
}

void find_structure(const char* x, size_t blocks, byte_masks* y) {
  static const auto quickest = structure_finders().front();
  quickest(x, blocks, y);
}

} // namespace ftm
