#pragma once

#include "actors/hyperopt_monitor/epoch_file.hpp"

#include <functional>
#include <memory>
#include <string>

namespace ftm {

/// A result file that nobody writes to: a last line without its newline counts.
/// Nothing if there is none to be read; `why` then is a sentence.
std::unique_ptr<epoch_file> open_ended_file(const std::string& path,
                                            std::string& why);

/// Reads all of it; `step` is told the bytes that were read after each 64 MiB.
std::error_code read_all(epoch_file& x,
                         const std::function<void(uint64_t)>& step = {});

} // namespace ftm
