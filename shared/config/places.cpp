#include "shared/config/places.hpp"

#include "shared/config/bot_config.hpp"

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

fs::path real_path(const fs::path& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x.lexically_normal() : y;
}

std::string text_at(const nlohmann::json& x, const char* key) {
  auto i = x.find(key);
  return i != x.end() && i->is_string() ? i->get<std::string>() : "";
}

} // namespace

strategy_places places_of(const strategy_settings& x) {
  std::vector<std::string> words{"--config", x.hyperopt_config};
  words.insert(words.end(), x.hyperopt.extra_args.begin(),
               x.hyperopt.extra_args.end());
  std::string ignored;
  auto config = command_config(words, x.directory, x.environment, ignored);
  if (!config)
    config = said_beside_configs(words, x.environment);
  auto user_data = text_at(*config, "user_data_dir");
  auto strategies = text_at(*config, "strategy_path");
  strategy_places y;
  // A relative one starts from the command's working folder.
  y.user_data =
      real_path(x.directory / (user_data.empty() ? "user_data" : user_data));
  y.results = y.user_data / "hyperopt_results";
  if (!strategies.empty())
    y.strategies.push_back(real_path(x.directory / strategies));
  y.strategies.push_back(y.user_data / "strategies");
  auto recursive = config->find("recursive_strategy_search");
  y.recursive = recursive != config->end() && recursive->is_boolean()
                && recursive->get<bool>();
  return y;
}

} // namespace ftm::config
