#include "deploy/demo/results.hpp"
#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"

#include <fstream>

namespace ftm::sim {

namespace {

constexpr auto tools = "freqtrade.optimize.hyperopt_tools";

/// One changed value, so that the result is not that epoch's any more.
void falsify(json& details) {
  for (auto& [space, values] : details.items())
    for (auto& [k, v] : values.items())
      if (v.is_number() && space != "roi") {
        v = v.is_number_float() ? json(v.get<double>() + 0.5)
                                : json(v.get<int>() + 1);
        return;
      }
}

} // namespace

std::filesystem::path results_file(const session& s) {
  auto folder = s.in_user_data("hyperopt_results");
  if (s.args.has("hyperopt-filename")) {
    std::filesystem::path name = s.args.get("hyperopt-filename");
    if (name.is_absolute())
      throw operational_error{"--hyperopt-filename expects only the filename, "
                              "not an absolute path."};
    return folder / name;
  }
  std::ifstream in{folder / ".last_result.json"};
  auto x = json::parse(in, nullptr, false);
  return folder
         / (x.is_object()
                ? x.value("latest_hyperopt", "hyperopt_results.pickle")
                : "hyperopt_results.pickle");
}

std::vector<std::string> read_results(const std::filesystem::path& file,
                                      const std::string& command) {
  std::error_code e;
  std::vector<std::string> lines;
  auto size = std::filesystem::file_size(file, e);
  if (e || size == 0) {
    warning(tools, "Hyperopt file " + file.string() + " not found.");
    return lines;
  }
  info(tools, "Reading epochs from '" + file.string() + "'");
  std::ifstream in{file};
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with('{') || !line.ends_with('}')) {
      log("freqtrade", "ERROR", "Fatal exception!");
      log_traceback(
          "commands/hyperopt_commands.py\", line "
              + std::string{command == "hyperopt-list"
                                ? "36, in start_hyperopt_list"
                                : "77, in start_hyperopt_show"},
          format("rapidjson.JSONDecodeError: Parse error at offset %zu: "
                 "Missing a closing quotation mark in string.",
                 line.size()));
      throw system_exit{1};
    }
    lines.push_back(line);
  }
  info(tools,
       format("Loaded %zu previous evaluations from disk.", lines.size()));
  return lines;
}

void export_params(const session& s, const json& line) {
  auto name = line["results_metrics"].value("strategy_name", std::string{});
  auto strat = find_strategy(s.in_user_data("strategies"), name,
                             searches_recursively(s));
  if (!strat) {
    warning(tools, "Strategy not found, not exporting parameter file.");
    return;
  }
  auto file = strat->params_file();
  info(tools, "Dumping parameters to " + file.string());
  auto details = line["params_details"];
  if (s.sim.flag("wrong_params"))
    falsify(details);
  std::ofstream{file}
      << params_file_of(name, details, line["params_not_optimized"]).dump(2);
}

} // namespace ftm::sim
