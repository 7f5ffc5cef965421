#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

#include <span>

namespace ftm {

/// The two or three columns of a Pareto front; else a sentence in `error`: an
/// unknown one, a wrong number of them, or one of which neither more nor less
/// is better.
std::optional<std::vector<epoch_column>>
pareto_columns(const std::vector<std::string>& names, std::string& error);

/// The rows of `among` that no other one of them is at least as good as in all
/// columns and better in one, in ascending order; rows with a NaN are left
/// out. O(n log n).
std::vector<size_t> pareto_front(const epoch_store& x,
                                 std::span<const uint32_t> among,
                                 const std::vector<epoch_column>& columns);

/// The front of a growing store's epochs that pass criteria. Rows wait until
/// they are as many as the front has, so that one costs O(log n).
class pareto_tracker {
public:
  pareto_tracker(std::vector<epoch_column> columns, criteria rules)
      : columns_(std::move(columns)), rules_(std::move(rules)) {}

  /// Takes in the rows that can be judged since the last call.
  void follow(const epoch_store& x);
  /// In ascending order, of all rows that were taken in.
  std::vector<size_t> rows(const epoch_store& x);
  const std::vector<epoch_column>& columns() const {
    return columns_;
  }

private:
  void settle(const epoch_store& x);

  std::vector<epoch_column> columns_;
  criteria rules_;
  size_t seen_ = 0;
  std::vector<uint32_t> rows_; ///< the front, then those that wait
  size_t front_ = 0;
};

} // namespace ftm
