#include "actors/supervisor/life_signs.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr size_t intervals_kept = 9;

} // namespace

/// A slow loop makes long pauses now and then: the longest one is usual.
int64_t life_signs::track::limit(int64_t patience) const {
  auto longest = std::max_element(intervals.begin(), intervals.end());
  return longest == intervals.end() ? patience
                                    : std::max(patience, 3 * *longest);
}

void life_signs::track::add(int64_t interval) {
  intervals.push_back(interval);
  if (intervals.size() > intervals_kept)
    intervals.pop_front();
}

void life_signs::sign(life_source x, int64_t now) {
  auto& t = tracks_[x];
  if (t.last)
    t.add(now - *t.last);
  t.last = t.since = now;
}

void life_signs::recall(life_source x, const std::deque<int64_t>& intervals,
                        int64_t patience) {
  auto& t = tracks_[x];
  t.recurred = true;
  for (auto i : intervals)
    if (t.intervals.empty() || i < t.limit(patience))
      t.add(i);
}

void life_signs::forget(life_source x) {
  tracks_.erase(x);
}

void life_signs::begin_anew(int64_t now) {
  for (auto& [source, t] : tracks_) {
    t.last.reset();
    t.since = now;
  }
}

std::optional<int64_t> life_signs::silence(int64_t now,
                                           int64_t patience) const {
  std::optional<int64_t> y;
  for (auto& [source, t] : tracks_) {
    if (!t.counts())
      continue;
    auto silent = now - t.since;
    if (silent < t.limit(patience))
      return {};
    y = std::min(y.value_or(silent), silent);
  }
  return y;
}

int64_t life_signs::due(int64_t patience) const {
  int64_t y = -1;
  for (auto& [source, t] : tracks_)
    if (t.counts())
      y = std::max(y, t.since + t.limit(patience));
  return y;
}

} // namespace ftm
