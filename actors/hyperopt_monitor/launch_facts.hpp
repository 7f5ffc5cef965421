#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// The number of epochs in a hyperopt's command (-e, --epochs); 0 if none.
uint64_t wanted_epochs(const std::vector<std::string>& command);

/// The run whose hyperopt step made a launch, as its id tells:
/// RUN.hyperopt.ATTEMPT, with .rN behind if it was made again; "" if none did.
std::string run_of_launch(std::string_view launch);

} // namespace ftm
