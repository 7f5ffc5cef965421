#include "deploy/demo/epoch.hpp"

#include <algorithm>
#include <cmath>

namespace ftm::sim {

namespace {

double rounded(double x, int decimals) {
  auto scale = std::pow(10.0, decimals);
  return std::round(x * scale) / scale;
}

/// Draws numbers: anywhere, or near a known value.
class dice {
public:
  dice(std::mt19937_64& random, const candidate* near)
      : random_(random), near_(near) {}

  double real(const std::string& name, double low, double high, int decimals) {
    auto x = low + uniform() * (high - low);
    if (auto old = previous(name); old.is_number()) {
      auto step = (uniform() + uniform() - 1) * (high - low) * 0.18;
      x = old.get<double>() + (uniform() < 0.5 ? step : 0);
    }
    return rounded(std::clamp(x, low, high), decimals);
  }

  int integer(const std::string& name, double low, double high) {
    return static_cast<int>(std::lround(real(name, low, high, 0)));
  }

  json choice(const std::string& name, const json& choices) {
    auto old = previous(name);
    if (!old.is_null() && uniform() < 0.8)
      return old;
    auto i = static_cast<std::size_t>(uniform()
                                      * static_cast<double>(choices.size()));
    return choices[std::min(i, choices.size() - 1)];
  }

private:
  double uniform() {
    return static_cast<double>(random_() >> 11) * 0x1.0p-53;
  }

  json previous(const std::string& name) const {
    return near_ == nullptr ? json{} : near_->dict.value(name, json{});
  }

  std::mt19937_64& random_;
  const candidate* near_;
};

void draw_roi(candidate& c, dice& d, int minutes) {
  // freqtrade scales its 5m table with the timeframe; short ones suit the toy.
  auto scale = std::max(1.0, minutes / 5.0);
  int t[3];
  double p[3];
  const double longest[3] = {120, 60, 40}, highest[3] = {0.04, 0.07, 0.2};
  for (int i = 0; i < 3; ++i) {
    auto n = std::to_string(i + 1);
    t[i] = d.integer("roi_t" + n, 10 * scale, longest[i] * scale);
    c.dict["roi_t" + n] = t[i];
  }
  for (int i = 0; i < 3; ++i) {
    auto n = std::to_string(i + 1);
    p[i] = d.real("roi_p" + n, 0.01, highest[i], 3);
    c.dict["roi_p" + n] = p[i];
  }
  c.details["roi"] = {{"0", p[0] + p[1] + p[2]},
                      {std::to_string(t[2]), p[0] + p[1]},
                      {std::to_string(t[2] + t[1]), p[0]},
                      {std::to_string(t[2] + t[1] + t[0]), 0}};
}

} // namespace

bool run_facts::optimizes(std::string_view space) const {
  return std::find(spaces.begin(), spaces.end(), space) != spaces.end();
}

std::vector<std::string> expand_spaces(const std::vector<std::string>& given) {
  std::vector<std::string> result;
  auto put = [&](const char* x) {
    if (std::find(result.begin(), result.end(), x) == result.end())
      result.emplace_back(x);
  };
  for (auto& x : given)
    if (x == "all" || x == "default")
      for (auto y : {"buy", "sell", "roi", "stoploss", "trailing", "protection",
                     "trades"}) {
        auto rare = std::string_view{y} == "trailing"
                    || std::string_view{y} == "protection"
                    || std::string_view{y} == "trades";
        if (x == "all" || !rare)
          put(y);
      }
    else
      put(x.c_str());
  return result;
}

candidate draw(const run_facts& run, std::mt19937_64& random,
               const candidate* near) {
  candidate c;
  dice d{random, near};
  for (auto space : {"buy", "sell", "protection"}) {
    if (!run.optimizes(space))
      continue;
    c.details[space] = json::object();
    for (auto& p : run.strat.parameters) {
      if (p.space != space)
        continue;
      json x;
      if (p.type == parameter::kind::categorical)
        x = d.choice(p.name, p.choices);
      else if (p.type == parameter::kind::integer)
        x = d.integer(p.name, p.low, p.high);
      else
        x = d.real(p.name, p.low, p.high, p.decimals);
      c.dict[p.name] = c.details[space][p.name] = x;
    }
  }
  if (run.optimizes("roi"))
    draw_roi(c, d, timeframe_minutes(run.strat.timeframe));
  if (run.optimizes("stoploss")) {
    auto x = d.real("stoploss", -0.35, -0.02, 3);
    c.dict["stoploss"] = x;
    c.details["stoploss"]["stoploss"] = x;
  }
  if (run.optimizes("trailing")) {
    auto positive = d.real("trailing_stop_positive", 0.01, 0.35, 3);
    auto p1 = d.real("trailing_stop_positive_offset_p1", 0.001, 0.1, 3);
    auto only = d.choice("trailing_only_offset_is_reached", {true, false});
    c.dict["trailing_stop"] = true;
    c.dict["trailing_stop_positive"] = positive;
    c.dict["trailing_stop_positive_offset_p1"] = p1;
    c.dict["trailing_only_offset_is_reached"] = only;
    c.details["trailing"] = {{"trailing_stop", true},
                             {"trailing_stop_positive", positive},
                             {"trailing_stop_positive_offset", positive + p1},
                             {"trailing_only_offset_is_reached", only}};
  }
  if (run.optimizes("trades")) {
    auto x = d.integer("max_open_trades", 1, 10);
    c.dict["max_open_trades"] = x;
    c.details["max_open_trades"]["max_open_trades"] = x;
  }
  return c;
}

strategy with(const strategy& s, const json& details) {
  auto result = s;
  apply_params(result, {{"strategy_name", s.name}, {"params", details}});
  result.has_params_file = s.has_params_file;
  return result;
}

json not_optimized(const run_facts& run) {
  json x = json::object();
  if (!run.optimizes("roi"))
    x["roi"] = run.strat.minimal_roi;
  if (!run.optimizes("stoploss"))
    x["stoploss"]["stoploss"] = run.strat.stoploss;
  if (!run.optimizes("trailing"))
    x["trailing"] = run.strat.trailing;
  if (!run.optimizes("trades"))
    x["max_open_trades"]["max_open_trades"] = run.max_open_trades;
  for (auto space : {"buy", "sell", "protection"})
    x[space] =
        run.optimizes(space) ? json::object() : run.strat.values_of(space);
  return x;
}

json params_file_of(const std::string& strategy, const json& details,
                    const json& fixed) {
  auto params = fixed;
  for (auto& [space, values] : details.items()) {
    auto& mine = params[space];
    if (!mine.is_object())
      mine = json::object();
    for (auto& [k, v] : values.items())
      mine[k] = v;
  }
  auto ms = now_ms();
  return {{"strategy_name", strategy},
          {"params", params},
          {"ft_stratparam_v", 1},
          {"export_time",
           utc_time(ms)
               + format(".%06d+00:00", static_cast<int>(ms % 1000) * 1000)}};
}

} // namespace ftm::sim
