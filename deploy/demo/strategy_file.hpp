#pragma once

#include "deploy/demo/console.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ftm::sim {

/// A hyperoptable parameter, as declared in a strategy's source.
struct parameter {
  enum class kind { integer, decimal, categorical };
  std::string name;
  std::string space; // buy, sell or protection
  kind type = kind::integer;
  double low = 0, high = 1;
  int decimals = 3;
  json choices = json::array();
  json value; // the default, or what a params file says
};

/// What the simulator reads out of a strategy's Python source.
struct strategy {
  std::string name;
  std::filesystem::path file;
  std::string timeframe = "5m";
  double stoploss = -0.1;
  json minimal_roi = {{"0", 10.0}};
  json trailing = {{"trailing_stop", false},
                   {"trailing_stop_positive", nullptr},
                   {"trailing_stop_positive_offset", 0.0},
                   {"trailing_only_offset_is_reached", false}};
  int startup_candles = 0;
  std::vector<parameter> parameters;
  bool has_params_file = false;

  /// Beside the source: the file that hyperopt and hyperopt-show write.
  std::filesystem::path params_file() const {
    return std::filesystem::path{file}.replace_extension(".json");
  }
  /// The parameters of one space, by name.
  json values_of(std::string_view space) const;
};

/// Reads the class `name` out of Python source; nothing if it is not there.
std::optional<strategy> parse_strategy(std::string_view source,
                                       const std::string& name);

/// Looks for the class in every .py of `folder`, in order of path, and then if
/// asked in the folders below it.
std::optional<strategy> find_strategy(const std::filesystem::path& folder,
                                      const std::string& name, bool recursive);

/// Takes the values of a params file; throws operational_error if it is not of
/// this strategy, as freqtrade does.
void apply_params(strategy& s, const json& file);

/// Reads a Python literal (number, string, list, dict, True, None); null if it
/// is something else.
json parse_literal(std::string_view text);

} // namespace ftm::sim
