#include "actors/orchestrator/places.hpp"

#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ftm {

namespace fs = std::filesystem;

namespace {

/// freqtrade's JSON may hold comments and trailing commas.
nlohmann::json tolerant_json(const std::string& text) {
  auto y = nlohmann::json::parse(text, nullptr, false, true);
  if (!y.is_discarded())
    return y;
  std::string plain;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = text[i];
    if (quoted) {
      plain += c;
      if (c == '\\' && i + 1 < text.size())
        plain += text[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '/' && i + 1 < text.size() && text[i + 1] == '/') {
      i = std::min(text.find('\n', i), text.size());
      plain += '\n';
      continue;
    }
    if (c == ',') {
      auto next = text.find_first_not_of(" \t\r\n", i + 1);
      if (next != std::string::npos && (text[next] == '}' || text[next] == ']'))
        continue;
    }
    quoted = c == '"';
    plain += c;
  }
  return nlohmann::json::parse(plain, nullptr, false, true);
}

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
  nlohmann::json config;
  if (auto text = read_file(x.directory / x.hyperopt_config))
    config = tolerant_json(*text);
  auto user_data = userdir_argument(x.hyperopt.extra_args);
  if (user_data.empty())
    user_data = text_at(config, "user_data_dir");
  if (user_data.empty())
    user_data = "user_data";
  strategy_places y;
  y.user_data = real_path(x.directory / user_data);
  y.results = y.user_data / "hyperopt_results";
  auto other = text_at(config, "strategy_path");
  y.strategies = other.empty() ? y.user_data / "strategies"
                               : real_path(x.directory / other);
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

fs::path find_strategy(const fs::path& folder, const std::string& name) {
  std::vector<fs::path> candidates;
  std::error_code e;
  fs::recursive_directory_iterator i{
      folder, fs::directory_options::skip_permission_denied, e};
  for (; !e && i != fs::recursive_directory_iterator{}; i.increment(e)) {
    if (i->path().filename() == "__pycache__")
      i.disable_recursion_pending();
    else if (i->path().extension() == ".py")
      candidates.push_back(i->path());
  }
  std::sort(candidates.begin(), candidates.end());
  for (auto& x : candidates)
    if (auto text = read_file(x); text && defines_class(*text, name))
      return x;
  return {};
}

} // namespace ftm
