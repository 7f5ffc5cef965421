#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/session.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <fstream>

namespace ftm::sim {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// `20260901`, seconds or milliseconds since 1970, or "" (0); -1 if wrong.
std::int64_t time_of(const std::string& x) {
  if (x.empty())
    return 0;
  if (!std::all_of(x.begin(), x.end(),
                   [](unsigned char c) { return std::isdigit(c) != 0; }))
    return -1;
  if (x.size() == 10)
    return std::atoll(x.c_str()) * 1000;
  if (x.size() == 13)
    return std::atoll(x.c_str());
  std::tm tm{};
  if (x.size() != 8 || ::strptime(x.c_str(), "%Y%m%d", &tm) == nullptr)
    return -1;
  return static_cast<std::int64_t>(::timegm(&tm)) * 1000;
}

std::string iso(std::int64_t ms) {
  auto x = utc_time(ms);
  x[10] = 'T';
  return x;
}

} // namespace

time_range parse_timerange(const std::string& text) {
  auto dash = text.find('-');
  auto from = dash == text.npos ? -1 : time_of(text.substr(0, dash));
  auto to = dash == text.npos ? -1 : time_of(text.substr(dash + 1));
  if (from < 0 || to < 0)
    throw operational_error{"Incorrect syntax for timerange \"" + text + "\""};
  if (from > 0 && to > 0 && from > to)
    throw operational_error{"Start date is after stop date for timerange \""
                            + text + "\""};
  return {from, to};
}

std::filesystem::path data_file(const session& s, const std::string& pair,
                                const std::string& timeframe) {
  auto name = pair;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; },
      '_');
  return std::filesystem::path{s.data_dir} / (name + "-" + timeframe + ".json");
}

int download_data(session& s) {
  load_config(s);
  misbehave(s.sim);
  auto pairs = s.pairs();
  if (pairs.empty())
    throw operational_error{"Downloading data requires a list of pairs. "
                            "Please check the documentation on how to "
                            "configure this."};
  auto timeframes = s.args.all("timeframes");
  if (timeframes.empty())
    timeframes = {"1m", "5m"};
  for (auto& t : timeframes)
    if (timeframe_minutes(t) == 0)
      throw operational_error{"Invalid timeframe '" + t
                              + "'. This exchange supports: 1m, 3m, 5m, 15m, "
                                "30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d"};
  auto days = std::atoll(s.args.get("days", "30").c_str());
  auto range = s.args.has("timerange")
                   ? parse_timerange(s.args.get("timerange"))
                   : time_range{(now_ms() / day_ms - days) * day_ms, 0};
  auto until = range.to > 0 ? std::min(range.to, now_ms()) : now_ms();
  log_exchange();
  info("freqtrade.exchange.exchange",
       "Markets were not loaded. Loading them now..");
  info("freqtrade.commands.data_commands",
       "About to download pairs: " + py_repr(json(pairs))
           + ", intervals: " + py_repr(json(timeframes)) + " to " + s.data_dir);
  constexpr auto history = "freqtrade.data.history.history_utils";
  auto pause = s.sim.integer("duration_ms", 300)
               / static_cast<std::int64_t>(pairs.size() * timeframes.size());
  for (std::size_t p = 0; p < pairs.size(); ++p)
    for (auto& timeframe : timeframes) {
      info(history,
           "Downloading pair " + pairs[p] + ", interval " + timeframe + ".");
      info(history,
           format("(%zu/%zu) - Download history data for \"%s\", %s, "
                  "CandleType.SPOT and store in %s. From %s to %s",
                  p + 1, pairs.size(), pairs[p].c_str(), timeframe.c_str(),
                  s.data_dir.c_str(), iso(range.from).c_str(),
                  range.to > 0 ? iso(range.to).c_str() : "now"));
      pause_ms(pause);
      auto step = timeframe_minutes(timeframe) * std::int64_t{60'000};
      auto count = std::max<std::int64_t>(0, (until - range.from) / step);
      // What the walk is made of; candles are computed when they are needed.
      json x = {{"made_by", "ftm-freqtrade-sim"},
                {"pair", pairs[p]},
                {"timeframe", timeframe},
                {"seed", s.seed()},
                {"from_ms", range.from},
                {"to_ms", until},
                {"candles", count}};
      std::ofstream{data_file(s, pairs[p], timeframe)} << x.dump() << '\n';
      info("freqtrade.exchange.exchange",
           format("Downloaded data for %s with length %lld.", pairs[p].c_str(),
                  static_cast<long long>(count)));
    }
  return 0;
}

market load_market(const session& s, const strategy& strat) {
  auto range = parse_timerange(s.args.get("timerange", "-"));
  auto step = timeframe_minutes(strat.timeframe) * std::int64_t{60'000};
  constexpr auto handler = "freqtrade.data.history.idatahandler";
  info("freqtrade.data.history.history_utils",
       "Using indicator startup period: "
           + std::to_string(strat.startup_candles) + " ...");
  market m;
  m.minutes = timeframe_minutes(strat.timeframe);
  std::int64_t from = 0, to = 0;
  auto missing = [&](const std::string& pair) {
    warning(handler, "No history for " + pair + ", CandleType.SPOT, "
                         + strat.timeframe
                         + " found. Use `freqtrade download-data` to download "
                           "the data");
  };
  std::vector<std::uint64_t> seeds;
  for (auto& pair : s.pairs()) {
    std::ifstream in{data_file(s, pair, strat.timeframe)};
    auto x = in ? json::parse(in, nullptr, false) : json{};
    if (!x.is_object() || step == 0) {
      missing(pair);
      continue;
    }
    auto first = x.value("from_ms", std::int64_t{0});
    auto last = x.value("to_ms", std::int64_t{0});
    if (range.from > 0 && range.from < first)
      warning(handler, pair + ", CandleType.SPOT, " + strat.timeframe
                           + ", data starts at " + utc_time(first));
    auto a = std::max(first, range.from - strat.startup_candles * step);
    auto b = range.to > 0 ? std::min(last, range.to) : last;
    if (b - a < 2 * step) {
      missing(pair);
      continue;
    }
    from = m.pairs.empty() ? a : std::max(from, a);
    to = m.pairs.empty() ? b : std::min(to, b);
    m.pairs.push_back(pair);
    seeds.push_back(x.value("seed", std::uint64_t{42}));
  }
  if (m.pairs.empty() || to - from < 2 * step)
    throw operational_error{"No data found. Terminating."};
  for (std::size_t i = 0; i < m.pairs.size(); ++i)
    m.data.push_back(make_candles(m.pairs[i], seeds[i], m.minutes, from, to));
  auto count = m.data[0].size();
  m.first = std::min<std::size_t>(
      static_cast<std::size_t>(std::max(0, strat.startup_candles)),
      count > 2 ? count - 2 : 0);
  auto days = static_cast<int>((to - from) / day_ms);
  info("freqtrade.optimize.backtesting",
       format("Loading data from %s up to %s (%d days).",
              utc_time(m.data[0].time_ms.front()).c_str(),
              utc_time(m.data[0].time_ms.back()).c_str(), days));
  return m;
}

} // namespace ftm::sim
