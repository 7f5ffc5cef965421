#include "shared/protocol/epoch_fields.hpp"

#include <array>

namespace ftm {

namespace {

using f = epoch_field;

/// In the order of epoch_field.
constexpr std::array<epoch_field_info, static_cast<size_t>(f::param)> table{{
    {f::line, "line", better::neither, false, "position in the file"},
    {f::epoch, "epoch", better::neither, false, "freqtrade's number"},
    {f::trades, "trades", better::larger, true, "closed trades"},
    {f::wins, "wins", better::larger, true, "trades with a profit"},
    {f::draws, "draws", better::larger, true, "trades without either"},
    {f::losses, "losses", better::smaller, true, "trades with a loss"},
    {f::avg_profit, "avg_profit", better::larger, true, "% a trade, mean"},
    {f::profit_total_pct, "profit_total_pct", better::larger, true,
     "% of the starting balance"},
    {f::profit_total_abs, "profit_total_abs", better::larger, true,
     "profit in the stake currency"},
    {f::max_drawdown, "max_drawdown", better::smaller, true,
     "% of the account"},
    {f::max_drawdown_abs, "max_drawdown_abs", better::smaller, true,
     "drawdown in the stake currency"},
    {f::duration, "duration", better::smaller, true,
     "mean time in a trade, seconds"},
    {f::objective, "objective", better::smaller, true, "hyperopt's loss"},
    {f::profit_median, "profit_median", better::larger, true,
     "ratio a trade, median"},
    {f::expectancy, "expectancy", better::larger, true,
     "expected profit of a trade"},
    {f::sortino, "sortino", better::larger, true, "Sortino ratio"},
    {f::sharpe, "sharpe", better::larger, true, "Sharpe ratio"},
    {f::calmar, "calmar", better::larger, true, "Calmar ratio"},
    {f::profit_factor, "profit_factor", better::larger, true,
     "gains over losses"},
    {f::cagr, "cagr", better::larger, true, "yearly growth, ratio"},
    {f::trades_per_day, "trades_per_day", better::larger, true, "trades a day"},
    {f::winrate, "winrate", better::larger, true, "wins over trades"},
    {f::flags, "flags", better::neither, false, "bits of epoch_flag"},
    {f::is_best, "is_best", better::neither, false,
     "best so far when it was found"},
    {f::is_initial_point, "is_initial_point", better::neither, false,
     "one of the first points"},
    {f::is_random, "is_random", better::neither, false, "a random point"},
}};

constexpr bool in_order() {
  for (size_t i = 0; i < table.size(); ++i)
    if (table[i].field != static_cast<epoch_field>(i))
      return false;
  return true;
}

static_assert(in_order());

} // namespace

const epoch_field_info& info(epoch_field x) {
  auto i = static_cast<size_t>(x);
  return table[i < table.size() ? i : 0];
}

const char* to_string(epoch_field x) {
  return x == epoch_field::param ? "params" : info(x).name.data();
}

std::optional<epoch_column> epoch_column_of(std::string_view name) {
  for (const auto& x : table)
    if (x.name == name)
      return epoch_column{x.field, {}};
  if (!name.starts_with(param_prefix))
    return std::nullopt;
  name.remove_prefix(param_prefix.size());
  if (name.empty() || name.find_first_of(" \t\r\n<>=!;,") != name.npos)
    return std::nullopt;
  return epoch_column{epoch_field::param, std::string{name}};
}

std::string to_string(const epoch_column& x) {
  if (x.field != epoch_field::param)
    return to_string(x.field);
  return std::string{param_prefix} + x.param;
}

const std::vector<std::string>& judged_fields() {
  static const std::vector<std::string> y = [] {
    std::vector<std::string> z;
    for (const auto& x : table)
      if (x.judged)
        z.emplace_back(x.name);
    return z;
  }();
  return y;
}

std::string epoch_column_names() {
  std::string y;
  for (const auto& x : table)
    (y += x.name) += ", ";
  return (y += param_prefix) + "NAME";
}

} // namespace ftm
