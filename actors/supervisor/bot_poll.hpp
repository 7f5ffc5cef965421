#pragma once

#include "shared/protocol/bots.hpp"

#include <deque>
#include <map>

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
/// sixth time, fewer while it fails. A question that it answers badly costs its
/// own figures only. No I/O, no clock; ms.
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
  /// Somebody waits for its state, for a minute at most.
  void hurry(int64_t now);
  void hurry_no_more() {
    hurry_until_ = -1;
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
  /// Grows with each answer that is good.
  uint64_t contacts() const {
    return contacts_;
  }
  /// Grows when the loop of the bot was seen to have run again.
  uint64_t loops() const {
    return loops_;
  }

private:
  std::string take(bot_question x, const std::string& body);
  void fail(const std::string& why, int64_t now);
  bool hurries(int64_t now) const;
  void back_off(int64_t now);
  void forget(bot_question x);
  void forget_figures();

  int64_t interval_;
  int64_t due_ = 0;
  std::deque<bot_question> left_; ///< of this round; the first one is open
  std::map<bot_question, std::string>
      wrong_; ///< newest answers that were no good
  bool open_ = false;
  bool good_ = false; ///< an answer of this round was
  int64_t hurry_until_ = -1;
  int64_t first_until_ = -1; ///< before its first answer, which is on its way
  uint64_t rounds_ = 0, contacts_ = 0, states_ = 0, loops_ = 0;
  uint32_t failures_ = 0; ///< in a row
  uint32_t backed_ = 0;   ///< how often the pause was prolonged
  bool refused_ = false;
  std::optional<timestamp> loop_; ///< newest that it has told
  bot_status status_;
};

} // namespace ftm
