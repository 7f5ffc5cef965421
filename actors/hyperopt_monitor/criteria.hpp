#pragma once

#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <algorithm>
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

  /// Indexes of all criteria that row `i` fails.
  std::vector<uint32_t> failed(const epoch_store& x, size_t i) const;

  const epoch_column& column(size_t criterion_index) const {
    return columns_[criterion_index];
  }
  /// Indexes into `list()` of the sorts, the one that counts most first.
  const std::vector<size_t>& sorts() const {
    return sorts_;
  }
  /// Whether any of them asks for a parameter: rows count once the store has
  /// their parameters.
  bool uses_params() const {
    return uses_params_;
  }
  /// A sentence about the first parameter that no epoch of `x` has; "" if all
  /// are there, or nothing is known yet.
  std::string missing_param(const epoch_store& x) const;

  /// Rows of `x` that can be judged: all that have what is asked for.
  size_t judgeable(const epoch_store& x) const {
    return uses_params_ ? std::min(x.size(), x.params.rows()) : x.size();
  }

private:
  std::vector<criterion> list_;
  std::vector<epoch_column> columns_;
  std::vector<size_t> sorts_; ///< into list_, the one that counts most first
  bool uses_params_ = false;
};

/// Whether a comparison holds; NaN passes none, == means within 1e-9.
bool passes(comparison op, double x, double limit);

} // namespace ftm
