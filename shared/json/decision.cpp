#include "shared/json/decision.hpp"

#include "shared/json/enums.hpp"
#include "shared/json/values.hpp"

#include <bit>
#include <cmath>

namespace ftm {

namespace {

constexpr int format = 1;

// nlohmann writes finite doubles with as many digits as bring them back; the
// others are kept as the 16 hexadecimal digits of their bits.
json kept(real x) {
  return std::isfinite(x.value)
             ? json(x.value)
             : json(to_hex(std::bit_cast<uint64_t>(x.value)));
}

real restored(const json& x) {
  if (!x.is_string())
    return x.get<double>();
  auto bits = from_hex(x.get_ref<const std::string&>());
  if (!bits)
    throw json::other_error::create(500, "not the bits of a double", nullptr);
  return std::bit_cast<double>(*bits);
}

json kept(const criterion& x) {
  return {x.field, to_string(x.op), kept(x.value), sort_name(x.sort)};
}

criterion criterion_of(const json& x) {
  criterion y;
  y.field = x.at(0).get<std::string>();
  y.op = from_string<comparison>(x.at(1).get<std::string>())
             .value_or(comparison::none);
  y.value = restored(x.at(2));
  y.sort = sorting_from(x.at(3).get<std::string>()).value_or(sorting::none);
  return y;
}

json kept(const epoch_row& x) {
  return {{"line", x.line},
          {"epoch", x.epoch},
          {"trades", x.trades},
          {"wins", x.wins},
          {"draws", x.draws},
          {"losses", x.losses},
          {"avg_profit", kept(x.avg_profit)},
          {"profit_total_pct", kept(x.profit_total_pct)},
          {"profit_total_abs", kept(x.profit_total_abs)},
          {"max_drawdown", kept(x.max_drawdown)},
          {"max_drawdown_abs", kept(x.max_drawdown_abs)},
          {"duration", kept(x.duration)},
          {"objective", kept(x.objective)},
          {"flags", x.flags},
          {"profit_median", kept(x.profit_median)},
          {"expectancy", kept(x.expectancy)},
          {"sortino", kept(x.sortino)},
          {"sharpe", kept(x.sharpe)},
          {"calmar", kept(x.calmar)},
          {"profit_factor", kept(x.profit_factor)},
          {"cagr", kept(x.cagr)},
          {"trades_per_day", kept(x.trades_per_day)}};
}

/// What older decisions do not have is absent.
real metric_of(const json& x, const char* name) {
  auto i = x.find(name);
  return i == x.end() ? real{epoch_row::absent} : restored(*i);
}

epoch_row row_of(const json& x) {
  epoch_row y;
  y.line = x.at("line");
  y.epoch = x.at("epoch");
  y.trades = x.at("trades");
  y.wins = x.at("wins");
  y.draws = x.at("draws");
  y.losses = x.at("losses");
  y.avg_profit = restored(x.at("avg_profit"));
  y.profit_total_pct = restored(x.at("profit_total_pct"));
  y.profit_total_abs = restored(x.at("profit_total_abs"));
  y.max_drawdown = restored(x.at("max_drawdown"));
  y.max_drawdown_abs = restored(x.at("max_drawdown_abs"));
  y.duration = restored(x.at("duration"));
  y.objective = restored(x.at("objective"));
  y.flags = x.at("flags");
  y.profit_median = metric_of(x, "profit_median");
  y.expectancy = metric_of(x, "expectancy");
  y.sortino = metric_of(x, "sortino");
  y.sharpe = metric_of(x, "sharpe");
  y.calmar = metric_of(x, "calmar");
  y.profit_factor = metric_of(x, "profit_factor");
  y.cagr = metric_of(x, "cagr");
  y.trades_per_day = metric_of(x, "trades_per_day");
  return y;
}

json kept(const verdict& x) {
  auto found = json::array();
  for (auto& f : x.found)
    found.push_back(kept(f));
  return {{"line", x.line},
          {"rank", x.rank},
          {"removed_by", x.removed_by},
          {"found", std::move(found)},
          {"sentence", x.sentence},
          {"failed", x.failed}};
}

verdict verdict_of(const json& x) {
  verdict y;
  y.line = x.at("line");
  y.rank = x.at("rank");
  y.removed_by = x.at("removed_by");
  for (auto& f : x.at("found"))
    y.found.push_back(restored(f));
  y.sentence = x.at("sentence").get<std::string>();
  if (auto i = x.find("failed"); i != x.end())
    y.failed = i->get<std::vector<uint32_t>>();
  return y;
}

json kept(const neighbour& x) {
  return {x.line, kept(x.distance), kept(x.value), x.passes};
}

json kept(const stability& x) {
  auto neighbours = json::array();
  for (auto& n : x.neighbours)
    neighbours.push_back(kept(n));
  return {{"line", x.line},
          {"field", x.field},
          {"value", kept(x.value)},
          {"score", kept(x.score)},
          {"passing", kept(x.passing)},
          {"level", kept(x.level)},
          {"median", kept(x.median)},
          {"radius", kept(x.radius)},
          {"neighbours", std::move(neighbours)},
          {"sentence", x.sentence}};
}

stability stability_of(const json& x) {
  stability y;
  y.line = x.at("line");
  y.field = x.at("field").get<std::string>();
  y.value = restored(x.at("value"));
  y.score = restored(x.at("score"));
  y.passing = restored(x.at("passing"));
  y.level = restored(x.at("level"));
  y.median = restored(x.at("median"));
  y.radius = restored(x.at("radius"));
  for (auto& n : x.at("neighbours"))
    y.neighbours.push_back(
        {n.at(0), restored(n.at(1)), restored(n.at(2)), n.at(3)});
  y.sentence = x.at("sentence").get<std::string>();
  return y;
}

template <class T>
json all_kept(const std::vector<T>& xs) {
  auto y = json::array();
  for (auto& x : xs)
    y.push_back(kept(x));
  return y;
}

ranking ranking_of(const json& x) {
  if (x.at("format") != format)
    throw json::other_error::create(500, "a format that we do not know",
                                    nullptr);
  ranking y;
  y.file = x.at("file").get<std::string>();
  y.bytes = x.at("bytes");
  y.sha256 = x.at("sha256").get<std::string>();
  y.launch = x.at("launch").get<std::string>();
  y.epochs = x.at("epochs");
  y.rejected_lines = x.at("rejected_lines");
  y.remaining = x.at("remaining").get<std::vector<uint64_t>>();
  y.pareto = x.at("pareto").get<std::vector<uint64_t>>();
  for (auto& c : x.at("criteria"))
    y.criteria.push_back(criterion_of(c));
  for (auto& r : x.at("rows"))
    y.rows.push_back(row_of(r));
  for (auto& v : x.at("verdicts"))
    y.verdicts.push_back(verdict_of(v));
  y.pareto_total = x.value("pareto_total", y.pareto.size());
  y.winner_on_front = x.value("winner_on_front", false);
  if (auto i = x.find("stabilities"); i != x.end())
    for (auto& v : *i)
      y.stabilities.push_back(stability_of(v));
  return y;
}

} // namespace

std::string encode_ranking(const ranking& x) {
  return dump({{"format", format},
               {"file", text(x.file)},
               {"bytes", x.bytes},
               {"sha256", x.sha256},
               {"launch", x.launch},
               {"epochs", x.epochs},
               {"rejected_lines", x.rejected_lines},
               {"criteria", all_kept(x.criteria)},
               {"remaining", x.remaining},
               {"rows", all_kept(x.rows)},
               {"verdicts", all_kept(x.verdicts)},
               {"pareto", x.pareto},
               {"pareto_total", x.pareto_total},
               {"winner_on_front", x.winner_on_front},
               {"stabilities", all_kept(x.stabilities)}});
}

std::optional<ranking> decode_ranking(std::string_view x) {
  try {
    return ranking_of(json::parse(x));
  } catch (const json::exception&) {
    return {};
  }
}

} // namespace ftm
