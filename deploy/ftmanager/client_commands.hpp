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

/// Starts a process; prints what became of it.
int start_command(const client_options& x, const std::string& strategy,
                  const std::string& kind, bool force);

/// Begins to stop a process, waits until nothing of it is left.
int stop_command(const client_options& x, const std::string& strategy,
                 const std::string& kind);

/// Lets a running trade load its config and params anew, waits for the proof;
/// exits 3 if there is none.
int reload_command(const client_options& x, const std::string& strategy);

/// Starts a cycle; with `follow` prints its steps as they go, and exits 3 if
/// it did not end well.
int run_command(const client_options& x, const std::string& strategy,
                bool follow);

/// Prints the output of a process's newest launch; with `follow` until it
/// ends. What is gone of it is told on standard error.
int logs_command(const client_options& x, const std::string& strategy,
                 const std::string& kind, bool follow);

} // namespace ftm
