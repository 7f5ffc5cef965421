#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <ostream>
#include <string>

namespace ftm {

/// A cycle as people follow it: a line when a step begins or ends, and the
/// progress of hyperopt between them: on a terminal one line that changes, else
/// a line every 5 s at most. Time is passed in.
class run_view {
public:
  using time_point = std::chrono::system_clock::time_point;

  run_view(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}

  /// The run as it is now.
  void show(const nlohmann::json& run, time_point now);
  /// What the monitor says of the strategy's hyperopt.
  void progress(const nlohmann::json& hyperopt, time_point now);
  /// How it ended.
  void end(const nlohmann::json& run);

private:
  void show_step(const nlohmann::json& step, time_point now);
  void line(const std::string& text);
  void clear();

  std::ostream& out_;
  bool terminal_;
  bool unfinished_ = false; ///< a line that changes stands there
  std::map<std::string, std::string> steps_; ///< name -> state
  std::string launch_; ///< of the hyperopt that runs; "" = none
  std::string told_;
  time_point told_at_{};
};

} // namespace ftm
