#include "shared/config/init.hpp"

#include "shared/config/bot_config.hpp"
#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <unistd.h>

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

constexpr size_t most_files = 2000;
constexpr uintmax_t most_bytes = 1 << 20;

std::optional<std::string> read_small(const fs::path& x) {
  std::error_code code;
  if (!fs::is_regular_file(x, code) || fs::file_size(x, code) > most_bytes
      || code)
    return {};
  return read_file(x);
}

bool hidden(const fs::path& x) {
  auto name = x.filename().string();
  return name.starts_with(".") || name == "__pycache__";
}

std::vector<fs::path> python_files(const fs::path& folder) {
  std::vector<fs::path> y;
  std::error_code code;
  using walker = fs::recursive_directory_iterator;
  for (walker i{folder, fs::directory_options::skip_permission_denied, code},
       end;
       !code && i != end && y.size() < most_files; i.increment(code)) {
    std::error_code ignored;
    if (hidden(*i) || i.depth() > 8)
      i.disable_recursion_pending();
    else if (i->path().extension() == ".py" && i->is_regular_file(ignored))
      y.push_back(i->path());
  }
  std::sort(y.begin(), y.end());
  return y;
}

struct python_class {
  std::string name;
  std::vector<std::string> bases; ///< without module names
  fs::path file;
};

void add_classes(const std::string& text, const fs::path& file,
                 std::vector<python_class>& out) {
  // Bases hold no parentheses in practice, but may span lines. Bounded, since
  // std::regex recurses for each character.
  static const std::regex head{
      "(?:^|\\n)class[ \\t]+([A-Za-z_]\\w{0,99})[ \\t]*\\(([^():]{0,400})\\)"};
  static const std::regex word{"(?:\\w{1,100}\\.)*(\\w{1,100})"};
  for (std::sregex_iterator i{text.begin(), text.end(), head}, end; i != end;
       ++i) {
    python_class y{(*i)[1], {}, file};
    auto bases = (*i)[2].str();
    for (std::sregex_iterator b{bases.begin(), bases.end(), word}; b != end;
         ++b)
      y.bases.push_back((*b)[1]);
    out.push_back(std::move(y));
  }
}

std::vector<found_strategy> strategies_in(const fs::path& folder) {
  std::vector<python_class> classes;
  for (auto& file : python_files(folder / "user_data" / "strategies"))
    if (auto text = read_small(file))
      add_classes(*text, fs::relative(file, folder), classes);
  std::set<std::string> family{"IStrategy"};
  // A class may derive from one that a later file defines.
  for (size_t before = 0; before != family.size();) {
    before = family.size();
    for (auto& x : classes)
      if (std::any_of(x.bases.begin(), x.bases.end(),
                      [&](auto& b) { return family.contains(b); }))
        family.insert(x.name);
  }
  std::vector<found_strategy> y;
  std::set<std::string> seen{"IStrategy"};
  for (auto& x : classes)
    if (family.contains(x.name) && seen.insert(x.name).second)
      y.push_back({x.name, x.file});
  return y;
}

bool is_bot_config(const fs::path& file) {
  auto text = read_small(file);
  std::string error;
  auto x = text ? parse_bot_config(std::move(*text), error) : std::nullopt;
  return x
         && (x->contains("exchange") || x->contains("stake_currency")
             || x->contains("dry_run"));
}

std::vector<std::string> configs_in(const fs::path& folder) {
  std::vector<std::string> y;
  for (fs::path sub : {"", "user_data"}) {
    std::vector<std::string> here;
    std::error_code code;
    for (fs::directory_iterator i{folder / sub, code}, end;
         !code && i != end && here.size() < most_files; i.increment(code))
      if (auto name = i->path().string(); i->path().extension() == ".json"
                                          && to_valid_utf8(name) == name
                                          && is_bot_config(i->path()))
        here.push_back((sub / i->path().filename()).string());
    std::sort(here.begin(), here.end());
    y.insert(y.end(), here.begin(), here.end());
  }
  std::stable_partition(y.begin(), y.end(), [](auto& x) {
    return fs::path{x}.filename() == "config.json";
  });
  return y;
}

/// Ports of the bots' API, also where it is switched off: that may change.
std::set<uint16_t> ports_of(const freqtrade_folder& x) {
  constexpr int64_t freqtrades_own = 8080;
  std::set<uint16_t> y;
  for (auto& name : x.configs) {
    std::string error;
    auto config = read_bot_config(x.path / name, error);
    auto api = config ? config->find("api_server") : nlohmann::json::iterator{};
    if (!config || api == config->end() || !api->is_object())
      continue;
    auto port = freqtrades_own;
    if (auto i = api->find("listen_port");
        i != api->end() && i->is_number_integer())
      port = i->get<int64_t>();
    if (port > 0 && port <= 65535)
      y.insert(static_cast<uint16_t>(port));
  }
  return y;
}

