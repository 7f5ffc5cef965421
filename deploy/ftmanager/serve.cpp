#include "deploy/ftmanager/serve.hpp"

#include "deploy/demo/demo_folder.hpp"
#include "deploy/ftmanager/host.hpp"
#include "deploy/ftmanager/leftovers.hpp"
#include "shared/config/problems.hpp"
#include "shared/config/verify.hpp"
#include "shared/util/file.hpp"
#include "shared/util/log.hpp"

#include <iostream>
#include <spdlog/spdlog.h>

namespace ftm {

namespace fs = std::filesystem;

suite_options resolve(const serve_options& x) {
  suite_options y;
  y.config = fs::absolute(x.config).lexically_normal();
  y.host = x.host;
  y.port = x.port;
  y.demo = x.demo;
  y.keep_config = x.keep_config;
  y.isolate = x.isolate;
  y.logging.file = y.config.parent_path() / "freqtrade_manager.log";
  auto state_dir = y.config.parent_path() / "ftmanager-state";
  std::string why;
  if (auto text = read_text_file(y.config, why))
    if (auto parsed = config::parse(*text, y.config); parsed.value) {
      y.logging = parsed.value->logging;
      y.process_stats_interval = parsed.value->process_stats_interval;
      y.isolate = y.isolate || parsed.value->isolate;
      state_dir = parsed.value->state_dir;
    }
  y.state_dir =
      fs::absolute(x.state_dir.value_or(state_dir)).lexically_normal();
  return y;
}

config::web_settings web_settings_of(const suite_options& x,
                                     const config_text& text) {
  config::web_settings y;
  if (auto parsed = config::parse(text.yaml, text.path, text.overrides);
      parsed.value)
    y = parsed.value->web;
  y.host = x.host.value_or(y.host);
  y.port = x.port.value_or(y.port);
  return y;
}

namespace {

/// What `ftmanager check` would warn of, but for what takes seconds. Whatever
/// parse() finds is told by who owns the config.
void warn_at_start(const fs::path& file, const fs::path& state_dir) {
  std::string why;
  auto text = read_text_file(file, why);
  if (!text)
    return;
  auto x = config::parse(*text, file);
  x.sound.state_dir = state_dir;
  for (auto& p : config::verify(x, std::chrono::system_clock::now()).problems)
    spdlog::warn("config: {}", config::to_text(p, file.filename().string()));
}

} // namespace

int serve(const serve_options& given) {
  auto x = given;
  if (x.demo) {
    if (auto e = write_demo(fs::absolute(x.demo_folder),
                            program_folder() / "ftm-freqtrade-sim")) {
      std::cerr << "the demo's folder " << x.demo_folder
                << " cannot be written: " << e.message() << '\n';
      return 1;
    }
    x.config = x.demo_folder / "config.yaml";
  }
  std::error_code ignored;
  if (!fs::exists(x.config, ignored)) {
    std::cerr << "Config file not found: " << fs::absolute(x.config).string()
              << "\nName one with --config FILE, write one with `ftmanager "
                 "init`, or look around with `ftmanager serve --demo`.\n";
    return 1;
  }
  std::string why;
  if (!read_text_file(x.config, why)) {
    std::cerr << "The config file " << fs::absolute(x.config).string()
              << " cannot be read: " << why << '\n';
    return 1;
  }
  auto suite = resolve(x);
  if (auto e = make_private_folder(suite.state_dir)) {
    std::cerr << "The state folder " << suite.state_dir.string()
              << " cannot be made: " << e.message()
              << "\nName another with --state-dir DIR.\n";
    return 1;
  }
  block_signals();
  start_logging({suite.isolate ? "" : suite.logging.file.string(),
                 suite.logging.level, suite.logging.max_bytes,
                 suite.logging.backup_count, true});
  serve_lock lock{suite.state_dir};
  if (const auto& holder = lock.holder(); !holder.empty()) {
    std::cerr << "The state folder " << suite.state_dir.string()
              << " is in use by " << holder
              << ".\nStop that one first, or name another folder with "
                 "--state-dir DIR.\n";
    return 1;
  }
  warn_at_start(suite.config, suite.state_dir);
  replace_leftovers(suite.state_dir);
  return suite.isolate ? serve_isolated(suite) : serve_in_one_process(suite);
}

} // namespace ftm
