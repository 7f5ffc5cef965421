#include "actors/hyperopt_monitor/line_parser.hpp"

#include "actors/hyperopt_monitor/line_squeezer.hpp"
#include "actors/hyperopt_monitor/python_number.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace ftm {

namespace {

namespace od = simdjson::ondemand;
using simdjson::SUCCESS;

static_assert(line_squeezer::padding >= simdjson::SIMDJSON_PADDING);

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

bool percent(od::value& x, double& y) {
  if (!python_number(x, y))
    return false;
  y *= 100;
  return true;
}

/// Counts may come as floats ("current_epoch": 8.0). One that an epoch cannot
/// do without is a count for sure.
template <class T>
bool count(od::value& x, T& y, bool required = false) {
  double d = 0;
  if (!python_number(x, d))
    return false;
  constexpr auto most = static_cast<double>(std::numeric_limits<T>::max());
  if (!(d >= 0) || d >= most) {
    if (required)
      return false;
    d = 0;
  }
  y = static_cast<T>(d);
  return true;
}

bool flag(od::value& x, epoch_flag which, uint8_t& flags) {
  bool set = false;
  if (x.get_bool().get(set) != SUCCESS && trim(x.raw_json_token()) != "null")
    return false;
  auto bit = static_cast<uint8_t>(which);
  flags = static_cast<uint8_t>(set ? flags | bit : flags & ~bit);
  return true;
}

struct row_builder {
  epoch_row row;
  double avg_profit = nan, profit_pct = nan, profit_abs = nan, drawdown = nan,
         drawdown_abs = nan, seconds = 0, loss = nan;
  double holding = nan;
  bool has_loss = false, has_trades = false, has_epoch = false,
       has_metrics = false;

  /// One scalar of results_metrics; `key` is compared without unescaping.
  bool metric(od::raw_json_string key, od::value& x) {
    switch (key.raw()[0]) {
    case 't':
      if (key.unsafe_is_equal("total_trades"))
        return has_trades = count(x, row.trades, true);
      if (key.unsafe_is_equal("trades_per_day"))
        return python_number(x, row.trades_per_day.value);
      break;
    case 'c':
      if (key.unsafe_is_equal("calmar"))
        return python_number(x, row.calmar.value);
      if (key.unsafe_is_equal("cagr"))
        return python_number(x, row.cagr.value);
      break;
    case 'e':
      if (key.unsafe_is_equal("expectancy"))
        return python_number(x, row.expectancy.value);
      break;
    case 's':
      if (key.unsafe_is_equal("sortino"))
        return python_number(x, row.sortino.value);
      if (key.unsafe_is_equal("sharpe"))
        return python_number(x, row.sharpe.value);
      break;
    case 'w':
      if (key.unsafe_is_equal("wins"))
        return count(x, row.wins);
      break;
    case 'd':
      if (key.unsafe_is_equal("draws"))
        return count(x, row.draws);
      break;
    case 'l':
      if (key.unsafe_is_equal("losses"))
        return count(x, row.losses);
      break;
    case 'p':
      if (key.unsafe_is_equal("profit_mean"))
        return percent(x, avg_profit);
      if (key.unsafe_is_equal("profit_total"))
        return percent(x, profit_pct);
      if (key.unsafe_is_equal("profit_total_abs"))
        return python_number(x, profit_abs);
      if (key.unsafe_is_equal("profit_median"))
        return python_number(x, row.profit_median.value);
      if (key.unsafe_is_equal("profit_factor"))
        return python_number(x, row.profit_factor.value);
      break;
    case 'm':
      // Not "max_drawdown": in 2023.x that is another, legacy number.
      if (key.unsafe_is_equal("max_drawdown_account"))
        return percent(x, drawdown);
      if (key.unsafe_is_equal("max_drawdown_abs"))
        return python_number(x, drawdown_abs);
      break;
    case 'h':
      if (key.unsafe_is_equal("holding_avg_s"))
        return python_number(x, seconds);
      if (key.unsafe_is_equal("holding_avg")) {
        std::string_view text;
        if (x.get_string().get(text) == SUCCESS)
          holding = seconds_of(text);
      }
      break;
    default:
      break;
    }
    return true;
  }

