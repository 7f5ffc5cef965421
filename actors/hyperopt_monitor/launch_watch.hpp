#pragma once

#include "actors/hyperopt_monitor/file_facts.hpp"
#include "shared/protocol/processes.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ftm {

/// Follows the hyperopt launches of one strategy and knows which result file
/// each of them writes or wrote: the only one that came into being while it ran
/// and is not named after an earlier time. Where two could be meant, none is.
/// What it has told stays, as long as that file is there. No I/O, no clock, no
/// actor.
class launch_watch {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// Whether files are named by our own clock and time zone (default).
  void trust_names(bool x) {
    names_tell_ = x;
  }

  /// Takes in what the supervisor says of the newest launch; true if anything
  /// changed.
  bool observe(const process_status& x);
  /// Takes in launches of the past; what is known of the newest one stays.
  void remember(const std::vector<process_status>& launches);
  /// The supervisor will tell the newest launch again.
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
  /// The file that a launch writes or wrote; "" if none (yet) or unknown.
  std::string file_of(const std::string& launch) const;
  /// The launch that wrote a file; "" if unknown.
  std::string launch_of(const std::string& file) const;
  /// Whether the newest listing has a file of that name.
  bool lists(const std::string& file) const {
    return files_.contains(file);
  }

private:
  struct seen_file {
    uint64_t inode = 0;
    time_point since{}; ///< it came into being
    std::optional<std::chrono::local_seconds> named;
    std::string launch; ///< "" = unknown
  };
  struct known_launch {
    time_point from{};
    std::optional<time_point> upto; ///< none = runs, or nobody knows
    std::string file;               ///< "" = unknown
  };
  /// A time in which a launch ran.
  struct turn {
    time_point from;
    time_point upto;
    known_launch* of;
    const std::string* id;
  };

  void learn(const process_status& x);
  void assign();
  std::vector<turn> turns();

  std::string launch_;
  bool active_ = false;
  uint64_t wanted_ = 0;
  std::unordered_map<std::string, seen_file> files_;
  std::map<std::string, known_launch> launches_;
  bool listed_ = false;
  bool names_tell_ = true;
};

} // namespace ftm
