#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

namespace ftm {

/// What a question asks, beside its file and its criteria.
struct judging {
  bool tradeless = false;
  uint64_t skip = 0;
  uint32_t limit = 4;
  std::vector<uint64_t> explain;      ///< lines
  std::vector<std::string> pareto;    ///< two or three columns, or none
  std::vector<uint64_t> around{};     ///< lines whose stability is asked
  uint32_t study = 0;                 ///< first rows with verdict and stability
  uint32_t neighbours = 10;           ///< of a stability
  std::vector<std::string> columns{}; ///< of the rows, or none
  bool pareto_rows = false;
};

judging judging_of(const question& x);

/// Whether a question wants parameters beside the columns.
bool wants_params(const judging& q, const criteria& rules);

/// Adds a front to a ranking: at most 8,192 lines.
void add_front(const epoch_store& x, const std::vector<size_t>& front,
               bool with_rows, ranking& y);

/// Ranks the epochs of a store: fills all of a ranking but what concerns its
/// file. O(n log n). Nothing if the Pareto columns are not right; `error` then
/// is a sentence.
std::optional<ranking> judge(const epoch_store& x, const criteria& rules,
                             const judging& q, std::string& error);

} // namespace ftm
