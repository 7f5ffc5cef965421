#pragma once

#include "actors/supervisor/bot_login.hpp"
#include "actors/supervisor/http_response.hpp"

#include <functional>
#include <memory>

namespace ftm {

/// One request to a bot's REST, over a connection of its own. Nothing blocks:
/// `fd` becomes readable when `step` has something to do.
class bot_call {
public:
  enum class progress { more, done, failed };
  /// Why the peer of that connected socket is not the bot; "" = it is.
  using examiner = std::function<std::string(int socket)>;

  /// Begins to ask; null with a sentence in `error` if that fails at once. The
  /// login is sent only to a peer that `examine` has nothing against.
  static std::unique_ptr<bot_call> begin(const bot_login& to,
                                         const std::string& method,
                                         const std::string& path,
                                         examiner examine, std::string& error);
  ~bot_call();
  bot_call(const bot_call&) = delete;
  bot_call& operator=(const bot_call&) = delete;

  int fd() const {
    return epoll_;
  }
  /// Takes a bounded part of what has come; `fd` stays readable if there is
  /// more.
  progress step();

  const http_response& response() const {
    return response_;
  }
  const std::string& error() const {
    return error_;
  }
  /// It failed because somebody else is there.
  bool met_stranger() const {
    return stranger_;
  }

private:
  bot_call() = default;
  progress fail(const std::string& why);
  bool wait_for(uint32_t events, int operation);
  std::optional<progress> send();
  progress receive();

  /// An epoll of its own around the socket: who watches us knows only what is
  /// readable, and this one is when the socket is writable, too.
  int epoll_ = -1;
  int socket_ = -1;
  std::string place_;
  std::string request_; ///< what is left to be sent
  examiner examine_;    ///< null = it has said yes
  bool stranger_ = false;
  http_response response_;
  std::string error_;
};

} // namespace ftm
