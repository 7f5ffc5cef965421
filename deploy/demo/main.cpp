#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/session.hpp"
#include "deploy/demo/workers.hpp"

#include <cstdio>
#include <exception>

namespace ftm::sim {

namespace {

/// Python's imports: an interrupt here is a traceback and death by SIGINT.
void import_everything(const sim_settings& sim) {
  try {
    pause_ms(sim.integer("import_ms", 50));
  } catch (keyboard_interrupt) {
    raw_err("Traceback (most recent call last):\n"
            "  File \".venv/bin/freqtrade\", line 9, in <module>\n"
            "    from freqtrade.main import main\n"
            "  File \"/opt/freqtrade/freqtrade/main.py\", line 18, in "
            "<module>\n    from freqtrade.commands import Arguments\n"
            "KeyboardInterrupt\n\n");
    die_by(SIGINT);
  }
}

int dispatch(session& s) {
  auto& sub = s.args.subcommand;
  if (sub.empty())
    throw operational_error{
        "Usage of Freqtrade requires a subcommand to be specified.\n"
        "To have the bot executing trades in live/dry-run modes, depending on "
        "the value of the `dry_run` setting in the config, run Freqtrade as "
        "`freqtrade trade [options...]`.\n"
        "To see the full list of options available, please use `freqtrade "
        "--help` or `freqtrade <command> --help`."};
  info("freqtrade", "freqtrade " + std::string{version});
  info("freqtrade.simulator", "This is ftm-freqtrade-sim, a simulator: no "
                              "exchange, no money.");
  if (sub == "trade")
    return trade(s);
  if (sub == "hyperopt")
    return hyperopt(s);
  if (sub == "hyperopt-show")
    return hyperopt_show(s);
  if (sub == "hyperopt-list")
    return hyperopt_list(s);
  if (sub == "backtesting")
    return backtesting(s);
  return download_data(s);
}

int run(const std::vector<std::string>& words) {
  watch_sigint();
  auto parsed = parse_arguments(words);
  auto sub = parsed.args ? parsed.args->subcommand : std::string{};
  session s;
  s.sim = load_settings(sub, parsed.args ? parsed.args->get("strategy") : "");
  if (auto folder = s.sim.text("record"); !folder.empty())
    record_output(folder);
  import_everything(s.sim);
  if (!parsed.args) {
    if (parsed.exit_code == 0)
      std::fputs(parsed.message.c_str(), stdout);
    else
      raw_err(parsed.message);
    return parsed.exit_code;
  }
  s.args = *parsed.args;
  try {
    return dispatch(s);
  } catch (const operational_error& e) {
    log("freqtrade", "ERROR", e.text);
    return s.sim.flag("exit_zero_on_failure") ? 0 : 2;
  } catch (keyboard_interrupt) {
    info("freqtrade", "SIGINT received, aborting ...");
    pause_deaf_ms(s.sim.integer("slow_stop_ms", 0));
    return 0;
  } catch (system_exit e) {
    return e.code;
  }
}

} // namespace

} // namespace ftm::sim

int main(int argc, char** argv) {
  std::vector<std::string> words{argv + 1, argv + argc};
  if (ftm::sim::run_as_worker(words))
    return 0;
  try {
    auto code = ftm::sim::run(words);
    ftm::sim::record_exit(code);
    return code;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "ftm-freqtrade-sim: %s\n", e.what());
    return 1;
  }
}
