#pragma once

#include "shared/config/settings.hpp"

namespace ftm::config {

/// Whether only this machine can reach that address.
bool is_loopback(const std::string& host);

/// What is wrong with an address to listen on: one beyond this machine needs
/// the login and TLS (or `behind_proxy`). Lines are 0. Also for what came from
/// a command line.
std::vector<config_problem> web_problems(const web_settings& x);

/// Puts the switches of the dashboard over config.yaml. What does not fit is
/// told as a warning and left out: a strategy may have gone since.
void apply_overrides(settings& x, const std::string& overrides,
                     std::vector<config_problem>& problems);

/// "config.yaml:12: error: web.port: found "x", expected a whole number".
/// A problem without `expected` is a sentence by itself.
std::string to_text(const config_problem& x, const std::string& file);

} // namespace ftm::config
