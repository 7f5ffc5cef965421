#include "deploy/demo/report.hpp"

#include <algorithm>
#include <cmath>

namespace ftm::sim {

namespace {

constexpr double max_loss = 100000;

std::string profit_cell(double abs, double ratio, const std::string& currency) {
  return format("%.3f %s %10s", abs, currency.c_str(),
                format("(%.2f%%)", ratio * 100).c_str());
}

/// `1 day, 4:12:00` -> seconds, for the pandas form.
std::int64_t seconds_of(const std::string& x) {
  long days = 0;
  int h = 0, m = 0, s = 0;
  auto comma = x.find(", ");
  if (comma != x.npos)
    days = std::atol(x.c_str());
  auto clock = comma == x.npos ? x : x.substr(comma + 2);
  std::sscanf(clock.c_str(), "%d:%d:%d", &h, &m, &s);
  return days * 86400 + h * 3600 + m * 60 + s;
}

std::string objective(double loss) {
  if (loss == max_loss)
    return "N/A";
  if (!std::isfinite(loss))
    return py_repr(loss);
  return format("%.6g", std::round(loss * 1e5) / 1e5);
}

std::string python_value(const json& x) {
  if (x.is_string())
    return "\"" + x.get<std::string>() + "\"";
  return py_repr(x);
}

/// The values of a space; `loaded` where hyperopt did not search it.
const json& space_of(const json& details, const json& fixed, const char* name,
                     bool& loaded) {
  static const json nothing = json::object();
  loaded = !details.contains(name);
  if (!loaded)
    return details[name];
  return fixed.contains(name) ? fixed[name] : nothing;
}

void add_dict(std::string& text, const char* title, const char* variable,
              const json& details, const json& fixed, const char* space) {
  bool loaded = false;
  auto& values = space_of(details, fixed, space, loaded);
  if (values.empty())
    return;
  text +=
      format("\n    # %s hyperspace params:\n    %s = {\n", title, variable);
  for (auto& [k, v] : values.items())
    text += "        \"" + k + "\": " + python_value(v) + ","
            + (loaded ? "  # value loaded from strategy" : "") + "\n";
  text += "    }\n";
}

std::string rounded_ratio(const json& x) {
  if (!x.is_number_float())
    return x.dump();
  return py_repr(std::round(x.get<double>() * 1000) / 1000);
}

} // namespace

std::string epoch_table_head() {
  return "+--------+---------+----------+--------------------------+-----------"
         "---+-------------------------------+-----------------+-------------+-"
         "------------------------------+\n"
         "|   Best |   Epoch |   Trades |    Win  Draw  Loss  Win% |   Avg "
         "profit |                        Profit |    Avg duration |   "
         "Objective |           Max Drawdown (Acct) |\n"
         "|--------+---------+----------+--------------------------+-----------"
         "---+-------------------------------+-----------------+-------------+-"
         "------------------------------|";
}

std::string epoch_row(const json& line, int total, bool pandas) {
  auto& r = line["results_metrics"];
  auto number = [&](const char* key) { return real(r.value(key, json{})); };
  auto currency = r.value("stake_currency", std::string{"USDT"});
  auto starred =
      line.value("is_initial_point", false) || line.value("is_random", false);
  auto best = line.value("is_best", false);
  auto profit = number("profit_total_abs");
  auto drawdown = number("max_drawdown_abs");
  auto duration = r.value("holding_avg", std::string{"0:00:00"});
  auto cell = [](double abs, double ratio, const std::string& c) {
    return abs == 0 ? std::string{"--"} : profit_cell(abs, ratio, c);
  };
  return format(
      "| %-6s | %7s | %8.0f | %24s | %12s | %29s | %15s | %11s | %29s |",
      starred && best ? "* Best"
      : best          ? "  Best"
      : starred       ? "*"
                      : "",
      format("%d/%d", line.value("current_epoch", 0), total).c_str(),
      number("total_trades"),
      win_draw_loss(r.value("wins", 0), r.value("draws", 0),
                    r.value("losses", 0))
          .c_str(),
      format("%.2f%%", number("profit_mean") * 100).c_str(),
      cell(profit, number("profit_total"), currency).c_str(),
      (pandas ? pandas_duration(seconds_of(duration)) : duration).c_str(),
      objective(real(line.value("loss", json{}))).c_str(),
      cell(drawdown, number("max_drawdown_account"), currency).c_str());
}

std::string epoch_details(const json& line, int total) {
  auto loss = real(line.value("loss", json{}));
  return format("%s%5d/%d: ", line.value("is_initial_point", false) ? "*" : " ",
                line.value("current_epoch", 0), total)
         + line.value("results_explanation", std::string{}) + " Objective: "
         + (std::isfinite(loss) ? format("%.5f", loss) : py_repr(loss));
}

std::string params_as_python(const json& details, const json& fixed) {
  std::string text;
  add_dict(text, "Buy", "buy_params", details, fixed, "buy");
  add_dict(text, "Sell", "sell_params", details, fixed, "sell");
  add_dict(text, "Protection", "protection_params", details, fixed,
           "protection");
  constexpr auto note = "  # value loaded from strategy";
  bool loaded = false;
  auto& roi = space_of(details, fixed, "roi", loaded);
  text +=
      format("\n    # ROI table:%s\n    minimal_roi = {\n", loaded ? note : "");
  std::string rows;
  for (auto& [k, v] : roi.items())
    rows += (rows.empty() ? "" : ",\n") + std::string{"        \""} + k
            + "\": " + rounded_ratio(v);
  text += rows + "\n    }\n";
  auto& stop = space_of(details, fixed, "stoploss", loaded);
  text += "\n    # Stoploss:\n    stoploss = "
          + py_repr(stop.value("stoploss", json{})) + (loaded ? note : "")
          + "\n";
  auto& trailing = space_of(details, fixed, "trailing", loaded);
  text += "\n    # Trailing stop:\n";
  for (auto& [k, v] : trailing.items())
    text += "    " + k + " = " + py_repr(v) + (loaded ? note : "") + "\n";
  text += "    \n";
  auto& open = space_of(details, fixed, "max_open_trades", loaded);
  return text + "\n    # Max Open Trades:\n    max_open_trades = "
         + py_repr(open.value("max_open_trades", json{}))
         + (loaded ? note : "");
}

std::string params_as_json(const json& details, const json& fixed) {
  json x = json::object();
  x["params"] = json::object();
  bool loaded = false;
  for (auto space : {"buy", "sell", "protection"})
    for (auto& [k, v] : space_of(details, fixed, space, loaded).items())
      x["params"][k] = v;
  x["minimal_roi"] = space_of(details, fixed, "roi", loaded);
  for (auto space : {"stoploss", "trailing", "max_open_trades"})
    for (auto& [k, v] : space_of(details, fixed, space, loaded).items())
      x[k] = v;
  return x.dump(-1, ' ', true);
}

std::string progress_bar(int done, int total, double seconds, int turn) {
  auto clock = [](double s) {
    auto n = static_cast<int>(s);
    return format("%d:%02d:%02d", n / 3600, n / 60 % 60, n % 60);
  };
  auto finished = done >= total;
  auto ratio = total > 0 ? static_cast<double>(done) / total : 1.0;
  auto left = format(" [Epoch %d of %d (%3d%%)] |", done, total,
                     static_cast<int>(ratio * 100));
  auto eta =
      done == 0
          ? std::string{" --:--:--"}
          : format("%9s",
                   clock(seconds / std::max(1, done) * (total - done)).c_str());
  auto end = finished
                 ? format("| [Time: %8s, Elapsed Time: %s]",
                          clock(seconds).c_str(), clock(seconds).c_str())
                 : "| [ETA: " + eta + ", Elapsed Time: " + clock(seconds) + "]";
  constexpr std::size_t screen = 79;
  auto room = static_cast<int>(screen > left.size() + end.size()
                                   ? screen - left.size() - end.size()
                                   : 1);
  std::string bar;
  auto full = finished ? 0 : std::min(room - 1, static_cast<int>(ratio * room));
  for (int i = 0; i < full; ++i)
    bar += "\xe2\x96\x88";
  bar += finished ? '|' : "|/-\\"[turn % 4];
  bar += std::string(static_cast<std::size_t>(room - full - 1), ' ');
  return left + bar + end;
}

} // namespace ftm::sim
