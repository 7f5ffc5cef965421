#pragma once

#include "shared/protocol/runs.hpp"

namespace ftm {

/// "data download", "hyperopt-show": as people call it.
const char* in_words(process_kind x);

/// What the step is: "data download", "evaluation".
const char* in_words(step_kind x);

/// The same with a capital letter.
std::string capitalised(std::string x);

/// "950 bytes", "1.3 MB" (powers of 1000, as disks are sold).
std::string size_in_words(uint64_t bytes);

/// "5 s", "3 min 20 s", "2 h 5 min".
std::string duration_in_words(milliseconds x);

/// A failed step as a sentence; what failed is not said twice.
std::string failure_in_words(step_kind x, const std::string& error);

/// A run's id for lines that name its strategy already: its time if it was
/// scheduled, the first digits if it is a random one.
std::string short_run(const std::string& id, const std::string& strategy);

} // namespace ftm
