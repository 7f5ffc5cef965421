#include "actors/supervisor/supervision.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr size_t launches_kept = 20;
constexpr std::chrono::hours age_kept{14 * 24};

// Nobody waits for it, so it stays out of everybody's way: not when a
// supervisor has just begun, one slot after the other, little at a time.
constexpr int64_t after_begin_ms = 10'000;
constexpr int64_t after_end_ms = 1'000;
constexpr int64_t between_slots_ms = 100;
constexpr int64_t between_looks_ms = 3'600'000; ///< of one slot
constexpr size_t most_at_once = 8;

} // namespace

void supervision::plan_garbage() {
  auto due = shim::boottime_ms() + after_begin_ms;
  for (auto& [id, x] : entries_) {
    x.garbage_due = due;
    due += between_slots_ms;
  }
}

/// A launch has ended, so that there is one more.
void supervision::plan_garbage(entry& x) {
  auto due = shim::boottime_ms() + after_end_ms;
  if (x.collected_at >= 0)
    due = std::max(due, x.collected_at + between_looks_ms);
  x.garbage_due = x.garbage_due < 0 ? due : std::min(x.garbage_due, due);
}

/// Throws away what is old in one slot, if it is time. Returns when the next
/// one is due, -1 = none.
int64_t supervision::collect_garbage(int64_t now) {
  entry* next = nullptr;
  auto find_next = [&] {
    next = nullptr;
    for (auto& [id, x] : entries_)
      if (x.garbage_due >= 0
          && (next == nullptr || x.garbage_due < next->garbage_due))
        next = &x;
    return next == nullptr ? -1 : next->garbage_due;
  };
  auto due = find_next();
  if (due < 0 || now < due)
    return due;
  collect_garbage(*next, now);
  return find_next();
}

void supervision::collect_garbage(entry& x, int64_t now) {
  std::vector<std::string> spared;
  for (auto& [id, y] : entries_)
    if (id.strategy == x.slot.id().strategy) {
      spared.push_back(y.newest.spec.run);
      spared.push_back(y.wanted.held_by);
    }
  auto n = x.slot.collect_garbage(launches_kept,
                                  std::chrono::system_clock::now() - age_kept,
                                  spared, most_at_once);
  x.collected_at = now;
  x.garbage_due = n == most_at_once ? now + between_slots_ms : -1;
  if (n > 0)
    spdlog::info("supervisor: deleted {} old launches of {}", n,
                 x.slot.path().string());
}

} // namespace ftm
