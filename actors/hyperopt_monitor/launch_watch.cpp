#include "actors/hyperopt_monitor/launch_watch.hpp"

#include "actors/hyperopt_monitor/file_names.hpp"

#include <charconv>

namespace ftm {

namespace {

/// The disk's clock is the kernel's coarse one: it lags by up to 10 ms.
constexpr auto clock_lag = std::chrono::milliseconds{20};

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

uint64_t wanted_epochs(const std::vector<std::string>& command) {
  uint64_t y = 0;
  auto take = [&](std::string_view x) {
    uint64_t number = 0;
    const auto* end = x.data() + x.size();
    auto [at, error] = std::from_chars(x.data(), end, number);
    if (error == std::errc{} && at == end)
      y = number;
  };
  // Python's argparse lets the last one count.
  for (size_t i = 0; i < command.size(); ++i) {
    std::string_view x = command[i];
    if (x == "-e" || x == "--epochs") {
      if (i + 1 < command.size())
        take(command[i + 1]);
    } else if (x.starts_with("--epochs=")) {
      take(x.substr(9));
    } else if (x.starts_with("-e") && !x.starts_with("--")) {
      take(x.substr(2));
    }
  }
  return y;
}

bool launch_watch::observe(const process_status& x) {
  if (x.launch.empty())
    return false;
  auto active = lives(x);
  auto changed = x.launch != launch_ || active != active_
                 || x.started_at != started_at_ || x.ended_at != ended_at_;
  launch_ = x.launch;
  active_ = active;
  started_at_ = x.started_at;
  ended_at_ = x.ended_at;
  wanted_ = wanted_epochs(x.command);
  assign();
  return changed;
}

void launch_watch::forget() {
  launch_.clear();
  active_ = false;
  wanted_ = 0;
  started_at_.reset();
  ended_at_.reset();
}

void launch_watch::observe(const std::vector<file_facts>& listing,
                           time_point now) {
  std::map<std::string, seen> files;
  for (const auto& x : listing) {
    auto known = files_.find(x.name);
    if (known != files_.end() && known->second.inode == x.inode) {
      files.insert(*known);
      continue;
    }
    // Where the disk keeps no birth, the first look stands for it; what lay
    // there before our first look was written no later than its last change.
    auto since = x.created_at;
    if (since == time_point{})
      since = listed_ ? now : x.modified_at;
    files[x.name] = {x.inode, since};
  }
  files_ = std::move(files);
  listed_ = true;
  assign();
}

void launch_watch::assign() {
  if (launch_.empty() || !started_at_)
    return;
  auto& mine = file_by_launch_[launch_];
  if (files_.contains(mine))
    return;
  mine.clear();
  // freqtrade names the file when it starts: of several the earliest name that
  // is not older than the launch (names know whole seconds).
  auto rank = [&](const std::string& name) {
    auto named = time_in_name(name);
    auto late = named && *named + std::chrono::seconds{1} > *started_at_;
    return std::tuple{!late, named.value_or(time_point{}), name};
  };
  for (const auto& [name, x] : files_)
    if (x.since >= *started_at_ - clock_lag
        && (!ended_at_ || x.since <= *ended_at_ + clock_lag)
        && launch_of(name).empty() && (mine.empty() || rank(name) < rank(mine)))
      mine = name;
}

std::string launch_watch::file_of(const std::string& launch) const {
  auto i = file_by_launch_.find(launch);
  return i == file_by_launch_.end() ? "" : i->second;
}

std::string launch_watch::launch_of(const std::string& file) const {
  for (const auto& [launch, name] : file_by_launch_)
    if (name == file && !name.empty())
      return launch;
  return "";
}

} // namespace ftm
