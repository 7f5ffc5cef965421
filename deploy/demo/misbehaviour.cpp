#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/interrupts.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ftm::sim {

namespace {

/// Leaves `n` processes behind: double-forked, in sessions of their own, deaf
/// to SIGTERM and SIGINT, holding stdout and stderr.
void leave_orphans(std::int64_t n, std::int64_t life_ms) {
  for (; n > 0; --n) {
    auto child = ::fork();
    if (child == 0) {
      ::setsid();
      if (::fork() != 0)
        std::_Exit(0);
      ignore_signal(SIGTERM);
      ignore_signal(SIGINT);
      ignore_signal(SIGHUP);
      pause_deaf_ms(life_ms);
      std::_Exit(0);
    }
    if (child > 0)
      ::waitpid(child, nullptr, 0);
  }
}

/// Takes memory, and keeps it to the end.
void eat(std::int64_t megabytes) {
  if (megabytes <= 0)
    return;
  auto bytes = static_cast<std::size_t>(megabytes) << 20;
  auto x = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (x != MAP_FAILED)
    std::memset(x, 1, bytes);
}

void flood(std::int64_t lines, std::int64_t bytes) {
  std::string block;
  for (std::int64_t i = 1; i <= lines; ++i) {
    auto line = format("flood line %lld ", static_cast<long long>(i));
    if (static_cast<std::int64_t>(line.size()) + 1 < bytes)
      line.resize(static_cast<std::size_t>(bytes) - 1, 'x');
    block += line + "\n";
    if (block.size() >= 65'536 || i == lines) {
      if (!write_all(STDOUT_FILENO, block))
        std::_Exit(1);
      block.clear();
    }
  }
}

} // namespace

void log_traceback(std::string_view where, std::string_view what) {
  raw_err("Traceback (most recent call last):\n  File "
          "\"/opt/freqtrade/freqtrade/main.py\", line 42, in main\n"
          "    return_code = args['func'](args)\n"
          "                  ^^^^^^^^^^^^^^^^^^\n  File "
          "\"/opt/freqtrade/freqtrade/"
          + std::string{where} + "\n" + std::string{what} + "\n");
}

void crash(const sim_settings& sim) {
  log("freqtrade", "ERROR", "Fatal exception!");
  log_traceback("optimize/backtesting.py\", line 1086, in backtest",
                "RuntimeError: ftm-freqtrade-sim was told to crash here.");
  auto code = static_cast<int>(sim.integer("crash_exit", 1));
  if (code < 0)
    die_by(-code);
  throw system_exit{sim.flag("exit_zero_on_failure") ? 0 : code};
}

void misbehave(const sim_settings& sim) {
  if (sim.flag("ignore_sigterm"))
    ignore_signal(SIGTERM);
  if (sim.flag("ignore_sigint"))
    ignore_signal(SIGINT);
  leave_orphans(sim.integer("orphans", 0),
                sim.integer("orphan_life_ms", 300'000));
  eat(sim.integer("eat_mb", 0));
  if (sim.flag("non_utf8"))
    write_all(STDOUT_FILENO, "caf\xe9 \xff\xfe is not UTF-8\n");
  if (sim.flag("nul_bytes"))
    write_all(STDOUT_FILENO, std::string_view{"nul \0 bytes \0\n", 14});
  if (auto lines = sim.integer("flood_lines", 0); lines > 0)
    flood(lines, sim.integer("flood_bytes", 100));
  if (sim.flag("hang"))
    for (;;)
      pause_ms(3'600'000);
  if (sim.has("fail_exit")) {
    auto text = sim.text("fail_text");
    log("freqtrade", "ERROR",
        text.empty() ? "ftm-freqtrade-sim was told to fail here." : text);
    throw system_exit{sim.flag("exit_zero_on_failure")
                          ? 0
                          : static_cast<int>(sim.integer("fail_exit", 2))};
  }
}

} // namespace ftm::sim
