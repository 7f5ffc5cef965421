#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/report.hpp"
#include "deploy/demo/results.hpp"

#include <algorithm>
#include <fstream>

namespace ftm::sim {

namespace {

constexpr auto filters = "freqtrade.optimize.hyperopt_epoch_filters";

/// The lines that pass --best and --profitable; `total` = all lines.
std::vector<std::string> load_epochs(const session& s, std::size_t& total) {
  auto lines = read_results(results_file(s), s.args.subcommand);
  total = lines.size();
  auto best = s.args.has("best"), profitable = s.args.has("profitable");
  if (best || profitable)
    std::erase_if(lines, [&](const std::string& line) {
      auto x = parse_line(line);
      return (best && !x.value("is_best", false))
             || (profitable && real(x["results_metrics"]["profit_total"]) <= 0);
    });
  if (total > 0)
    info(filters, format("%zu %s%sepochs found.", lines.size(),
                         best ? "best " : "", profitable ? "profitable " : ""));
  return lines;
}

/// One column's cells with their decimal points one below the other.
void align_points(std::vector<std::string>& rows, std::size_t column) {
  std::size_t digits = 0;
  auto cell_of = [&](const std::string& row, std::size_t& from) {
    from = 0;
    for (std::size_t i = 0; i <= column; ++i)
      from = row.find('|', from) + 1;
    return row.substr(from + 1, 11);
  };
  auto after_point = [](const std::string& x) {
    auto dot = x.find('.');
    return dot == x.npos ? std::size_t{0} : x.size() - dot;
  };
  std::size_t from = 0;
  for (auto& r : rows)
    digits = std::max(digits, after_point(cell_of(r, from)));
  for (auto& r : rows) {
    auto cell = cell_of(r, from);
    auto shift =
        std::min(digits - after_point(cell), cell.find_first_not_of(' '));
    if (cell.find("N/A") != cell.npos)
      continue;
    r.replace(from + 1, 11, cell.substr(shift) + std::string(shift, ' '));
  }
}

} // namespace

int hyperopt_list(session& s) {
  load_config(s);
  misbehave(s.sim);
  pause_ms(s.sim.integer("duration_ms", 50));
  std::size_t total = 0;
  std::vector<json> epochs;
  for (auto& line : load_epochs(s, total))
    epochs.push_back(parse_line(line));
  if (epochs.empty()) {
    print("\n");
    return 0;
  }
  std::vector<std::string> rows;
  for (auto& x : epochs)
    rows.push_back(epoch_row(x, static_cast<int>(total), false));
  align_points(rows, 7);
  auto text = epoch_table_head();
  for (auto& r : rows)
    text += "\n" + r;
  print(text + "\n"
        + epoch_table_head().substr(0, epoch_table_head().find('\n')));
  auto best = std::find_if(epochs.rbegin(), epochs.rend(),
                           [](auto& x) { return x.value("is_best", false); });
  if (best != epochs.rend() && !s.args.has("no-details")) {
    print("\nBest result:\n\n" + epoch_details(*best, static_cast<int>(total))
          + "\n");
    auto& x = *best;
    print(s.args.has("print-json")
              ? params_as_json(x["params_details"], x["params_not_optimized"])
              : params_as_python(x["params_details"], x["params_not_optimized"])
                    + "\n");
  }
  return 0;
}

int hyperopt_show(session& s) {
  load_config(s);
  misbehave(s.sim);
  pause_ms(s.sim.integer("duration_ms", 50));
  auto n = std::atoi(s.args.get("index", "-1").c_str());
  std::size_t total = 0;
  auto epochs = load_epochs(s, total);
  auto count = static_cast<int>(epochs.size());
  if (n > count)
    throw operational_error{format(
        "The index of the epoch to show should be less than %d.", count + 1)};
  if (n < -count)
    throw operational_error{
        format("The index of the epoch to show should be greater than %d.",
               -count - 1)};
  auto x =
      parse_line(epochs[static_cast<std::size_t>(n > 0 ? n - 1 : count + n)]);
  print(backtest_report(x["results_metrics"]));
  if (!s.args.has("disable-param-export"))
    export_params(s, x);
  auto& details = x["params_details"];
  auto& fixed = x["params_not_optimized"];
  if (s.args.has("print-json")) {
    print(params_as_json(details, fixed));
    return 0;
  }
  if (!s.args.has("no-header"))
    print("\nEpoch details:\n");
  print(epoch_details(x, static_cast<int>(total)) + "\n");
  print(params_as_python(details, fixed) + "\n");
  return 0;
}

} // namespace ftm::sim
