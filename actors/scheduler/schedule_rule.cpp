#include "actors/scheduler/schedule_rule.hpp"

#include "shared/util/names.hpp"

#include <algorithm>
#include <ctime>

namespace ftm {

namespace {

constexpr size_t most_ahead = 30;

timestamp whole_seconds(timestamp x) {
  return std::chrono::floor<seconds>(x);
}

timestamp interval_end(const schedule_rule& rule, const schedule_memory& x) {
  return std::max(x.from, x.last_ended.value_or(x.from))
         + std::chrono::hours{rule.interval_hours};
}

outlook look_at_cron(const schedule_rule& rule, const schedule_memory& x,
                     timestamp now, seconds grace) {
  outlook y;
  auto after = [&](timestamp t) {
    return next_after(*rule.cron, t, rule.time_zone);
  };
  auto begin = std::max(x.from, now - grace);
  if (begin > x.from)
    if (auto first = after(x.from); first && *first <= begin)
      y.missed = first;
  y.next = after(begin);
  while (y.next && *y.next <= now) {
    y.due = y.next;
    y.next = after(*y.due);
  }
  return y;
}

} // namespace

std::string schedule_rule::to_text() const {
  return cron ? "cron " + cron_text + " in " + time_zone
              : "every " + std::to_string(interval_hours) + " hours";
}

std::optional<schedule_rule> rule_of(const config::schedule_settings& x,
                                     std::string& error) {
  schedule_rule y;
  y.time_zone = x.time_zone.empty() ? local_time_zone() : x.time_zone;
  if (y.time_zone.empty())
    y.time_zone = "Etc/UTC";
  y.interval_hours = x.interval_hours;
  if (x.interval_hours > 0)
    return y;
  y.cron_text = x.cron;
  y.cron = parse_cron(x.cron, error);
  if (!y.cron)
    return {};
  return y;
}

void adopt(schedule_memory& x, const schedule_rule& rule, bool enabled,
           timestamp now) {
  auto text = rule.to_text();
  if (x.rule != text || (enabled && !x.enabled))
    x.from = whole_seconds(now);
  if (x.rule != text || !enabled)
    x.pending.reset();
  x.rule = std::move(text);
  x.enabled = enabled;
}

void set_back_to(schedule_memory& x, timestamp now) {
  x.from = std::min(x.from, whole_seconds(now));
  if (x.last_ended)
    x.last_ended = std::min(*x.last_ended, whole_seconds(now));
}

outlook look(const schedule_rule& rule, const schedule_memory& x,
             bool run_is_going, timestamp now, seconds grace) {
  if (!x.enabled)
    return {};
  if (rule.cron)
    return look_at_cron(rule, x, now, grace);
  if (run_is_going)
    return {};
  auto end = interval_end(rule, x);
  return end <= now ? outlook{end, {}, {}} : outlook{{}, {}, end};
}

std::vector<timestamp> firings_ahead(const schedule_rule& rule,
                                     const schedule_memory& x,
                                     bool run_is_going, timestamp now) {
  if (!x.enabled)
    return {};
  if (rule.cron)
    return next_firings(*rule.cron, std::max(now, x.from), rule.time_zone,
                        most_ahead);
  if (run_is_going || x.pending)
    return {};
  return {interval_end(rule, x)};
}

bool is_cycle(const run_status& x) {
  return std::any_of(x.steps.begin(), x.steps.end(), [](auto& s) {
    return s.state != step_state::skipped && s.kind != step_kind::extract
           && s.kind != step_kind::evaluate
           && s.kind != step_kind::restart_trade
           && s.kind != step_kind::stop_trade;
  });
}

std::string run_id(const std::string& strategy, timestamp at) {
  auto t = std::chrono::system_clock::to_time_t(whole_seconds(at));
  tm utc{};
  gmtime_r(&t, &utc);
  char y[32];
  std::strftime(y, sizeof y, ".%Y%m%dT%H%M%SZ", &utc);
  return name_in_ids(strategy) + y;
}

} // namespace ftm
