#pragma once

#include "actors/scheduler/schedule_rule.hpp"

#include <filesystem>
#include <map>
#include <system_error>

namespace ftm {

/// By strategy.
using schedule_memories = std::map<std::string, schedule_memory>;

/// As text: JSON, so that a person can read it.
std::string encode_memories(const schedule_memories& x);

/// The inverse; nothing if `x` is none.
std::optional<schedule_memories> decode_memories(const std::string& x);

/// What was saved; nothing if there is no such file, or a damaged one, which is
/// logged and put aside.
schedule_memories load_memories(const std::filesystem::path& x);

/// Returns when it is on the disk.
std::error_code save_memories(const std::filesystem::path& path,
                              const schedule_memories& x);

} // namespace ftm
