#pragma once

#include "shared/protocol/bots.hpp"

#include <deque>

namespace ftm {

/// What is asked of a bot's REST.
enum class bot_question : uint8_t {
  show_config, ///< state
  health,      ///< last_process
  count,       ///< open trades
  profit,
  balance
};

inline const char* to_string(bot_question x) {
  constexpr const char* names[] = {"show_config", "health", "count", "profit",
                                   "balance"};
  return name_in(names, x);
}

/// What a bot's REST is asked and when, and what its answers mean: one question
/// at a time, cheap ones each `interval`, those that cost the bot work every
/// sixth time, fewer while it fails. No I/O, no clock; ms.
class bot_poll {
public:
  explicit bot_poll(milliseconds interval) : interval_(interval.count()) {}

  /// When there is something to be asked; -1 = the last question is open.
  int64_t due() const;

  /// What to ask now, if `due`.
  std::optional<bot_question> next(int64_t now);

  /// What came for the open question.
  void answered(int status, const std::string& body, int64_t now);
  /// No answer came, or there is nobody who may be asked.
  void failed(const std::string& why, int64_t now);

  /// Asks from the beginning, now.
  void ask_anew(int64_t now);
  /// Whether somebody waits for its state.
  void hurry(bool x) {
    hurry_ = x;
  }

  /// Without id and launch.
  const bot_status& status() const {
    return status_;
  }
  /// Whether it answers.
  bool reached() const {
    return failures_ == 0 && contacts_ > 0;
  }
  /// Grows with each answer that tells its state.
  uint64_t states() const {
    return states_;
  }
  /// Nothing is left to be asked for now.
  bool at_rest() const {
    return left_.empty();
  }
  /// It does not let us in.
  bool refused() const {
    return refused_;
  }
  /// In a row.
  uint32_t failures() const {
    return failures_;
  }
  /// Grows with each answer.
  uint64_t contacts() const {
    return contacts_;
  }
  /// Grows when the loop of the bot was seen to have run again.
  uint64_t loops() const {
    return loops_;
  }

private:
  std::string take(bot_question x, const std::string& body);
  void forget_figures();

  int64_t interval_;
  int64_t due_ = 0;
  std::deque<bot_question> left_; ///< of this round; the first one is open
  bool open_ = false, hurry_ = false;
  uint64_t rounds_ = 0, contacts_ = 0, states_ = 0, loops_ = 0;
  uint32_t failures_ = 0; ///< in a row
  bool refused_ = false;
  bot_status status_;
};

} // namespace ftm
