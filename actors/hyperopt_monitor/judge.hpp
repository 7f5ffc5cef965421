#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

namespace ftm {

/// What a question asks, beside its file and its criteria.
struct judging {
  bool tradeless = false;
  uint64_t skip = 0;
  uint32_t limit = 4;
  std::vector<uint64_t> explain;   ///< lines
  std::vector<std::string> pareto; ///< two or three fields, or none
};

/// Ranks the epochs of a store: fills all of a ranking but what concerns its
/// file. O(n log n). Nothing if a Pareto field is unknown or their number
/// wrong; `error` then is a sentence.
std::optional<ranking> judge(const epoch_store& x, const criteria& rules,
                             const judging& q, std::string& error);

/// A number for people: the shortest of at most 6 digits.
std::string number_text(double x);

/// The rows of `among` that no other one of them is at least as good as in all
/// fields and better in one; rows with a NaN are left out. Larger is better
/// for profits, trades, wins and draws, smaller for all else.
std::vector<size_t> pareto_front(const epoch_store& x,
                                 std::vector<size_t> among,
                                 const std::vector<epoch_field>& fields);

} // namespace ftm
