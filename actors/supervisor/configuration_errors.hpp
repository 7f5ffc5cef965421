#pragma once

#include <string_view>

namespace ftm {

/// Whether freqtrade's error message says that its configuration, strategy or
/// command line must be corrected, so that another start would end the same
/// way. Errors of the network and of an exchange that is down are none.
bool is_configuration_error(std::string_view message);

} // namespace ftm
