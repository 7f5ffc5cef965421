#include "actors/supervisor/bot_config.hpp"

#include "shared/util/file.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace ftm {

namespace fs = std::filesystem;

namespace {

constexpr int deepest = 5; // of add_config_files

/// `dry_run` in a config or the files it adds; false if one is unreadable.
bool find_dry_run(const fs::path& x, int depth, std::optional<bool>& y) {
  auto text = read_file(x);
  if (!text)
    return false;
  auto j = nlohmann::json::parse(without_trailing_commas(*text), nullptr, false,
                                 true);
  if (!j.is_object())
    return false;
  // The file itself outranks what it adds.
  if (auto i = j.find("dry_run"); i != j.end() && i->is_boolean()) {
    y = i->get<bool>();
    return true;
  }
  if (auto i = j.find("add_config_files");
      i != j.end() && i->is_array() && depth < deepest)
    for (auto& f : *i)
      if (!f.is_string()
          || !find_dry_run(x.parent_path() / f.get<std::string>(), depth + 1,
                           y))
        return false;
  return true;
}

std::vector<fs::path> configs_of(const process_spec& x) {
  std::vector<fs::path> y;
  for (size_t i = 1; i < x.command.size(); ++i) {
    auto& w = x.command[i];
    if ((w == "-c" || w == "--config") && i + 1 < x.command.size())
      y.emplace_back(x.command[++i]);
    else if (w.starts_with("--config="))
      y.emplace_back(w.substr(9));
  }
  if (y.empty() && !x.bot_config.empty())
    y.emplace_back(x.bot_config);
  for (auto& p : y)
    p = fs::path{x.folder} / p;
  return y;
}

} // namespace

std::string without_trailing_commas(const std::string& x) {
  std::string y;
  y.reserve(x.size());
  bool quoted = false;
  for (size_t i = 0; i < x.size(); ++i) {
    auto c = x[i];
    if (quoted) {
      y += c;
      if (c == '\\' && i + 1 < x.size())
        y += x[++i];
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
      y += c;
    } else if (c == '/' && i + 1 < x.size()
               && (x[i + 1] == '/' || x[i + 1] == '*')) {
      auto line = x[i + 1] == '/';
      auto end = x.find(line ? "\n" : "*/", i + 2);
      i = end == std::string::npos ? x.size() : end + (line ? 0 : 1);
      y += line ? '\n' : ' ';
    } else {
      if (c == '}' || c == ']') {
        auto last = y.find_last_not_of(" \t\r\n");
        if (last != std::string::npos && y[last] == ',')
          y.erase(last, 1);
      }
      y += c;
    }
  }
  return y;
}

std::optional<bool> uses_real_money(const process_spec& x) {
  if (std::find(x.command.begin(), x.command.end(), "--dry-run")
      != x.command.end())
    return false;
  if (auto i = x.environment.find("FREQTRADE__DRY_RUN");
      i != x.environment.end()) {
    auto v = i->second;
    std::transform(v.begin(), v.end(), v.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    return v == "false" || v == "0" || v == "f" || v == "n" || v == "no";
  }
  std::optional<bool> dry_run;
  auto configs = configs_of(x);
  if (configs.empty())
    return {};
  for (auto& c : configs) // the later outranks the former
    if (!find_dry_run(c, 0, dry_run))
      return {};
  return !dry_run.value_or(true);
}

} // namespace ftm
