#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

namespace ftm {

/// The epochs that criteria leave.
struct selection {
  std::vector<uint64_t>
      remaining;              ///< with trades, then after criterion 1, 2, …
  std::vector<uint32_t> rows; ///< that pass all of them, in file order
};

/// Judges all rows, column by column: about a nanosecond for each row and
/// criterion.
selection select_rows(const epoch_store& x, const criteria& rules,
                      bool tradeless = false);

/// The order of selected rows, of which only what is asked for is made.
class ranked_rows {
public:
  /// Keeps references to all three.
  ranked_rows(const epoch_store& x, const criteria& rules,
              const std::vector<uint32_t>& rows);

  /// The rows that rank at `from` (0 = winner) up to but not `to`. O(n) and
  /// O(to log to).
  std::vector<uint32_t> slice(size_t from, size_t to) const;

  /// The ranks (1 = winner) of some of the rows, in their order. O(n log k).
  std::vector<uint64_t> ranks_of(const std::vector<uint32_t>& some) const;

private:
  /// A row with what the first sort says of it: smaller is better.
  struct entry {
    uint64_t key;
    uint32_t row;
  };

  bool before(const entry& a, const entry& b) const {
    return a.key != b.key ? a.key < b.key : rules_.before(x_, a.row, b.row);
  }
  uint64_t key(uint32_t row) const;

  const epoch_store& x_;
  const criteria& rules_;
  std::vector<entry> entries_;
};

} // namespace ftm
