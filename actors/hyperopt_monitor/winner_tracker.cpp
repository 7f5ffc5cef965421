#include "actors/hyperopt_monitor/winner_tracker.hpp"

namespace ftm {

winner_tracker::winner_tracker(criteria x) : rules_(std::move(x)) {
  reset();
}

void winner_tracker::reset() {
  seen_ = seen_flags_ = 0;
  remaining_.assign(rules_.list().size() + 1, 0);
  first_.clear();
  favourite_.reset();
}

void winner_tracker::follow(const epoch_store& x) {
  for (; seen_flags_ < x.size(); ++seen_flags_)
    if ((x.flags(seen_flags_) & static_cast<uint8_t>(epoch_flag::best)) != 0)
      favourite_ = seen_flags_;
  for (auto end = rules_.judgeable(x); seen_ < end; ++seen_) {
    auto removed = rules_.removed_by(x, seen_);
    if (removed == criteria::no_trade)
      continue;
    auto passed = removed == criteria::stays ? remaining_.size()
                                             : static_cast<size_t>(removed) + 1;
    for (size_t k = 0; k < passed; ++k)
      ++remaining_[k];
    if (removed == criteria::stays)
      admit(x, seen_);
  }
}

void winner_tracker::admit(const epoch_store& x, size_t row) {
  auto at = std::upper_bound(
      first_.begin(), first_.end(), row,
      [&](size_t a, size_t b) { return rules_.before(x, a, b); });
  if (at == first_.end() && first_.size() == most_first)
    return;
  first_.insert(at, row);
  if (first_.size() > most_first)
    first_.pop_back();
}

} // namespace ftm
