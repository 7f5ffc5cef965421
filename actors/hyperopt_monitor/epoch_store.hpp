#pragma once

#include "shared/protocol/epochs.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ftm {

/// The columns of an epoch that can be asked for by name.
enum class epoch_field : uint8_t {
  line,
  epoch,
  trades,
  wins,
  draws,
  losses,
  avg_profit,
  profit_total_pct,
  profit_total_abs,
  max_drawdown,
  max_drawdown_abs,
  duration,
  objective,
  flags,
  is_best,
  is_initial_point,
  is_random
};

const char* to_string(epoch_field x);

/// The field of that name; nothing if there is none.
std::optional<epoch_field> epoch_field_of(std::string_view name);

/// All names, for error messages.
std::string epoch_field_names();

/// Where an epoch's line lies in its file: bytes, without the newline.
struct epoch_place {
  uint64_t offset = 0;
  uint64_t length = 0;
};

/// The epochs of one file in its order, as chunked columns: nothing is ever
/// moved, and an epoch costs about 100 bytes. No I/O, no clock, no actor.
class epoch_store {
public:
  /// Rows in front of it stay where they are. Lines must ascend.
  void append(const epoch_row& x, epoch_place place);
  void clear();

  size_t size() const {
    return size_;
  }
  epoch_row row(size_t i) const;
  double value(epoch_field x, size_t i) const;
  uint64_t line(size_t i) const;
  uint32_t trades(size_t i) const;
  uint8_t flags(size_t i) const;
  epoch_place place(size_t i) const;

  /// The first row whose line is `line` or a later one; size() if none.
  size_t first_at(uint64_t line) const;
  /// The row of exactly that line.
  std::optional<size_t> find(uint64_t line) const;
  /// How many rows follow each other without a missing line, from row `i` on
  /// and at most `limit`.
  size_t run_from(size_t i, size_t limit) const;

  /// Bytes that the columns take.
  size_t memory() const;

private:
  static constexpr size_t chunk_rows = 1024;
  static constexpr size_t real_columns = 7;

  struct chunk {
    std::array<std::array<double, chunk_rows>, real_columns> reals;
    std::array<std::array<uint32_t, chunk_rows>, 4> counts;
    std::array<uint64_t, chunk_rows> line;
    std::array<uint64_t, chunk_rows> epoch;
    std::array<uint64_t, chunk_rows> offset;
    std::array<uint64_t, chunk_rows> length;
    std::array<uint8_t, chunk_rows> flags;
  };

  const chunk& of(size_t i) const {
    return *chunks_[i / chunk_rows];
  }

  std::vector<std::unique_ptr<chunk>> chunks_;
  size_t size_ = 0;
};

} // namespace ftm
