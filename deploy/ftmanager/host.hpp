#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace ftm {

/// CAF as every process of the suite runs it: our message types, our errors'
/// sentences, few threads and none that spins.
class suite_config : public caf::actor_system_config {
public:
  suite_config(size_t threads, bool links_to_other_processes);
};

/// SIGINT, SIGTERM, SIGHUP and SIGUSR1 wait for `wait_for_signal`. Call it
/// before the first thread is made, so that all inherit it.
void block_signals();

enum class wake_up { terminate, reload, part_ended };

/// Sleeps until somebody wants something of this process.
wake_up wait_for_signal();

/// An actor of this process under its name.
struct resident {
  std::string name;
  caf::actor who;
};

/// Notices the end of a resident that nobody asked for: logs it, and wakes
/// the process up with `part_ended`.
caf::actor spawn_watch(caf::actor_system& system,
                       const std::vector<resident>& residents);

/// Ends the residents one after the other, at most 5 s each.
void end_in_order(caf::actor_system& system,
                  const std::vector<resident>& residents);

/// Flushes the logs and leaves without destructors: every actor that owns
/// something durable has ended by then, and CAF's own shutdown would wait for
/// the last link's timer.
[[noreturn]] void leave(int code);

/// The folder of the running executable.
std::filesystem::path program_folder();

/// Lines of spdlog become facts of `part`.
void log_into(const caf::actor& part, const std::string& name);

} // namespace ftm
