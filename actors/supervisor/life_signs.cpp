#include "actors/supervisor/life_signs.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr size_t intervals_kept = 9;

} // namespace

/// A slow loop makes long pauses now and then: the longest one is usual.
int64_t life_signs::track::limit(int64_t patience) const {
  return std::max(patience,
                  3 * *std::max_element(intervals.begin(), intervals.end()));
}

void life_signs::sign(life_source x, int64_t now) {
  auto& t = tracks_[x];
  if (t.last) {
    t.intervals.push_back(now - *t.last);
    if (t.intervals.size() > intervals_kept)
      t.intervals.pop_front();
  }
  t.last = t.since = now;
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
    if (t.intervals.empty())
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
    if (!t.intervals.empty())
      y = std::max(y, t.since + t.limit(patience));
  return y;
}

} // namespace ftm
