#pragma once

#include "actors/supervisor/heartbeat_pace.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ftm {

/// What the worker of `freqtrade trade` says on its console: its state, its
/// heartbeats, the params that it loads, a port that it does not get.
class trade_console {
public:
  void take_line(std::string_view x);

  /// Its newest state, "RUNNING"; "" = not known. While its config is reloaded
  /// the one before.
  const std::string& state() const {
    return state_;
  }
  /// Heartbeats while it trades, paused included: it still minds open trades.
  uint64_t heartbeats() const {
    return heartbeats_;
  }
  /// How far they are apart.
  const heartbeat_pace& pace() const {
    return pace_;
  }
  /// How often it has come into RUNNING, from whichever state.
  uint64_t starts() const {
    return starts_;
  }
  /// How often it has begun to reload its config.
  uint64_t reloads() const {
    return reloads_;
  }
  /// Whether it loads its config anew and has not told its state since.
  bool loads() const {
    return loads_;
  }
  /// "18080", or "unknown", if somebody else has it; "" = it got its port.
  const std::string& busy_port() const {
    return busy_port_;
  }
  /// The address that it wanted to listen on.
  const std::string& busy_address() const {
    return busy_address_;
  }

  /// The params file that it has loaded last; "" = it found none.
  const std::string& params_file() const {
    return params_file_;
  }
  /// Whether it has said since its newest reload which params it loads.
  bool params_told() const {
    return params_told_;
  }
  /// Values of parameters that came from that file, as Python prints them.
  const std::map<std::string, std::string>& params() const {
    return params_;
  }
  /// Parameters that kept their default.
  const std::map<std::string, std::string>& defaults() const {
    return defaults_;
  }

private:
  void take_state(std::string_view x);
  bool take_params(std::string_view x);

  std::string state_, busy_address_, busy_port_, params_file_;
  heartbeat_pace pace_;
  uint64_t heartbeats_ = 0, starts_ = 0, reloads_ = 0;
  bool params_told_ = false, loads_ = false;
  std::map<std::string, std::string> params_, defaults_;
};

} // namespace ftm
