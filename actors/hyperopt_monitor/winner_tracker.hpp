#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

namespace ftm {

/// What criteria say of a growing store, kept up epoch by epoch: a new one
/// costs O(log n) at most, whatever lies before it. Always what a full
/// evaluation would say.
class winner_tracker {
public:
  /// Winner and runners-up that are kept.
  static constexpr size_t most_first = 4;

  winner_tracker() : winner_tracker(criteria{}) {}
  explicit winner_tracker(criteria x);

  /// Takes in the rows that can be judged since the last call.
  void follow(const epoch_store& x);
  /// Begins again, for another store.
  void reset();

  /// Rows with trades, then after criterion 1, 2, …
  const std::vector<uint64_t>& remaining() const {
    return remaining_;
  }
  std::optional<size_t> winner() const {
    if (first_.empty())
      return std::nullopt;
    return first_.front();
  }
  /// The rows that rank first, the winner in front.
  const std::vector<size_t>& first() const {
    return first_;
  }
  /// The newest row that freqtrade called best: a running record.
  std::optional<size_t> favourite() const {
    return favourite_;
  }
  const criteria& rules() const {
    return rules_;
  }

private:
  void admit(const epoch_store& x, size_t row);

  criteria rules_;
  size_t seen_ = 0;
  size_t seen_flags_ = 0;
  std::vector<uint64_t> remaining_;
  std::vector<size_t> first_;
  std::optional<size_t> favourite_;
};

} // namespace ftm
