#pragma once

#include "deploy/demo/session.hpp"

#include <mutex>

namespace ftm::sim {

enum class bot_state { stopped, running, reload_config };

/// RUNNING, as the console says it.
std::string shouted(bot_state x);
/// running, as the REST says it.
std::string spoken(bot_state x);

/// What the worker of `trade` and its REST server share: the state, and how
/// trade goes. Every member may be called by either thread.
class bot {
public:
  /// What the REST tells of a bot's config and strategy.
  struct facts {
    json config;
    strategy strat;
    std::string version;
    std::uint64_t seed = 0;
  };

  void learn(facts x);

  bot_state state() const;
  void set_state(bot_state x);

  /// The loop has run once.
  void process();

  json show_config() const;
  json health() const;
  json count() const;
  json status() const;
  json profit() const;
  json balance() const;
  std::string version() const;

private:
  struct figures {
    int open = 0, most = 3, closed = 0, wins = 0;
    double closed_abs = 0, open_abs = 0, wallet = 1000, stake = 100;
  };
  figures figures_now() const;
  std::string time(std::int64_t ms) const;

  mutable std::mutex mutex_;
  facts facts_;
  bot_state state_ = bot_state::running;
  std::int64_t started_ = now_ms();
  std::int64_t startup_ = started_; ///< of the newest reload
  std::int64_t last_process_ = 0;   ///< 0 = it has not run yet
};

} // namespace ftm::sim
