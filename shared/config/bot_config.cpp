#include "shared/config/bot_config.hpp"

#include "shared/config/values.hpp"
#include "shared/util/file.hpp"

namespace ftm::config {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

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
  std::error_code code;
  if (fs::is_directory(file, code)) {
    error = "config not found: " + file.string() + " is a folder";
    return {};
  }
  auto text = read_file(file, code);
  if (!text) {
    error = "config not found: " + file.string() + " (" + code.message() + ")";
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
  for (auto& x : *more) {
    if (!x.is_string())
      continue;
    auto part =
        read_level(file.parent_path() / x.get<std::string>(), level + 1, error);
    if (!part)
      return {};
    merge_over(all, *part);
  }
  merge_over(all, *own);
  return all;
}

/// The values of an option, "--config x", "--config=x" or "-c x". argparse
/// takes all words up to the next option.
std::vector<std::string> values_of(const std::vector<std::string>& args,
                                   const std::string& name,
                                   const std::string& shorter) {
  std::vector<std::string> y;
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i].starts_with(name + "="))
      y.push_back(args[i].substr(name.size() + 1));
    else if ((args[i] == name || (!shorter.empty() && args[i] == shorter))
             && i + 1 < args.size())
      y.push_back(args[++i]);
  }
  return y;
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

} // namespace

std::optional<json> parse_bot_config(std::string text, std::string& error) {
  blank_extras(text);
  try {
    auto y = json::parse(text);
    if (y.is_object())
      return y;
    error = "no JSON object";
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

std::optional<json> trade_bot_config(const strategy_settings& x,
                                     std::string& error) {
  auto y = read_bot_config(x.directory / x.trade_config, error);
  if (!y)
    return {};
  for (auto& file : values_of(x.trade_extra_args, "--config", "-c")) {
    auto more = read_bot_config(x.directory / file, error);
    if (!more)
      return {};
    merge_over(*y, *more);
  }
  for (auto& [name, value] : x.environment)
    apply_variable(*y, name, value);
  for (auto& word : x.trade_extra_args)
    if (word == "--dry-run")
      (*y)["dry_run"] = true;
  for (auto& url : values_of(x.trade_extra_args, "--db-url", ""))
    (*y)["db_url"] = url;
  return y;
}

std::optional<bool> is_live(const strategy_settings& x) {
  std::string error;
  auto config = trade_bot_config(x, error);
  if (!config)
    return {};
  auto i = config->find("dry_run");
  if (i == config->end() || !i->is_boolean())
    return {};
  return !i->get<bool>();
}

} // namespace ftm::config
