#include "actors/supervisor/restart_budget.hpp"

#include <algorithm>

namespace ftm {

std::optional<milliseconds> restart_budget::next(const restart_policy& policy,
                                                 int64_t now, double jitter) {
  auto since = now - std::chrono::milliseconds{policy.period}.count();
  while (!restarts_.empty() && restarts_.front() <= since)
    restarts_.pop_front();
  if (restarts_.size() >= policy.intensity)
    return {};
  auto wait = policy.backoff.count();
  for (size_t i = 0; i < restarts_.size() && wait < policy.backoff_max.count();
       ++i)
    wait *= 2;
  wait = std::min<int64_t>(wait, policy.backoff_max.count());
  restarts_.push_back(now);
  return milliseconds{
      wait - static_cast<int64_t>(static_cast<double>(wait) * jitter / 10)};
}

bool restarts_after(restart_mode mode, process_event end) {
  return (end == process_event::ended_badly && mode != restart_mode::off)
         || (end == process_event::ended_well && mode == restart_mode::always);
}

double jitter_of(const std::string& launch) {
  uint32_t hash = 2'166'136'261; // FNV-1a
  for (auto c : launch)
    hash = (hash ^ static_cast<uint8_t>(c)) * 16'777'619;
  return static_cast<double>(hash % 1000) / 1000;
}

int64_t end_of(const launch_exit& x, int64_t started_ms, int64_t now_ms,
               timestamp now) {
  auto since = std::chrono::duration_cast<milliseconds>(now - x.ended_at);
  auto y = x.duration_ms > 0 && started_ms > 0 ? started_ms + x.duration_ms
                                               : now_ms - since.count();
  return std::clamp(y, std::min(started_ms, now_ms), now_ms);
}

bool starts_on_return(const launch_verdict& v, bool of_this_boot) {
  return !of_this_boot || v.event == process_event::ended_asked;
}

} // namespace ftm
