#pragma once

#include <string_view>

/// The files of the demo folder, as they are written.
namespace ftm::demo {

extern const std::string_view pace;
extern const std::string_view dip_hunter;
extern const std::string_view tide_rider;
extern const std::string_view night_owl;
extern const std::string_view spot_config;
extern const std::string_view tide_config;
extern const std::string_view lab_config;
extern const std::string_view manager_config;

} // namespace ftm::demo
