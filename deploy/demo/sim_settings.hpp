#pragma once

#include "deploy/demo/console.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ftm::sim {

/// Speed and misbehaviour of one simulated command; README.md lists the keys.
///
/// A key is looked up in this order: `FTM_SIM_<SUBCOMMAND>_<KEY>`,
/// `FTM_SIM_<KEY>`, then ftm-sim.json: `strategies.<name>.<subcommand>.<key>`,
/// `strategies.<name>.<key>`, `<subcommand>.<key>`, `<key>`.
class sim_settings {
public:
  sim_settings() = default;

  /// `file` is the text of ftm-sim.json ("" = none), `environment` answers an
  /// environment variable's value or null. Throws std::runtime_error on JSON
  /// that does not parse.
  using environment = const char* (*) (const char* name);
  sim_settings(std::string_view file, environment env, std::string subcommand,
               std::string strategy);

  double number(std::string_view key, double otherwise) const;
  std::int64_t integer(std::string_view key, std::int64_t otherwise) const;
  bool flag(std::string_view key) const;
  std::string text(std::string_view key) const;
  /// `[3, 7]`, `3` or "3,7"; empty if unset.
  std::vector<int> list(std::string_view key) const;
  bool has(std::string_view key) const;

private:
  json find(std::string_view key) const;

  json file_ = json::object();
  environment env_ = nullptr;
  std::string subcommand_;
  std::string strategy_;
};

/// Settings of this process: ./ftm-sim.json and the real environment.
sim_settings load_settings(const std::string& subcommand,
                           const std::string& strategy);

} // namespace ftm::sim
