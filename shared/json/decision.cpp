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
          {"flags", x.flags}};
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
          {"sentence", x.sentence}};
}

verdict verdict_of(const json& x) {
  verdict y;
  y.line = x.at("line");
  y.rank = x.at("rank");
  y.removed_by = x.at("removed_by");
  for (auto& f : x.at("found"))
    y.found.push_back(restored(f));
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
               {"pareto", x.pareto}});
}

std::optional<ranking> decode_ranking(std::string_view x) {
  try {
    return ranking_of(json::parse(x));
  } catch (const json::exception&) {
    return {};
  }
}

} // namespace ftm
