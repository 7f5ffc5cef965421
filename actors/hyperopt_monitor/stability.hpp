#pragma once

#include "actors/hyperopt_monitor/criteria.hpp"

namespace ftm {

/// How good the `k` (1 to 100) nearest neighbours of a row are; its parameters
/// must be in the store. O(epochs × parameters). The formula and its reasons
/// are in docs/CRITERIA.md.
stability stability_of(const epoch_store& x, const criteria& rules, size_t row,
                       size_t k);

/// A row and how far its parameters lie from those of another one: 0 = the
/// same, 1 = all of them as far as the file has them.
struct nearby {
  uint32_t row = 0;
  float distance = 0;
};

/// The `k` nearest rows with other parameters than `row`, the nearest first;
/// of equal ones those that stand first in the file.
std::vector<nearby> nearest_rows(const epoch_store& x, size_t row, size_t k);

} // namespace ftm
