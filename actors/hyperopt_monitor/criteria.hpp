#pragma once

#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <string>
#include <vector>

namespace ftm {

/// Compiled criteria: which epochs stay, and which of two is better. Every
/// epoch without a trade is out; NaN passes no filter and sorts last both ways;
/// == means within 1e-9; sorts are stable and applied in listed order, so the
/// last one counts most; without a sort the file's order decides.
/// No I/O, no clock, no actor.
class criteria {
public:
  static constexpr int32_t stays = -1;
  static constexpr int32_t no_trade = -2;

  /// No criteria: whatever traded stays, in the file's order.
  criteria() = default;

  /// Nothing if a field is unknown; `error` then says which, in a sentence.
  static std::optional<criteria> compile(std::vector<criterion> list,
                                         std::string& error);

  const std::vector<criterion>& list() const {
    return list_;
  }

  /// The index of the criterion that removes a row; `stays`; or `no_trade`
  /// unless `tradeless` rows are wanted.
  int32_t removed_by(const epoch_store& x, size_t i,
                     bool tradeless = false) const;

  /// Whether row `a` ranks before row `b`: a strict order without ties.
  bool before(const epoch_store& x, size_t a, size_t b) const;

  /// The sort that decides between two rows, an index into `list()`; nothing
  /// if it is the file's order.
  std::optional<size_t> decides(const epoch_store& x, size_t a, size_t b) const;

  epoch_field field(size_t criterion_index) const {
    return fields_[criterion_index];
  }

private:
  std::vector<criterion> list_;
  std::vector<epoch_field> fields_;
  std::vector<size_t> sorts_; ///< into list_, the one that counts most first
};

/// Counts and winner of a growing store, kept up epoch by epoch.
class winner_tracker {
public:
  winner_tracker() : winner_tracker(criteria{}) {}
  explicit winner_tracker(criteria x);

  /// Takes in the rows that were appended since the last call.
  void follow(const epoch_store& x);
  /// Begins again, for another store.
  void reset();

  /// Rows with trades, then after criterion 1, 2, …
  const std::vector<uint64_t>& remaining() const {
    return remaining_;
  }
  std::optional<size_t> winner() const {
    return winner_;
  }
  /// The newest row that freqtrade called best: a running record.
  std::optional<size_t> favourite() const {
    return favourite_;
  }
  const criteria& rules() const {
    return rules_;
  }

private:
  criteria rules_;
  size_t seen_ = 0;
  std::vector<uint64_t> remaining_;
  std::optional<size_t> winner_;
  std::optional<size_t> favourite_;
};

} // namespace ftm
