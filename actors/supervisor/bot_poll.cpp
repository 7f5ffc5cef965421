#include "actors/supervisor/bot_poll.hpp"

#include "shared/util/clock.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

constexpr uint64_t expensive_round = 6;
constexpr int64_t hurried_ms = 1000; ///< until it is up, or has reloaded
constexpr int64_t longest_hurry_ms = 60'000;
constexpr int64_t longest_pause_ms = 30'000;
constexpr uint32_t failures_believed = 3;
constexpr size_t longest_word = 64;

std::optional<real> number(const json& x, const char* key) {
  auto i = x.find(key);
  if (i == x.end() || !i->is_number())
    return {};
  return real{i->get<double>()};
}

std::optional<uint32_t> whole(const json& x, const char* key) {
  auto i = x.find(key);
  if (i == x.end() || !i->is_number())
    return {};
  auto y = i->get<double>(); // max_open_trades is 3.0; -1 = no limit
  if (!(y >= 0 && y < 4e9))
    return {};
  return static_cast<uint32_t>(y);
}

std::string word(const json& x, const char* key) {
  auto i = x.find(key);
  return i != x.end() && i->is_string()
             ? i->get<std::string>().substr(0, longest_word)
             : std::string{};
}

/// 1970 = its loop has not run yet.
std::optional<timestamp> past(const json& x, const char* key) {
  auto y = from_rfc3339(word(x, key));
  if (!y || *y <= timestamp{std::chrono::hours{24}})
    return {};
  return std::chrono::time_point_cast<timestamp::duration>(*y);
}

} // namespace

int64_t bot_poll::due() const {
  return open_ ? -1 : due_;
}

std::optional<bot_question> bot_poll::next(int64_t now) {
  if (open_ || now < due_)
    return {};
  using q = bot_question;
  if (left_.empty()) {
    left_ = {q::show_config, q::health, q::count};
    good_ = false;
    if (rounds_++ % expensive_round == 0)
      left_.insert(left_.end(), {q::profit, q::balance});
  }
  if (first_until_ < 0)
    first_until_ = now + longest_hurry_ms;
  open_ = true;
  return left_.front();
}

void bot_poll::answered(int status, const std::string& body, int64_t now) {
  if (!open_)
    return;
  if (status == 401 || status == 403) {
    refused_ = true;
    return fail("its REST does not take the username and password of its "
                "config",
                now);
  }
  auto asked = left_.front();
  auto wrong = status == 200 ? take(asked, body)
                             : "HTTP status " + std::to_string(status);
  open_ = false;
  refused_ = false;
  left_.pop_front();
  if (wrong.empty()) {
    wrong_.erase(asked);
    good_ = true;
    failures_ = backed_ = 0;
    ++contacts_;
  } else {
    wrong_[asked] =
        "its REST answers " + std::string{to_string(asked)} + " with " + wrong;
    forget(asked);
  }
  status_.error.clear();
  for (auto& [question, why] : wrong_)
    status_.error += (status_.error.empty() ? "" : "; ") + why;
  if (!left_.empty())
    due_ = now;
  else if (good_)
    due_ = now + (hurries(now) ? std::min(interval_, hurried_ms) : interval_);
  else
    back_off(now);
}

void bot_poll::failed(const std::string& why, int64_t now) {
  refused_ = false;
  fail(why, now);
}

/// Ends the round.
void bot_poll::fail(const std::string& why, int64_t now) {
  // One that hangs whenever it is asked that is reached all the same.
  if (auto asked = open_ ? left_.front() : bot_question::show_config;
      asked != bot_question::show_config) {
    wrong_[asked] = why;
    forget(asked);
  }
  open_ = false;
  left_.clear();
  status_.error = why;
  back_off(now);
}

bool bot_poll::hurries(int64_t now) const {
  return now < hurry_until_ || (contacts_ == 0 && now < first_until_);
}

void bot_poll::back_off(int64_t now) {
  ++failures_;
  auto pause = interval_;
  if (hurries(now) && !refused_) {
    pause = std::min(pause, hurried_ms);
  } else {
    for (auto i = backed_; i > 0 && pause < longest_pause_ms; --i)
      pause = std::min(2 * pause, longest_pause_ms);
    ++backed_;
  }
  due_ = now + pause;
  if (failures_ >= failures_believed)
    forget_figures();
}

void bot_poll::hurry(int64_t now) {
  hurry_until_ = now + longest_hurry_ms;
}

void bot_poll::ask_anew(int64_t now) {
  open_ = false;
  left_.clear();
  rounds_ = 0;
  failures_ = std::min(failures_, 1U);
  backed_ = std::min(backed_, 1U);
  first_until_ = -1;
  due_ = now;
}

/// What it tells in answer to that; a version does not grow old.
void bot_poll::forget(bot_question x) {
  using q = bot_question;
  auto& y = status_;
  if (x == q::show_config) {
    y.state.clear();
  } else if (x == q::health) {
    y.last_process.reset();
  } else if (x == q::count) {
    y.open_trades.reset();
    y.max_open_trades.reset();
  } else if (x == q::profit) {
    y.closed_trades.reset();
    y.profit_closed.reset();
    y.profit_closed_pct.reset();
    y.profit_all.reset();
    y.profit_all_pct.reset();
  } else {
    y.balance.reset();
  }
}

/// What may not be true any longer.
void bot_poll::forget_figures() {
  using q = bot_question;
  for (auto x : {q::show_config, q::health, q::count, q::profit, q::balance})
    forget(x);
  rounds_ = 0;
}

/// What is wrong with the answer; "" = nothing.
std::string bot_poll::take(bot_question asked, const std::string& body) {
  auto x = json::parse(body, nullptr, false);
  if (!x.is_object())
    return "what is no JSON object";
  using q = bot_question;
  if (asked == q::show_config) {
    auto state = word(x, "state");
    if (state.empty())
      return "no state";
    status_.state = state;
    ++states_;
    status_.version = word(x, "version");
    status_.stake_currency = word(x, "stake_currency");
  } else if (asked == q::health) {
    status_.last_process = past(x, "last_process");
    if (status_.last_process && status_.last_process != loop_) {
      loop_ = status_.last_process;
      ++loops_;
    }
  } else if (asked == q::count) {
    status_.open_trades = whole(x, "current");
    status_.max_open_trades = whole(x, "max");
  } else if (asked == q::profit) {
    status_.closed_trades = whole(x, "closed_trade_count");
    status_.profit_closed = number(x, "profit_closed_coin");
    status_.profit_closed_pct = number(x, "profit_closed_percent");
    status_.profit_all = number(x, "profit_all_coin");
    status_.profit_all_pct = number(x, "profit_all_percent");
  } else {
    status_.balance = number(x, "total");
  }
  return {};
}

} // namespace ftm
