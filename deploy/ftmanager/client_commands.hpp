#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace ftm {

/// Where the running manager is, and how to print.
struct client_options {
  std::filesystem::path config = "config.yaml";
  std::optional<std::filesystem::path> state_dir;
  std::string url;
  bool json = false;
};

// Exit codes of all: 0 done, 1 the manager refused (its sentence is printed),
// 2 bad arguments, 3 what was asked for failed, 4 no manager answers.

/// Prints every strategy with its processes, cycle and next run.
int status_command(const client_options& x);

/// Starts a process; prints its launch.
int start_command(const client_options& x, const std::string& strategy,
                  const std::string& kind, bool force);

/// Begins to stop a process, waits until nothing of it is left.
int stop_command(const client_options& x, const std::string& strategy,
                 const std::string& kind);

/// Starts a cycle; with `follow` prints its steps as they go, and exits 3 if
/// it did not end well.
int run_command(const client_options& x, const std::string& strategy,
                bool follow);

/// Prints the output of a process's newest launch; with `follow` until it
/// ends.
int logs_command(const client_options& x, const std::string& strategy,
                 const std::string& kind, bool follow);

} // namespace ftm
