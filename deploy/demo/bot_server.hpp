#pragma once

#include "deploy/demo/bot.hpp"

#include <map>
#include <thread>

namespace ftm::sim {

/// freqtrade's REST server (`api_server` of the config) for one bot: a thread
/// that answers one request for each connection.
class bot_server {
public:
  explicit bot_server(bot& x) : bot_(x) {}
  ~bot_server();
  bot_server(const bot_server&) = delete;
  bot_server& operator=(const bot_server&) = delete;

  /// Listens as the config says, with freqtrade's log lines. False if somebody
  /// else has the port: freqtrade then never trades. True without a REST.
  bool start(const session& s);
  void stop();

private:
  struct login {
    std::string user, password;
  };
  struct manners {
    bool mute = false, garbage = false;
    std::int64_t slow_ms = 0, up_after_ms = 0;
  };

  void serve(std::int64_t up_at);
  void converse(int connection);
  std::string answer(const std::string& head);
  std::string ask(const std::string& method, const std::string& path);
  std::string log_in(const std::string& authorization);
  std::string token(const char* type);
  bool knows(const std::string& credentials) const;

  bot& bot_;
  login login_;
  manners manners_;
  std::map<std::string, std::string> tokens_; ///< token -> its type
  std::string address_;
  int listener_ = -1;
  int wake_ = -1;
  std::thread thread_;
};

} // namespace ftm::sim
