#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// What is known of an epoch by name. freqtrade's own names and units, but for
/// those that the criteria always had: percent where the name ends in _pct, and
/// for avg_profit and max_drawdown.
enum class epoch_field : uint8_t {
  line,
  epoch,
  trades,
  wins,
  draws,
  losses,
  avg_profit,
  profit_total_pct,
  profit_total_abs,
  max_drawdown,
  max_drawdown_abs,
  duration,
  objective,
  profit_median,
  expectancy,
  sortino,
  sharpe,
  calmar,
  profit_factor,
  cagr,
  trades_per_day,
  winrate,
  flags,
  is_best,
  is_initial_point,
  is_random,
  param ///< one of params_dict; its name stands beside it
};

/// Whether more of it is what a trader wants.
enum class better : uint8_t { neither, larger, smaller };

struct epoch_field_info {
  epoch_field field;
  std::string_view name;
  better direction;
  bool judged; ///< criteria may ask for it
  std::string_view
      meaning; ///< with its unit, for people: "profit, % of the stake"
};

/// Of any field but `param`.
const epoch_field_info& info(epoch_field x);
const char* to_string(epoch_field x);

/// What a column or a criterion names: a field, or a hyperopt parameter.
struct epoch_column {
  epoch_field field = epoch_field::line;
  std::string param; ///< of params_dict, if `field` is param
  bool operator==(const epoch_column&) const = default;
};

/// Before a parameter's name: params.buy_rsi.
inline constexpr std::string_view param_prefix = "params.";

/// `objective`, `params.buy_rsi`; nothing if it names neither a field nor a
/// parameter (whose name has no blanks and none of < > = ! ; ,).
std::optional<epoch_column> epoch_column_of(std::string_view name);
std::string to_string(const epoch_column& x);

/// Names that criteria may use, parameters apart.
const std::vector<std::string>& judged_fields();

/// All names of columns and "params.NAME", for error messages.
std::string epoch_column_names();

} // namespace ftm