  bool metrics(od::value& x) {
    od::object object;
    // Of two of them nobody knows which one counts.
    if (has_metrics || x.get_object().get(object) != SUCCESS)
      return false;
    // By reference: copies of a field would stall on what was just written.
    for (auto&& found : object) {
      if (found.error() != SUCCESS)
        return false;
      auto& field = found.value_unsafe();
      if (!metric(field.key(), field.value()))
        return false;
    }
    return has_metrics = true;
  }

  bool epoch_number(od::value& x) {
    uint32_t y = 0;
    if (!count(x, y, true))
      return false;
    row.epoch = y;
    return true;
  }

  bool top(od::raw_json_string key, od::value& x) {
    switch (key.raw()[0]) {
    case 'l':
      if (key.unsafe_is_equal("loss"))
        return has_loss = python_number(x, loss);
      break;
    case 'r':
      if (key.unsafe_is_equal("results_metrics"))
        return metrics(x);
      break;
    case 'c':
      if (key.unsafe_is_equal("current_epoch"))
        return has_epoch = epoch_number(x);
      break;
    case 'i':
      if (key.unsafe_is_equal("is_best"))
        return flag(x, epoch_flag::best, row.flags);
      if (key.unsafe_is_equal("is_initial_point"))
        return flag(x, epoch_flag::initial_point, row.flags);
      if (key.unsafe_is_equal("is_random"))
        return flag(x, epoch_flag::random, row.flags);
      break;
    default:
      break;
    }
    return true;
  }

  std::optional<epoch_row> finish() {
    if (!has_loss || !has_epoch || !has_metrics || !has_trades)
      return std::nullopt;
    row.avg_profit = avg_profit;
    row.profit_total_pct = profit_pct;
    row.profit_total_abs = profit_abs;
    row.max_drawdown = drawdown;
    row.max_drawdown_abs = drawdown_abs;
    row.duration = seconds > 0 ? seconds : holding;
    row.objective = loss;
    return row;
  }
};

} // namespace

struct line_parser::impl {
  od::parser parser;
  line_squeezer squeezer;
};

line_parser::line_parser() : impl_(std::make_unique<impl>()) {}

line_parser::~line_parser() = default;

std::optional<epoch_row> line_parser::parse(std::string_view line) {
  od::document document;
  od::object object;
  auto squeezed = impl_->squeezer.squeeze(line);
  if (squeezed.empty()
      || impl_->parser
                 .iterate(squeezed.data(), squeezed.size(),
                          squeezed.size() + line_squeezer::padding)
                 .get(document)
             != SUCCESS
      || document.get_object().get(object) != SUCCESS)
    return std::nullopt;
  row_builder y;
  for (auto&& found : object) {
    if (found.error() != SUCCESS)
      return std::nullopt;
    auto& field = found.value_unsafe();
    if (!y.top(field.key(), field.value()))
      return std::nullopt;
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) == SUCCESS)
    return std::nullopt; // something follows, such as a second object
  return y.finish();
}

void line_parser::shrink() {
  constexpr size_t modest = 256 * 1024;
  if (impl_->parser.capacity() > modest || impl_->squeezer.capacity() > modest)
    impl_ = std::make_unique<impl>();
}

double seconds_of(std::string_view x) {
  auto rest = trim(x);
  double days = 0;
  auto day = rest.find("day");
  auto to_number = [](std::string_view text, double& y) {
    auto end = text.data() + text.size();
    auto [at, error] = std::from_chars(text.data(), end, y);
    return error == std::errc{} && at == end;
  };
  if (day != std::string_view::npos) {
    if (!to_number(trim(rest.substr(0, day)), days))
      return nan;
    rest.remove_prefix(day + 3);
    if (!rest.empty() && rest.front() == 's')
      rest.remove_prefix(1);
    if (!rest.empty() && rest.front() == ',')
      rest.remove_prefix(1);
    rest = trim(rest);
  }
  double parts[3] = {0, 0, 0};
  for (size_t i = 0; i < 3 && !rest.empty(); ++i) {
    auto colon = rest.find(':');
    if (!to_number(rest.substr(0, colon), parts[i]))
      return nan;
    if (colon == std::string_view::npos)
      rest = {};
    else
      rest.remove_prefix(colon + 1);
    if (i == 2 && !rest.empty())
      return nan;
  }
  return days * 86'400 + parts[0] * 3'600 + parts[1] * 60 + parts[2];
}

} // namespace ftm
