#include "actors/orchestrator/places.hpp"

#include "shared/config/bot_config.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>

namespace ftm {

namespace fs = std::filesystem;

namespace {

std::string text_at(const nlohmann::json& x, const char* key) {
  if (!x.is_object())
    return {};
  auto i = x.find(key);
  return i != x.end() && i->is_string() ? i->get<std::string>() : "";
}

std::string userdir_argument(const std::vector<std::string>& extra) {
  for (size_t i = 0; i < extra.size(); ++i)
    for (std::string name : {"--userdir", "--user-data-dir"}) {
      if (extra[i] == name && i + 1 < extra.size())
        return extra[i + 1];
      if (extra[i].starts_with(name + "="))
        return extra[i].substr(name.size() + 1);
    }
  return {};
}

fs::path real_path(const fs::path& x) {
  std::error_code e;
  auto y = fs::weakly_canonical(x, e);
  return e ? x.lexically_normal() : y;
}

} // namespace

strategy_places places_of(const config::strategy_settings& x) {
  std::string error; // freqtrade itself will say it
  auto read = config::read_bot_config(x.directory / x.hyperopt_config, error);
  auto config = read.value_or(nlohmann::json::object());
  auto user_data = userdir_argument(x.hyperopt.extra_args);
  if (user_data.empty())
    user_data = text_at(config, "user_data_dir");
  if (user_data.empty())
    user_data = "user_data";
  strategy_places y;
  y.user_data = real_path(x.directory / user_data);
  y.results = y.user_data / "hyperopt_results";
  if (auto other = text_at(config, "strategy_path"); !other.empty())
    y.strategies.push_back(real_path(x.directory / other));
  y.strategies.push_back(y.user_data / "strategies");
  auto recursive = config.find("recursive_strategy_search");
  y.recursive = recursive != config.end() && recursive->is_boolean()
                && recursive->get<bool>();
  return y;
}

bool defines_class(std::string_view source, std::string_view name) {
  for (size_t at = 0; at < source.size();) {
    auto end = std::min(source.find('\n', at), source.size());
    auto line = source.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("class ") && !line.starts_with("class\t"))
      continue;
    line = trim(line.substr(6));
    if (!line.starts_with(name))
      continue;
    line = trim(line.substr(name.size()));
    if (line.starts_with('(') || line.starts_with(':'))
      return true;
  }
  return false;
}

namespace {

/// The .py of one folder that defines the class, else one below it.
fs::path find_in(const fs::path& folder, const std::string& name,
                 bool recursive) {
  std::vector<fs::path> files, folders;
  std::error_code e;
  for (fs::directory_iterator i{folder, e}; !e && i != fs::directory_iterator{};
       i.increment(e)) {
    std::error_code unknown;
    if (i->path().extension() == ".py")
      files.push_back(i->path());
    else if (recursive && i->is_directory(unknown) && !i->is_symlink(unknown)
             && !i->path().filename().string().starts_with("__"))
      folders.push_back(i->path());
  }
  std::sort(files.begin(), files.end());
  std::sort(folders.begin(), folders.end());
  for (auto& x : files)
    if (auto text = read_file(x); text && defines_class(*text, name))
      return x;
  for (auto& x : folders)
    if (auto y = find_in(x, name, true); !y.empty())
      return y;
  return {};
}

} // namespace

fs::path find_strategy(const strategy_places& where, const std::string& name) {
  for (auto& x : where.strategies)
    if (auto y = find_in(x, name, where.recursive); !y.empty())
      return y;
  return {};
}

} // namespace ftm
