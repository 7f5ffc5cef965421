#include "actors/supervisor/heartbeat_pace.hpp"

#include <charconv>
#include <chrono>

namespace ftm {

namespace {

constexpr size_t intervals_kept = 9;

/// A number of just these digits; -1 = none.
int number(std::string_view x) {
  int y = -1;
  auto [end, error] = std::from_chars(x.data(), x.data() + x.size(), y);
  return error == std::errc{} && end == x.data() + x.size() ? y : -1;
}

/// "2026-11-22 13:37:03,882 - …" in ms of the bot's own zone; -1 = none.
int64_t time_of(std::string_view x) {
  constexpr std::string_view form = "0000-00-00 00:00:00,000";
  if (x.size() < form.size())
    return -1;
  for (size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? x[i] < '0' || x[i] > '9' : x[i] != form[i])
      return -1;
  using namespace std::chrono;
  year_month_day day{
      year{number(x.substr(0, 4))},
      month{static_cast<unsigned>(number(x.substr(5, 2)))},
      std::chrono::day{static_cast<unsigned>(number(x.substr(8, 2)))}};
  if (!day.ok())
    return -1;
  auto y = sys_days{day}.time_since_epoch() + hours{number(x.substr(11, 2))}
           + minutes{number(x.substr(14, 2))} + seconds{number(x.substr(17, 2))}
           + milliseconds{number(x.substr(20, 3))};
  return duration_cast<milliseconds>(y).count();
}

} // namespace

void heartbeat_pace::beat(std::string_view line) {
  auto now = time_of(line);
  if (last_ >= 0 && now > last_) { // its zone may set the clock back
    intervals_.push_back(now - last_);
    if (intervals_.size() > intervals_kept)
      intervals_.pop_front();
  }
  last_ = now;
}

void heartbeat_pace::pause() {
  last_ = -1;
}

} // namespace ftm
