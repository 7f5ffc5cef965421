#pragma once

#include "actors/hyperopt_monitor/file_facts.hpp"
#include "shared/protocol/processes.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// Follows the hyperopt launches of one strategy and knows which result file
/// each of them writes: one that came into being while it ran, never an older
/// one. No I/O, no clock, no actor.
class launch_watch {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// Takes in what the supervisor says; true if anything changed.
  bool observe(const process_status& x);
  /// The supervisor will tell everything again.
  void forget();

  /// Takes in the folder's listing; `now` is when new names are seen first.
  void observe(const std::vector<file_facts>& listing, time_point now);

  /// Whether a hyperopt runs.
  bool active() const {
    return active_;
  }
  /// The newest launch; "" if none is known.
  const std::string& launch() const {
    return launch_;
  }
  /// Epochs that the newest launch was asked for; 0 = unknown.
  uint64_t wanted() const {
    return wanted_;
  }
  /// The file that a launch writes or wrote; "" if none (yet).
  std::string file_of(const std::string& launch) const;
  /// The launch that wrote a file; "" if unknown.
  std::string launch_of(const std::string& file) const;

private:
  struct seen {
    uint64_t inode = 0;
    time_point since{};
  };

  void assign();

  std::string launch_;
  bool active_ = false;
  uint64_t wanted_ = 0;
  std::optional<time_point> started_at_;
  std::optional<time_point> ended_at_;
  std::map<std::string, seen> files_;
  std::map<std::string, std::string> file_by_launch_;
  bool listed_ = false;
};

/// The number of epochs in a hyperopt's command (-e, --epochs); 0 if none.
uint64_t wanted_epochs(const std::vector<std::string>& command);

} // namespace ftm
