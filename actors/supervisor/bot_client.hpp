#pragma once

#include "actors/supervisor/bot_call.hpp"
#include "actors/supervisor/bot_poll.hpp"

#include <functional>

namespace ftm {

/// What a bot_client asks of who has it.
struct bot_client_hooks {
  std::function<void(int)> watch;  ///< call on_readable once
  std::function<void(int)> forget; ///< it will be closed now
  /// Who else has the other end of that connected socket, or (-1) listens
  /// there, as a sentence; "" = the bot itself, or nobody. Asked before each
  /// connection, and again before its login is sent.
  std::function<std::string(const bot_login&, int socket)> stranger;
};

/// The REST of one bot: asks as bot_poll says, with the login that the bot's
/// config has now. One request at a time, each with a deadline; nothing blocks.
/// Times are ms.
class bot_client {
public:
  bot_client(process_spec spec, bot_client_hooks hooks);
  ~bot_client();
  bot_client(const bot_client&) = delete;
  bot_client& operator=(const bot_client&) = delete;

  void on_time(int64_t now);
  void on_readable(int64_t now);
  /// When on_time has something to do; -1 = never.
  int64_t due() const;
  /// What is watched; -1 = nothing.
  int fd() const {
    return call_ ? call_->fd() : -1;
  }

  /// Whether the bot's config turns its REST on.
  bool has_rest() const {
    return access_.login || !access_.error.empty();
  }
  bool can_be_asked() const {
    return access_.login.has_value();
  }
  /// Its loop cannot be seen, for reasons that are not the bot's.
  bool is_blind() const {
    return !access_.login || poll_.refused() || strange_;
  }
  const bot_poll& poll() const {
    return poll_;
  }
  /// Without id and launch.
  bot_status status() const;

  /// Reads the config again and asks from the beginning.
  void begin_anew(int64_t now);
  /// It loads its config anew, by our order or another's: its REST may move.
  void on_config_loading(int64_t now);

  enum class order { none, open, taken, failed };
  /// Asks the bot to reload its config, before anything else.
  void order_reload(int64_t now);
  /// Nobody waits for it any longer.
  void forget_reload();
  order reload() const {
    return order_;
  }
  const std::string& reload_error() const {
    return order_error_;
  }

private:
  void ask(const std::string& method, const std::string& path, int64_t now);
  void end_call();
  void no_answer(const std::string& why, int64_t now);

  process_spec spec_;
  bot_client_hooks hooks_;
  bot_access access_;
  bot_poll poll_;
  std::unique_ptr<bot_call> call_;
  int64_t deadline_ = -1;
  bool stale_ = false;    ///< the config may say something else by now
  bool strange_ = false;  ///< somebody else has its port
  bool ordering_ = false; ///< that is what `call_` is for
  order order_ = order::none;
  std::string order_error_;
};

} // namespace ftm
