#pragma once

#include "deploy/ftmanager/leftovers.hpp"
#include "deploy/ftmanager/serve.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ftm {

/// A part's process as the warden started it.
struct part_process {
  process_identity identity;
  int pidfd = -1; ///< the owner closes it
  int gate = -1;  ///< see open_gate
};

/// The command line of a part's process; `again` if the others ran on without
/// it.
std::vector<std::string> part_command(const suite_options& x,
                                      const std::string& part,
                                      const std::string& strategy, bool again);

/// Starts it in a process group of its own (Ctrl-C reaches the warden only),
/// with a clean signal mask and no descriptor but stdin, stdout, stderr and the
/// gate at which it waits. `pidfd` is -1 if it could not be started.
part_process spawn_part_process(const std::string& name,
                                const std::vector<std::string>& command);

/// Lets it begin, now that it is written down: a part that nobody knew of would
/// hold its locks for ever.
void open_gate(part_process& x);

/// Sends it away instead: it ends before it has begun.
void close_gate(part_process& x);

/// In the part's process: waits for that. False if the warden has gone before,
/// so that it must not begin.
bool pass_gate();

/// Exit code of a part that cannot run as things are (EX_CONFIG): starting it
/// again at once is no use.
inline constexpr int refusal_code = 78;

/// Leaves the reason for `refusal_code` where the warden finds it.
void leave_refusal(const std::filesystem::path& folder, const std::string& part,
                   const std::string& why);

/// Takes it from there; nothing if there is none.
std::optional<std::string> take_refusal(const std::filesystem::path& folder,
                                        const std::string& part);

/// Signals the process, if it is still that one.
void signal_part(const part_process& x, int signal);

/// What became of it, once it has ended: "exit code 1", "signal 9 (Killed)".
/// "" while it runs. Reaps it.
std::string reap_part(const part_process& x, int& exit_code);

} // namespace ftm
