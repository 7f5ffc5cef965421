#pragma once

#include "deploy/ftmanager/client_commands.hpp"
#include "gateway/client/rest_client.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace ftm {

/// Exit codes of the client commands.
namespace exits {

inline constexpr int done = 0;
inline constexpr int refused = 1;
inline constexpr int bad_arguments = 2;
inline constexpr int failed = 3;
inline constexpr int no_manager = 4;

} // namespace exits

/// A way to the running manager: `--url`, or what it wrote down in its state
/// folder (`--state-dir`, else as `ftmanager serve --config` would choose it).
std::unique_ptr<rest_client> connect(const client_options& x);

/// Prints the sentence of a failed call on standard error, and which parts of
/// the manager are not ready if that may be why. Returns the exit code that
/// says so.
int explain(rest_client& to, const rest_result& x);

/// Whether `kind` is one; if not, names them on standard error.
bool is_known_kind(const std::string& kind);

/// Where the REST has a process.
std::string process_path(const std::string& strategy, const std::string& kind);

/// Whether nothing is left of a process in that state.
bool is_over(const std::string& state);

/// Reads the state and its events until `sink` has seen enough of those types.
/// A sentence if the connection could not be made or broke.
std::optional<std::string> follow_state(
    rest_client& to, const std::vector<std::string>& types,
    const std::function<bool(const std::string&, const nlohmann::json&)>& sink);

/// Prints such a sentence. Returns the exit code that says so.
int explain_break(const std::string& why);

/// A field of an object as text; `otherwise` if it is absent or null.
std::string text_of(const nlohmann::json& x, const char* key,
                    const std::string& otherwise = "");

} // namespace ftm