uint16_t free_port(const std::set<uint16_t>& taken) {
  uint16_t y = web_settings{}.port;
  while (taken.contains(y))
    ++y;
  return y;
}

std::string venv_in(const fs::path& folder) {
  for (auto name : {".venv", "venv", "env", "."})
    if (::access((folder / name / "bin" / "freqtrade").c_str(), X_OK) == 0)
      return name;
  return "";
}

/// A text as a YAML scalar.
std::string quoted(const std::string& x) {
  constexpr std::array digits{'0', '1', '2', '3', '4', '5', '6', '7',
                              '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string y{'"'};
  for (unsigned char c : x) {
    if (c == '"' || c == '\\')
      y += {'\\', static_cast<char>(c)};
    else if (c < 0x20 || c == 0x7f)
      y += {'\\', 'x', digits[c >> 4], digits[c & 15]};
    else
      y += static_cast<char>(c);
  }
  return y + '"';
}

/// A text as the rest of a comment.
std::string on_one_line(const std::string& text) {
  auto x = to_valid_utf8(text);
  std::replace_if(
      x.begin(), x.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; },
      '?');
  return x;
}

std::string folder_for(const fs::path& folder, const fs::path& target) {
  auto here = target.parent_path();
  auto relative = folder.lexically_relative(here);
  if (relative.empty() || *relative.begin() == "..")
    return folder.string();
  return relative.string();
}

std::string strategy_text(const found_strategy& x, bool enabled) {
  return "  - name: " + quoted(x.name) + "  # " + on_one_line(x.file.string())
         + "\n    enabled: " + (enabled ? "true" : "false") + R"(
    # strategy_name: the class, if it is not the name
    # trade_config, download_config, backtest_config, hyperopt_config: if one
    # of them differs from `config`
    hyperopt:
      epochs: 500
      spaces: [buy, sell]
      jobs: 2
      # loss_function: SharpeHyperOptLossDaily
      # timerange_start_days_ago: 30
    # Which epoch wins: all filters apply, the last sort counts most.
    epoch_criteria:
      - {field: max_drawdown, operator: "<=", value: 10}  # percent
      - {field: profit_total_pct, operator: ">", value: 0, sort: desc}
)";
}

} // namespace

freqtrade_folder look_through(const fs::path& folder) {
  freqtrade_folder y;
  y.path = fs::absolute(folder).lexically_normal();
  if (!y.path.has_filename() && y.path.has_relative_path())
    y.path = y.path.parent_path();
  y.venv = venv_in(y.path);
  y.strategies = strategies_in(y.path);
  y.configs = configs_in(y.path);
  y.ports = ports_of(y);
  return y;
}

std::string make_config(const freqtrade_folder& x, const fs::path& target) {
  std::string y =
      "# FreqTrade Manager. All keys: docs/CONFIGURATION.md\n"
      "# Check this file with: ftmanager check --config "
      + on_one_line(target.filename().string()) + "\n\nfreqtrade:\n"
      + "  directory: " + quoted(folder_for(x.path, fs::absolute(target)))
      + "  # relative to this file\n";
  if (x.venv.empty())
    y += "  # No freqtrade was found in .venv, venv or env of that folder.\n"
         "  venv_path: .venv\n";
  else
    y += "  venv_path: " + quoted(x.venv) + "\n";
  y += "\n";
  if (x.configs.empty())
    y += "# No config was found in that folder or its user_data.\n"
         "config: config.json\n";
  else
    y += "config: " + quoted(x.configs.front())
         + "  # relative to freqtrade.directory\n";
  for (size_t i = 1; i < x.configs.size(); ++i)
    y += "# also found: " + on_one_line(x.configs[i]) + "\n";
  y += R"(
# When the cycle (download, backtest, hyperopt, extract, restart) runs by
# itself. Switch it on once you have seen a run that you started by hand.
schedule:
  enabled: false
  cron: "0 2 * * *"  # minute hour day month weekday
  # time_zone: Europe/Berlin
  cleanup_days: 2  # older hyperopt results go; 0 = never

web:
  host: 127.0.0.1
  port: )"
       + std::to_string(free_port(x.ports))
       + (x.ports.empty() ? "" : "  # none of your bots' API") + R"(

strategies:
)";
  if (x.strategies.empty())
    y += "  # None was found below user_data/strategies: put yours here.\n"
         + strategy_text({"MyStrategy", "put the class's name here"}, false);
  bool first = true;
  for (auto& s : x.strategies) {
    y += strategy_text(s, first);
    first = false;
  }
  return y;
}

} // namespace ftm::config
