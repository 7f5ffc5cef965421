#pragma once

#include "deploy/demo/bot_server.hpp"

namespace ftm::sim {

/// freqtrade's worker: starts the bot up, then lets its loop run until a signal
/// or an error ends it.
class worker {
public:
  explicit worker(session& s) : session_(s) {}

  /// Never returns; throws keyboard_interrupt, operational_error, system_exit.
  [[noreturn]] void run();

private:
  void start_up();
  void announce();
  [[noreturn]] void live();
  void take_state();
  void reload();
  bot_state initial_state() const;
  void come_up(const std::string& change);
  void beat(bot_state x);
  [[noreturn]] static void stand_still();

  session& session_;
  strategy strategy_;
  bot bot_;
  bot_server server_{bot_};
  bot_state last_ = bot_state::running;
};

} // namespace ftm::sim
