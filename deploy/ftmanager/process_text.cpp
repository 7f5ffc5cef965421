#include "deploy/ftmanager/process_text.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "shared/util/clock.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace ftm {

namespace {

using nlohmann::json;
using std::chrono::seconds;
using time_point = std::chrono::system_clock::time_point;

std::optional<time_point> time_of(const json& x, const char* key) {
  return from_rfc3339(text_of(x, key));
}

seconds between(time_point from, time_point to) {
  return std::chrono::duration_cast<seconds>(to - from);
}

std::optional<double> number_of(const json& x, const char* key) {
  auto i = x.find(key);
  if (i == x.end() || !i->is_number())
    return std::nullopt;
  return i->get<double>();
}

std::string with_decimals(double x, int decimals) {
  char y[64];
  std::snprintf(y, sizeof y, "%.*f", decimals, x);
  return y;
}

/// Coins need more decimals than dollars; as the dashboard shows them.
std::string amount_text(double x, const std::string& currency) {
  auto is_coin = currency == "BTC" || currency == "ETH" || currency == "BNB"
                 || currency == "XBT";
  auto y = with_decimals(x, !is_coin ? 2 : std::fabs(x) >= 100 ? 4 : 6);
  return currency.empty() ? y : y + " " + currency;
}

std::string trades_text(const json& bot) {
  auto open = number_of(bot, "open_trades");
  if (!open)
    return "";
  auto most = number_of(bot, "max_open_trades");
  auto y = with_decimals(*open, 0);
  // freqtrade's -1 means no limit; an unsigned -1 is no number of trades.
  if (most && *most >= 0 && *most < 1e6)
    y += "/" + with_decimals(*most, 0);
  return y + (y == "1" ? " open trade" : " open trades");
}

std::string profit_text(const json& bot, const std::string& currency) {
  auto profit = number_of(bot, "profit_closed");
  auto percent = number_of(bot, "profit_closed_pct");
  if (!profit && !percent)
    return "";
  auto of_percent = percent ? with_decimals(*percent, 2) + " %" : "";
  if (!profit)
    return "closed profit " + of_percent;
  return "closed profit " + amount_text(*profit, currency)
         + (percent ? " (" + of_percent + ")" : "");
}

/// Its restarts by policy, and when it starts again.
void add_restarts(const json& x, time_point now, std::vector<std::string>& y) {
  auto at = time_of(x, "restart_at");
  if (text_of(x, "state") == "backing_off" && at)
    y.push_back("next start in " + duration_text(between(now, *at)));
  if (auto n = number_of(x, "restarts"); n && *n > 0)
    y.push_back("restarted " + with_decimals(*n, 0)
                + (*n == 1 ? " time" : " times"));
}

} // namespace

std::string duration_text(seconds x) {
  auto s = std::max<int64_t>(x.count(), 0);
  if (s < 60)
    return std::to_string(s) + " s";
  auto minutes = s / 60;
  if (minutes < 60)
    return std::to_string(minutes) + " min";
  auto hours = minutes / 60;
  if (hours < 48)
    return std::to_string(hours) + " h " + std::to_string(minutes % 60)
           + " min";
  return std::to_string(hours / 24) + " days " + std::to_string(hours % 24)
         + " h";
}

std::string money_text(const json& process) {
  if (text_of(process, "kind") != "trade")
    return "";
  auto i = process.find("live");
  if (i == process.end() || !i->is_boolean())
    return text_of(process, "launch").empty() ? "" : "LIVE OR DRY RUN UNKNOWN";
  return i->get<bool>() ? "LIVE" : "DRY RUN";
}

std::string worker_text(const json& process) {
  if (text_of(process, "kind") != "trade" || text_of(process, "pid").empty())
    return "";
  auto worker = text_of(process, "worker_state");
  auto state = text_of(process, "state");
  if (worker == "paused")
    return "BEGINS NO TRADES (paused; it minds the open ones)";
  if (state == "running" && worker == "stopped")
    return "NOT TRADING (stopped by a person or by initial_state)";
  if (state == "running" && !worker.empty() && worker != "running")
    return "NOT TRADING (" + worker + ")";
  return "";
}

std::string process_text(const json& x, time_point now) {
  auto started = time_of(x, "started_at");
  auto ended = time_of(x, "ended_at");
  std::vector<std::string> y{money_text(x), worker_text(x)};
  if (auto pid = text_of(x, "pid"); !pid.empty()) {
    y.push_back("pid " + pid);
    if (started && !ended)
      y.push_back("for " + duration_text(between(*started, now)));
  }
  if (auto run = text_of(x, "held_by"); !run.empty())
    y.push_back("paused by the run " + run);
  if (auto code = text_of(x, "exit_code"); !code.empty())
    y.push_back("exit code " + code);
  if (auto signal = text_of(x, "exit_signal"); !signal.empty())
    y.push_back("ended by signal " + signal);
  if (ended)
    y.push_back(duration_text(between(*ended, now)) + " ago");
  add_restarts(x, now, y);
  auto rest = joined(y);
  if (auto error = one_line(text_of(x, "error")); !error.empty())
    rest += (rest.empty() ? "" : ": ") + error;
  return rest;
}

std::vector<std::string> bot_lines(const json& process) {
  auto bot = process.find("bot");
  if (bot == process.end() || !bot->is_object()
      || text_of(process, "pid").empty())
    return {};
  auto currency = text_of(*bot, "stake_currency");
  auto balance = number_of(*bot, "balance");
  auto figures =
      joined({trades_text(*bot), profit_text(*bot, currency),
              balance ? "balance " + amount_text(*balance, currency) : ""});
  std::vector<std::string> y;
  auto error = one_line(text_of(*bot, "error"));
  if (!figures.empty())
    y.push_back(error.empty() ? figures : figures + " (not fresh)");
  if (!error.empty())
    y.push_back("no figures: " + error);
  return y;
}

std::string describe_process(const json& process) {
  auto pid = text_of(process, "pid");
  auto y = text_of(process, "strategy") + " " + text_of(process, "kind") + ": "
           + joined({text_of(process, "state"), money_text(process),
                     worker_text(process), pid.empty() ? "" : "pid " + pid});
  if (auto error = one_line(text_of(process, "error")); !error.empty())
    y += ": " + error;
  return y;
}

std::string one_line(const std::string& x) {
  std::string y;
  for (unsigned char c : x)
    if (c > ' ')
      y += static_cast<char>(c);
    else if (!y.empty() && y.back() != ' ')
      y += ' ';
  if (y.ends_with(' '))
    y.pop_back();
  return y;
}

std::string joined(const std::vector<std::string>& x) {
  std::string y;
  for (auto& part : x)
    if (!part.empty())
      y += (y.empty() ? "" : ", ") + part;
  return y;
}

} // namespace ftm
