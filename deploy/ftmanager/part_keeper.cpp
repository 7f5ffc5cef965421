#include "deploy/ftmanager/part_keeper.hpp"

#include <algorithm>

namespace ftm {

void part_keeper::started(time_point now) {
  state_ = part_state::starting;
  started_at_ = now;
  missed_ = 0;
  ever_answered_ = false;
}

milliseconds part_keeper::ended(time_point now) {
  ++restarts_;
  ends_.push_back(now);
  while (now - ends_.front() > policy_.period)
    ends_.pop_front();
  if (ends_.size() >= policy_.intensity) {
    state_ = part_state::failed;
    ends_.clear();
    return policy_.pause;
  }
  state_ = part_state::backing_off;
  auto y = policy_.backoff;
  for (size_t i = 1; i < ends_.size(); ++i)
    y = std::min(y * 2, policy_.backoff_max);
  return y;
}

milliseconds part_keeper::refused() {
  ++restarts_;
  state_ = part_state::failed;
  auto y = policy_.refusal;
  for (uint32_t i = 0; i < refusals_ && y < policy_.pause; ++i)
    y *= 2;
  ++refusals_;
  return std::min(y, policy_.pause);
}

void part_keeper::answered(part_state said) {
  ever_answered_ = true;
  missed_ = 0;
  if (said == part_state::failed) {
    state_ = part_state::failed;
    return;
  }
  ever_ready_ = true;
  refusals_ = 0;
  state_ = part_state::ready;
}

bool part_keeper::missed(time_point now) {
  if (!ever_answered_)
    return now - started_at_ > policy_.grace;
  return ++missed_ >= policy_.misses;
}

} // namespace ftm
