#include "actors/hyperopt_monitor/line_squeezer.hpp"

#include "actors/hyperopt_monitor/byte_masks.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace ftm {

namespace {

constexpr auto block = masked_block;
constexpr size_t blocks_at_once = 32;
constexpr std::string_view metrics = "\"results_metrics\"";

/// Takes the escaped characters out of a block's masks, in the rare blocks that
/// have a backslash. `carry`: whether the first character is escaped by the
/// block before; then: whether the first of the next one is.
void take_out_escaped(byte_masks& x, bool& carry) {
  uint64_t escaped = carry ? 1 : 0;
  carry = false;
  for (auto rest = x.backslash & ~escaped; rest != 0;) {
    auto at = std::countr_zero(rest);
    if (at == 63) {
      carry = true;
      break;
    }
    escaped |= uint64_t{2} << at;
    rest &= ~(uint64_t{3} << at);
  }
  x.quote &= ~escaped;
}

bool is_odd(uint64_t x) {
  return __builtin_parityll(x) != 0;
}

/// Bit i of the result: whether the bits up to and with i are odd in number.
uint64_t running_parity(uint64_t x) {
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  return x ^ (x << 32);
}

/// Walks over the brackets outside of strings and copies what lies between
/// those that are kept.
class walker {
public:
  walker(std::string_view line, std::string& kept) : line_(line), kept_(kept) {}

  bool run() {
    size_t at = 0;
    while (line_.size() - at >= block) {
      auto n = std::min(blocks_at_once, (line_.size() - at) / block);
      if (!take(line_.data() + at, n, at))
        return false;
      at += n * block;
    }
    if (at < line_.size()) {
      char last[block] = {};
      line_.copy(last, block, at);
      if (!take(last, 1, at))
        return false;
    }
    if (depth_ != 0 || in_string_ != 0 || !ended_)
      return false;
    kept_.append(line_.substr(copied_));
    return true;
  }

private:
  bool take(const char* bytes, size_t blocks, size_t base) {
    std::array<byte_masks, blocks_at_once> masks;
    find_structure(bytes, blocks, masks.data());
    for (size_t i = 0; i < blocks; ++i)
      if (!take(masks[i], base + i * block))
        return false;
    return true;
  }

  bool take(byte_masks& x, size_t base) {
    if (x.backslash != 0 || escaped_)
      take_out_escaped(x, escaped_);
    if ((x.open | x.close) == 0) {
      if (is_odd(x.quote))
        in_string_ = ~in_string_;
      return true;
    }
    auto strings = running_parity(x.quote) ^ in_string_;
    in_string_ = (strings >> 63) != 0 ? ~uint64_t{0} : 0;
    x.open &= ~strings;
    x.close &= ~strings;
    auto rest = x.open | x.close;
    while (rest != 0) {
      if (skipped_ != 0 && !skip(x, rest))
        return true;
      auto i = static_cast<size_t>(std::countr_zero(rest));
      auto opens = (x.open >> i & 1) != 0;
      if (opens ? !open(base + i) : !close(base + i))
        return false;
      rest &= rest - 1;
    }
    return true;
  }

  /// Goes on to the bracket that ends what is skipped; false if the block has
  /// it not. Only the depth counts, without a branch for what it is.
  bool skip(const byte_masks& x, uint64_t& rest) {
    auto depth = depth_;
    for (; rest != 0; rest &= rest - 1) {
      auto closes = (x.close & rest & (0 - rest)) != 0;
      if (closes && depth == skipped_)
        break;
      depth += closes ? size_t(-1) : 1;
    }
    depth_ = depth;
    return rest != 0;
  }

  bool open(size_t at) {
    if (ended_)
      return false;
    ++depth_;
    if (skipped_ != 0 || depth_ == 1)
      return true;
    if (depth_ == 2 && is_metrics(at))
      return true;
    skipped_ = depth_;
    kept_.append(line_.substr(copied_, at + 1 - copied_));
    return true;
  }

  bool close(size_t at) {
    if (depth_ == 0)
      return false;
    if (depth_ == skipped_) {
      skipped_ = 0;
      copied_ = at;
    }
    ended_ = --depth_ == 0;
    return true;
  }

  /// Whether the key of what opens at `at` is results_metrics.
  bool is_metrics(size_t at) const {
    while (at > 0
           && (line_[at - 1] == ' ' || line_[at - 1] == ':'
               || line_[at - 1] == '\t'))
      --at;
    return line_.substr(0, at).ends_with(metrics);
  }

  std::string_view line_;
  std::string& kept_;
  size_t copied_ = 0;  ///< of the line, up to here
  size_t depth_ = 0;   ///< brackets that are open
  size_t skipped_ = 0; ///< the depth of the bracket whose inside is left out
  bool ended_ = false; ///< the whole is closed
  bool escaped_ = false;
  uint64_t in_string_ = 0; ///< all ones inside of a string
};

} // namespace

std::string_view line_squeezer::squeeze(std::string_view line) {
  kept_.clear();
  if (!walker{line, kept_}.run())
    return {};
  auto size = kept_.size();
  kept_.append(padding, ' ');
  return {kept_.data(), size};
}

} // namespace ftm
