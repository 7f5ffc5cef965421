#include "shared/config/verify.hpp"

#include "shared/config/bot_config.hpp"
#include "shared/config/bot_warnings.hpp"
#include "shared/config/command_options.hpp"
#include "shared/config/state_folder.hpp"
#include "shared/util/cron.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <set>
#include <unistd.h>

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

class verifier {
public:
  verifier(const loaded& x, timestamp now) : loaded_(x), now_(now) {}

  verification run() {
    auto& all = loaded_.sound.strategies;
    for (size_t i = 0; i < all.size(); ++i) {
      index_ = loaded_.indices[i];
      out_.strategies.push_back(look_at(all[i]));
    }
    for (auto& x : clashes(bots_))
      tell(x);
    look_at_state(loaded_.sound.state_dir);
    auto& told = loaded_.problems;
    if (std::none_of(told.begin(), told.end(), [](auto& x) {
          return x.fatal && x.key.starts_with("web.");
        }))
      look_at_web(loaded_.sound.web);
    std::stable_sort(out_.problems.begin(), out_.problems.end(),
                     [](auto& a, auto& b) { return a.line < b.line; });
    return std::move(out_);
  }

private:
  void tell(const bot_warning& x) {
    index_ = x.index;
    tell(false, x.key, x.found, x.expected);
  }

  /// Tells of `key` of the strategy, or of the top level if that says it.
  void tell(bool fatal, const std::string& key, std::string found,
            std::string expected = {}) {
    auto place = "strategies[" + std::to_string(index_) + "]";
    auto own = place + "." + key;
    auto i = loaded_.lines.find(own);
    if (i == loaded_.lines.end() && loaded_.lines.contains(key)) {
      own = key;
      i = loaded_.lines.find(key);
    }
    if (i == loaded_.lines.end())
      i = loaded_.lines.find(place);
    auto line = i == loaded_.lines.end() ? 0 : i->second;
    // Strategies that inherit a value would all tell the same of it.
    for (auto& x : out_.problems) {
      if (x.key == own && x.found == found) {
        x.fatal = x.fatal || fatal;
        return;
      }
    }
    out_.problems.push_back(
        {fatal, line, own, std::move(found), std::move(expected)});
  }

  strategy_report look_at(const strategy_settings& x) {
    strategy_report y;
    y.name = x.name;
    y.enabled = x.enabled;
    y.directory = x.directory;
    y.executable = x.executable;
    std::error_code code;
    if (!fs::is_directory(x.directory, code)) {
      tell(x.enabled, "freqtrade.directory",
           "freqtrade's folder not found: " + x.directory.string());
    } else {
      look_at_executable(x, y);
      look_at_configs(x, y);
    }
    if (!x.reload_client_config.empty()
        && !fs::is_regular_file(x.reload_client_config, code))
      tell(x.enabled, "reload_client_config",
           "config not found: " + x.reload_client_config.string());
    look_at_schedule(x, y);
    return y;
  }

  void look_at_executable(const strategy_settings& x, strategy_report& y) {
    std::error_code code;
    auto& file = x.executable;
    if (!fs::is_regular_file(file, code))
      tell(x.enabled, "freqtrade.venv_path",
           "FreqTrade executable not found: " + file.string());
    else if (::access(file.c_str(), X_OK) != 0)
      tell(x.enabled, "freqtrade.venv_path",
           "FreqTrade executable may not be executed: " + file.string());
    else
      y.executable_found = true;
  }

  /// The key that names a command's config: its own, or `config` for all.
  std::string key_of(const char* own) const {
    auto place = "strategies[" + std::to_string(index_) + "].";
    return loaded_.lines.contains(place + own) || loaded_.lines.contains(own)
               ? own
               : "config";
  }

  /// The key that says which database trade uses.
  std::string database_key(const strategy_settings& x) const {
    std::string ignored;
    if (auto options = read_command_options(x.trade_extra_args, ignored);
        options && !options->db_url.empty())
      return "trade_extra_args";
    constexpr auto variable = "FREQTRADE__DB_URL";
    return x.environment.contains(variable)
               ? std::string{"environment."} + variable
               : key_of("trade_config");
  }

