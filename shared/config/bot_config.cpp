#include "shared/config/bot_config.hpp"

#include "shared/config/command_options.hpp"
#include "shared/config/values.hpp"
#include "shared/util/file.hpp"

namespace ftm::config {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int deepest = 64;

/// Comments and trailing commas become blanks, so that offsets stay.
void blank_extras(std::string& x) {
  size_t comma = std::string::npos; // the last one, if only blanks followed
  for (size_t i = 0; i < x.size(); ++i) {
    char c = x[i];
    if (c == '"') {
      comma = std::string::npos;
      for (++i; i < x.size() && x[i] != '"'; ++i)
        if (x[i] == '\\')
          ++i;
    } else if (c == '/' && i + 1 < x.size()
               && (x[i + 1] == '/' || x[i + 1] == '*')) {
      bool line = x[i + 1] == '/';
      auto end = x.find(line ? "\n" : "*/", i + 2);
      end = end == std::string::npos ? x.size() : end + (line ? 0 : 2);
      for (; i < end; ++i)
        if (x[i] != '\n')
          x[i] = ' ';
      --i;
    } else if (c == ',') {
      comma = i;
    } else if (c == '}' || c == ']') {
      if (comma != std::string::npos)
        x[comma] = ' ';
      comma = std::string::npos;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      comma = std::string::npos;
    }
  }
}

/// Deep: what `over` says wins.
void merge_over(json& into, const json& over) {
  for (auto& [key, value] : over.items()) {
    auto& old = into[key];
    if (old.is_object() && value.is_object())
      merge_over(old, value);
    else
      old = value;
  }
}

std::optional<json> read_level(const fs::path& file, int level,
                               std::string& error) {
  constexpr int most_levels = 5; // as freqtrade
  if (level > most_levels) {
    error = "more than 5 levels of add_config_files at " + file.string();
    return {};
  }
  std::string why;
  auto text = read_text_file(file, why);
  if (!text) {
    error = "config not found: " + file.string() + " (" + why + ")";
    return {};
  }
  auto own = parse_bot_config(std::move(*text), error);
  if (!own) {
    error = file.string() + ": " + error;
    return {};
  }
  auto more = own->find("add_config_files");
  if (more == own->end() || !more->is_array())
    return own;
  json all = json::object();
  // As freqtrade: from where the file really is.
  std::error_code code;
  auto real = fs::weakly_canonical(file, code);
  auto folder = code ? file.parent_path() : real.parent_path();
  for (auto& x : *more) {
    if (!x.is_string())
      continue;
    auto part = read_level(folder / x.get<std::string>(), level + 1, error);
    if (!part)
      return {};
    merge_over(all, *part);
  }
  merge_over(all, *own);
  return all;
}

/// FREQTRADE__SECTION__KEY=value, as freqtrade's environment_vars.py.
void apply_variable(json& into, const std::string& name,
                    const std::string& value) {
  static const std::string prefix = "FREQTRADE__";
  if (!name.starts_with(prefix))
    return;
  auto path = lower(name.substr(prefix.size()));
  auto at = &into;
  for (;;) {
    auto end = path.find("__");
    if (!at->is_object())
      *at = json::object();
    at = &(*at)[path.substr(0, end)];
    if (end == std::string::npos)
      break;
    path.erase(0, end + 2);
  }
  auto word = lower(value);
  if (word == "t" || word == "true")
    *at = true;
  else if (word == "f" || word == "false")
    *at = false;
  else if (auto number = to_integer(value))
    *at = *number;
  else
    *at = value;
}

void apply_options(json& into, const command_options& x) {
  auto put = [&](const char* key, const std::string& value) {
    if (!value.empty())
      into[key] = value;
  };
  put("user_data_dir", x.user_data_dir);
  put("strategy_path", x.strategy_path);
  put("db_url", x.db_url);
  if (x.dry_run)
    into["dry_run"] = true;
}

/// A command without --config takes that of its user_data, or of its folder.
std::string usual_config(const command_options& x, const fs::path& folder) {
  auto user_data = x.user_data_dir.empty() ? "user_data" : x.user_data_dir;
  auto y = fs::path{user_data} / "config.json";
  std::error_code code;
  return fs::is_regular_file(folder / y, code) ? y.string() : "config.json";
}

std::optional<bool> live_of(const std::optional<json>& config) {
  if (!config)
    return {};
  auto i = config->find("dry_run");
  if (i == config->end() || !i->is_boolean())
    return {};
  return !i->get<bool>();
}

} // namespace

std::optional<json> parse_bot_config(std::string text, std::string& error) {
  blank_extras(text);
  try {
    // What merges configs recurses for each level.
    bool too_deep = false;
    auto y = json::parse(text, [&](int depth, json::parse_event_t, json&) {
      too_deep = too_deep || depth > deepest;
      return depth <= deepest;
    });
    if (y.is_object() && !too_deep)
      return y;
    error = too_deep ? "nested too deep" : "no JSON object";
  } catch (const json::exception& x) {
    error = x.what();
    // "[json.exception.parse_error.101] parse error at line 3, …": people
    // need what follows the bracket, and nothing of the file's text.
    if (auto i = error.find("] "); i != std::string::npos)
      error.erase(0, i + 2);
    if (auto i = error.find("; last read"); i != std::string::npos)
      error.erase(i);
  }
  return {};
}

std::optional<json> read_bot_config(const fs::path& file, std::string& error) {
  return read_level(file, 0, error);
}

std::optional<json>
command_config(const std::vector<std::string>& words, const fs::path& folder,
               const std::map<std::string, std::string>& environment,
               std::string& error) {
  auto options = read_command_options(words, error);
  if (!options)
    return {};
  if (options->configs.empty())
    options->configs.push_back(usual_config(*options, folder));
  auto y = json::object();
  for (auto& file : options->configs) {
    auto more = read_bot_config(folder / file, error);
    if (!more)
      return {};
    merge_over(y, *more);
  }
  for (auto& [name, value] : environment)
    apply_variable(y, name, value);
  apply_options(y, *options);
  return y;
}

json said_beside_configs(
    const std::vector<std::string>& words,
    const std::map<std::string, std::string>& environment) {
  auto y = json::object();
  for (auto& [name, value] : environment)
    apply_variable(y, name, value);
  std::string ignored;
  if (auto options = read_command_options(words, ignored))
    apply_options(y, *options);
  return y;
}

std::vector<std::string> trade_words(const strategy_settings& x) {
  std::vector<std::string> y{"--config", x.trade_config};
  y.insert(y.end(), x.trade_extra_args.begin(), x.trade_extra_args.end());
  return y;
}

std::optional<json> trade_bot_config(const strategy_settings& x,
                                     std::string& error) {
  return command_config(trade_words(x), x.directory, x.environment, error);
}

std::optional<bool> is_live(const strategy_settings& x) {
  std::string ignored;
  return live_of(trade_bot_config(x, ignored));
}

std::optional<bool> is_live(const process_spec& x) {
  std::string ignored;
  return live_of(command_config(x.command, x.folder, x.environment, ignored));
}

} // namespace ftm::config
