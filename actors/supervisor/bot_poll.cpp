#include "actors/supervisor/bot_poll.hpp"

#include "shared/util/clock.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

constexpr uint64_t expensive_round = 6;
constexpr int64_t hurried_ms = 1000; ///< until it is up, or has reloaded
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
    if (rounds_++ % expensive_round == 0)
      left_.insert(left_.end(), {q::profit, q::balance});
  }
  open_ = true;
  return left_.front();
}

void bot_poll::answered(int status, const std::string& body, int64_t now) {
  if (!open_)
    return;
  auto asked = left_.front();
  auto name = std::string{to_string(asked)};
  if (status == 401 || status == 403) {
    failed("its REST does not take the username and password of its config",
           now);
    refused_ = true;
    return;
  }
  if (status != 200)
    return failed("its REST answers " + name + " with HTTP status "
                      + std::to_string(status),
                  now);
  if (auto error = take(asked, body); !error.empty())
    return failed("its REST answers " + name + " with " + error, now);
  open_ = false;
  refused_ = false;
  failures_ = 0;
  ++contacts_;
  status_.error.clear();
  left_.pop_front();
  auto pause = hurry_ ? std::min(interval_, hurried_ms) : interval_;
  due_ = left_.empty() ? now + pause : now;
}

void bot_poll::failed(const std::string& why, int64_t now) {
  open_ = false;
  refused_ = false;
  left_.clear();
  ++failures_;
  status_.error = why;
  auto pause = interval_;
  if (contacts_ == 0 || hurry_)
    pause = std::min(pause, hurried_ms);
  else
    for (auto i = failures_; i > 1 && pause < longest_pause_ms; --i)
      pause = std::min(2 * pause, longest_pause_ms);
  due_ = now + pause;
  if (failures_ >= failures_believed)
    forget_figures();
}

void bot_poll::ask_anew(int64_t now) {
  open_ = false;
  left_.clear();
  rounds_ = 0;
  failures_ = std::min(failures_, 1U);
  due_ = now;
}

/// What may not be true any longer.
void bot_poll::forget_figures() {
  bot_status y;
  y.error = status_.error;
  y.version = status_.version;
  y.stake_currency = status_.stake_currency;
  status_ = y;
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
    auto before = status_.last_process;
    status_.last_process = past(x, "last_process");
    loops_ += status_.last_process && status_.last_process != before;
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