  void look_at_configs(const strategy_settings& x, strategy_report& y) {
    std::set<std::string> seen{x.trade_config};
    std::string error;
    if (!read_command_options(trade_words(x), error)) {
      tell(false, "trade_extra_args",
           error + "; it is not known whether trade uses real money");
    } else if (auto bot = trade_bot_config(x, error)) {
      look_at_bot(x, *bot, y);
    } else {
      tell(x.enabled, key_of("trade_config"), error);
    }
    auto check = [&](const char* key, const std::string& name) {
      if (seen.insert(name).second
          && !read_bot_config(x.directory / name, error))
        tell(x.enabled, key_of(key), error);
    };
    check("download_config", x.download_config);
    check("backtest_config", x.backtest_config);
    check("hyperopt_config", x.hyperopt_config);
  }

  void look_at_bot(const strategy_settings& x, const nlohmann::json& bot,
                   strategy_report& y) {
    auto dry = bot.find("dry_run");
    if (dry != bot.end() && dry->is_boolean())
      y.live = !dry->get<bool>();
    else
      tell(false, "trade_config",
           "the config does not say dry_run: freqtrade will not trade");
    if (!x.enabled)
      return;
    std::error_code code;
    auto real = fs::weakly_canonical(x.directory, code);
    checked_bot own{index_,
                    x.name,
                    (code ? x.directory : real).string(),
                    x.strategy_name,
                    facts_of(bot, x.directory),
                    key_of("trade_config"),
                    database_key(x)};
    auto& f = own.facts;
    if (f.database.starts_with('/'))
      if (auto file = fs::weakly_canonical(f.database, code); !code)
        f.database = file.string(); // two ways to one file
    for (auto& w : warnings_of(own, x.health))
      tell(w);
    if (f.has_api)
      ports_[f.port] = x.name;
    bots_.push_back(std::move(own));
  }

  void look_at_state(const fs::path& x) {
    auto seen = look_at_state_folder(x);
    if (!seen.network.empty())
      tell_top(false, "state_dir",
               x.string() + " on a network file system (" + seen.network + ")",
               "a disk of this machine: locks and whole files are not sure on "
               "that one");
    if (!seen.punches_holes)
      tell_top(false, "state_dir",
               x.string()
                   + " on a file system that cannot free the begin of a "
                     "file",
               "ext4, xfs, btrfs or tmpfs: output.max_mb has no effect on that "
               "one");
  }

  void look_at_web(const web_settings& x) {
    auto port = ports_.find(std::to_string(x.port));
    if (port != ports_.end())
      tell_top(true, "web.port",
               "the port " + port->first
                   + " is that of the bot of the strategy " + port->second);
  }

  void tell_top(bool fatal, const std::string& key, std::string found,
                std::string expected = {}) {
    auto i = loaded_.lines.find(key);
    out_.problems.push_back({fatal, i == loaded_.lines.end() ? 0 : i->second,
                             key, std::move(found), std::move(expected)});
  }

  void look_at_schedule(const strategy_settings& x, strategy_report& y) {
    y.scheduled = x.enabled && x.schedule.enabled;
    y.time_zone = x.schedule.time_zone;
    if (y.time_zone.empty())
      y.time_zone = local_time_zone();
    if (y.time_zone.empty()) {
      y.time_zone = "UTC";
      if (y.scheduled && x.schedule.interval_hours == 0)
        tell(false, "schedule.time_zone",
             "the machine does not name its time zone, UTC is used");
    }
    if (x.schedule.interval_hours > 0) {
      y.rule = "every " + std::to_string(x.schedule.interval_hours)
               + " hours after the last run";
      return;
    }
    y.rule = x.schedule.cron;
    std::string error;
    if (auto rule = parse_cron(x.schedule.cron, error); rule)
      y.next = next_firings(*rule, now_, y.time_zone, 3);
    for (auto& t : y.next)
      y.next_text.push_back(to_local_text(t, y.time_zone));
  }

  const loaded& loaded_;
  timestamp now_;
  size_t index_ = 0;
  std::vector<checked_bot> bots_;
  std::map<std::string, std::string> ports_;
  verification out_;
};

} // namespace

verification verify(const loaded& x, timestamp now) {
  return verifier{x, now}.run();
}

} // namespace ftm::config
