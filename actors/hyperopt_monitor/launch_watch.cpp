#include "actors/hyperopt_monitor/launch_watch.hpp"

#include "actors/hyperopt_monitor/file_names.hpp"
#include "actors/hyperopt_monitor/launch_facts.hpp"

#include <algorithm>

namespace ftm {

namespace {

/// The disk's clock is the kernel's coarse one: it lags by up to 10 ms.
constexpr auto clock_lag = std::chrono::milliseconds{20};

/// More than a supervisor keeps; the oldest are forgotten.
constexpr size_t most_launches = 1000;

bool lives(const process_status& x) {
  switch (x.state) {
  case process_state::starting:
  case process_state::running:
  case process_state::ready:
  case process_state::hung:
  case process_state::stopping:
  case process_state::backing_off:
  case process_state::unkept:
    return true;
  default:
    return false;
  }
}

} // namespace

bool launch_watch::observe(const process_status& x) {
  if (x.launch.empty())
    return false;
  auto active = lives(x);
  auto known = launches_.find(x.launch);
  auto changed =
      x.launch != launch_ || active != active_ || known == launches_.end()
      || known->second.from != x.started_at || known->second.upto != x.ended_at;
  launch_ = x.launch;
  active_ = active;
  wanted_ = wanted_epochs(x.command);
  learn(x);
  assign();
  return changed;
}

void launch_watch::remember(const std::vector<process_status>& launches) {
  for (const auto& x : launches)
    if (x.launch != launch_)
      learn(x);
  assign();
}

void launch_watch::forget() {
  launch_.clear();
  active_ = false;
  wanted_ = 0;
}

void launch_watch::learn(const process_status& x) {
  if (x.launch.empty() || !x.started_at)
    return;
  auto& y = launches_[x.launch];
  y.from = *x.started_at;
  y.upto = x.ended_at;
  if (launches_.size() <= most_launches)
    return;
  auto oldest = std::min_element(launches_.begin(), launches_.end(),
                                 [](const auto& a, const auto& b) {
                                   return a.second.from < b.second.from;
                                 });
  if (auto file = files_.find(oldest->second.file); file != files_.end())
    file->second.launch.clear();
  launches_.erase(oldest);
}

void launch_watch::observe(const std::vector<file_facts>& listing,
                           time_point now) {
  std::unordered_map<std::string, seen_file> files;
  files.reserve(listing.size());
  for (const auto& x : listing) {
    auto known = files_.find(x.name);
    if (known != files_.end() && known->second.inode == x.inode) {
      files.insert(files_.extract(known));
      continue;
    }
    // Where the disk keeps no birth, the first look stands for it; what lay
    // there before our first look was written no later than its last change.
    auto since = x.created_at;
    if (since == time_point{})
      since = listed_ ? now : x.modified_at;
    files[x.name] = {x.inode, since, time_in_name(x.name), {}};
  }
  files_ = std::move(files);
  listed_ = true;
  assign();
}

std::vector<launch_watch::turn> launch_watch::turns() {
  std::vector<turn> y;
  y.reserve(launches_.size());
  for (auto& [id, x] : launches_)
    y.push_back({x.from, x.upto.value_or(time_point::max()), &x, &id});
  std::sort(y.begin(), y.end(),
            [](const turn& a, const turn& b) { return a.from < b.from; });
  // Two never run at once: one whose end nobody knows ended before the next.
  for (size_t i = 0; i + 1 < y.size(); ++i)
    y[i].upto = std::min(y[i].upto, y[i + 1].from);
  for (auto& x : y) {
    x.from -= clock_lag;
    if (x.upto != time_point::max())
      x.upto += clock_lag;
  }
  return y;
}

void launch_watch::assign() {
  for (auto& [id, x] : launches_) {
    auto file = files_.find(x.file);
    if (file == files_.end() || file->second.launch != id)
      x.file.clear();
  }
  auto all = turns();
  std::map<const turn*, std::vector<const std::string*>> candidates;
  for (const auto& [name, x] : files_) {
    if (!x.launch.empty())
      continue;
    const turn* only = nullptr;
    auto several = false;
    auto i = std::upper_bound(
        all.begin(), all.end(), x.since,
        [](time_point t, const turn& y) { return t < y.from; });
    while (i != all.begin() && (--i)->upto >= x.since) {
      several = only != nullptr;
      only = &*i;
      if (several)
        break;
    }
    if (only == nullptr || several || !only->of->file.empty()
        || (names_tell_ && x.named
            && *x.named < earliest_in_name(only->of->from, x.since)))
      continue;
    candidates[only].push_back(&name);
  }
  for (const auto& [when, names] : candidates)
    if (names.size() == 1) {
      when->of->file = *names.front();
      files_[*names.front()].launch = *when->id;
    }
}

std::string launch_watch::file_of(const std::string& launch) const {
  auto i = launches_.find(launch);
  return i == launches_.end() ? "" : i->second.file;
}

std::string launch_watch::launch_of(const std::string& file) const {
  auto i = files_.find(file);
  return i == files_.end() ? "" : i->second.launch;
}

} // namespace ftm
