#pragma once

#include "deploy/ftmanager/client_commands.hpp"
#include "gateway/client/rest_client.hpp"

#include <memory>

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

/// Prints the sentence of a failed call on standard error. Returns the exit
/// code that says so.
int explain(const rest_result& x);

/// Whether `kind` is one; if not, names them on standard error.
bool is_known_kind(const std::string& kind);

/// A field of an object as text; `otherwise` if it is absent or null.
std::string text_of(const nlohmann::json& x, const char* key,
                    const std::string& otherwise = "");

} // namespace ftm
