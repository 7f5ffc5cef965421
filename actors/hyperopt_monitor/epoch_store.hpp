#pragma once

#include "actors/hyperopt_monitor/param_table.hpp"
#include "shared/protocol/epoch_fields.hpp"
#include "shared/protocol/epochs.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ftm {

/// Where an epoch's line lies in its file: bytes, without the newline.
struct epoch_place {
  uint64_t offset = 0;
  uint64_t length = 0;
};

/// The epochs of one file in its order, as chunked columns: nothing is ever
/// moved, and an epoch costs at most 157 bytes, less where freqtrade does not
/// know all the metrics. Parameters are kept beside them if they are wanted.
/// No I/O, no clock, no actor.
class epoch_store {
public:
  static constexpr size_t chunk_rows = 1024;
  /// Lines, epoch numbers and lengths of lines that can be kept.
  static constexpr uint64_t most_count = 0xffff'ffff;

  /// Rows in front of it stay where they are. Lines must ascend.
  void append(const epoch_row& x, epoch_place place);
  void clear();

  size_t size() const {
    return size_;
  }
  size_t chunks() const {
    return chunks_.size();
  }
  /// Rows of chunk `c`: chunk_rows, but for the last one.
  size_t rows_in(size_t c) const {
    return std::min(chunk_rows, size_ - c * chunk_rows);
  }
  epoch_row row(size_t i) const;
  double value(epoch_field x, size_t i) const;
  double value(const epoch_column& x, size_t i) const;
  uint64_t line(size_t i) const;
  uint32_t trades(size_t i) const;
  uint8_t flags(size_t i) const;
  epoch_place place(size_t i) const;

  using room = std::array<double, chunk_rows>;
  /// A column's rows in chunk `c`: where they lie, or written into `r`. Rows
  /// behind the last one are undefined.
  const double* column(const epoch_column& x, size_t c, room& r) const;
  const uint32_t* trades_of(size_t c) const;

  /// The first row whose line is `line` or a later one; size() if none.
  size_t first_at(uint64_t line) const;
  /// The row of exactly that line.
  std::optional<size_t> find(uint64_t line) const;
  /// How many rows follow each other without a missing line, from row `i` on
  /// and at most `limit`.
  size_t run_from(size_t i, size_t limit) const;

  /// Parameters; may have fewer rows than there are epochs, or none.
  param_table params;

  /// Bytes that the columns take, parameters apart.
  size_t memory() const;

private:
  static constexpr size_t real_columns = 7;
  static constexpr size_t metric_columns = 8;
  using reals = std::array<double, chunk_rows>;

  struct chunk {
    std::array<reals, real_columns> always;
    /// Null while all are NaN.
    std::array<std::unique_ptr<reals>, metric_columns> metrics;
    std::array<std::array<uint32_t, chunk_rows>, 4> counts;
    std::array<uint32_t, chunk_rows> line;
    std::array<uint32_t, chunk_rows> epoch;
    std::array<uint32_t, chunk_rows> length;
    std::array<uint64_t, chunk_rows> offset;
    std::array<uint8_t, chunk_rows> flags;
  };

  const chunk& of(size_t i) const {
    return *chunks_[i / chunk_rows];
  }
  const double* number_column(epoch_field x, size_t c, room& r) const;

  std::vector<std::unique_ptr<chunk>> chunks_;
  size_t size_ = 0;
  size_t metric_chunks_ = 0;
};

} // namespace ftm
