#include "deploy/demo/optimizer.hpp"
#include "deploy/demo/interrupts.hpp"
#include "deploy/demo/misbehaviour.hpp"
#include "deploy/demo/report.hpp"
#include "deploy/demo/results.hpp"
#include "deploy/demo/workers.hpp"

#include <algorithm>
#include <fstream>

namespace ftm::sim {

namespace {

constexpr auto logger = "freqtrade.optimize.hyperopt";
constexpr int initial_points = 30; // of freqtrade's optimizer

} // namespace

optimizer::optimizer(const session& s, run_facts facts, market m, int jobs)
    : s_(s), facts_(std::move(facts)), market_(std::move(m)), jobs_(jobs),
      total_(std::atoi(s.args.get("epochs", "100").c_str())),
      per_second_(s.sim.number("epochs_per_s", 20)),
      writer_(s.in_user_data("hyperopt_results"), facts_.strat.name),
      random_(mix(s.seed(), std::hash<std::string>{}(facts_.strat.name))) {
  // Another run is another search, unless it was asked to repeat itself.
  if (!s.sim.has("seed"))
    random_.seed(static_cast<std::uint64_t>(now_ms()));
}

bool optimizer::listed(std::string_view key, int number) const {
  auto list = s_.sim.list(key);
  return std::find(list.begin(), list.end(), number) != list.end();
}

epoch optimizer::evaluate(int number) {
  epoch e;
  e.number = number;
  e.is_initial = number <= initial_points;
  e.is_random = !e.is_initial && random_() % 5 == 0;
  auto near = !e.is_initial && !e.is_random && has_best_;
  e.params = draw(facts_, random_, near ? &best_ : nullptr);
  auto tuned = with(facts_.strat, e.params.details);
  auto open = facts_.max_open_trades;
  if (e.params.details.contains("max_open_trades"))
    open = e.params.details["max_open_trades"]["max_open_trades"];
  e.trades = run_toy(rules_of(tuned), market_, open, facts_.stake);
  e.m = measure(e.trades, market_, s_.config.value("dry_run_wallet", 1000.0));
  e.loss = loss_of(s_.args.get("hyperoptloss",
                               s_.config.value("hyperopt_loss", std::string{})),
                   e.m, std::atoi(s_.args.get("min-trades", "1").c_str()));
  return e;
}

std::string optimizer::line_of(epoch& e) {
  std::string_view odd = listed("nan_at", e.number)         ? "NaN"
                         : listed("inf_at", e.number)       ? "Infinity"
                         : listed("minus_inf_at", e.number) ? "-Infinity"
                                                            : "";
  e.is_best = odd.empty() && e.loss < best_loss_;
  if (e.is_best) {
    best_loss_ = e.loss;
    best_ = e.params;
    has_best_ = true;
  }
  return fthypt_line(e, facts_, market_, odd,
                     static_cast<std::size_t>(s_.sim.integer("line_bytes", 0)));
}

void optimizer::show_progress(int done, bool at_end) {
  auto seconds = static_cast<double>(now_ms() - started_ms_) / 1000;
  raw_err(progress_bar(done, total_, seconds, at_end ? 0 : ++turns_) + "\n");
}

void optimizer::publish(int number, const std::string& line, bool best) {
  if (best)
    best_line_ = line;
  if (best || s_.args.has("print-all"))
    print(epoch_row(parse_line(line), total_, true));
  if (s_.sim.flag("no_file"))
    return;
  if (listed("garbage_at", number))
    writer_.append("this is not JSON {\"loss\":");
  if (listed("half_line_at", number))
    writer_.append_slowly(line, s_.sim.integer("half_line_stall_ms", 2000));
  else
    writer_.append(line);
  ++saved_;
  if (listed("crash_at_epoch", number))
    crash(s_.sim);
  if (listed("interrupt_at_epoch", number))
    throw keyboard_interrupt{};
}

void optimizer::search() {
  if (s_.sim.flag("empty")) {
    writer_.touch();
    return;
  }
  print(epoch_table_head());
  for (int done = 0; done < total_;) {
    auto batch = std::min(jobs_, total_ - done);
    std::vector<epoch> epochs;
    for (int i = 1; i <= batch; ++i)
      epochs.push_back(evaluate(done + i));
    if (per_second_ > 0)
      pause_ms(static_cast<std::int64_t>(1000 * batch / per_second_));
    for (auto& e : epochs) {
      auto line = line_of(e);
      publish(e.number, line, e.is_best);
    }
    check_interrupt();
    done += batch;
    if (done < total_)
      show_progress(done, false);
  }
  show_progress(total_, true);
}

void optimizer::replay(const std::string& file) {
  std::ifstream in{file};
  if (!in)
    throw operational_error{"replay: file \"" + file + "\" not found"};
  print(epoch_table_head());
  int number = 0;
  auto start = now_ms();
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (per_second_ > 0 && (number - 1) % jobs_ == 0)
      pause_ms(start
               + static_cast<std::int64_t>(1000 * (number - 1) / per_second_)
               - now_ms());
    check_interrupt();
    // The flags stand at a line's end; the rest need not be looked at.
    auto tail = std::string_view{line};
    tail.remove_prefix(line.size() - std::min<std::size_t>(line.size(), 400));
    publish(number, line,
            tail.find("\"is_best\":true") != std::string_view::npos);
    if (number % std::max(jobs_, 50) == 0)
      show_progress(std::min(number, total_), false);
  }
}

void optimizer::finish() {
  info(logger,
       format("%d epochs saved to '", saved_) + writer_.file().string() + "'.");
  if (best_line_.empty()) {
    print("No epochs evaluated yet, no best result.");
    return;
  }
  auto x = parse_line(best_line_);
  if (!s_.args.has("disable-param-export"))
    export_params(s_, x);
  auto& details = x["params_details"];
  auto& fixed = x["params_not_optimized"];
  print("\nBest result:\n\n" + epoch_details(x, total_) + "\n");
  print(s_.args.has("print-json") ? params_as_json(details, fixed)
                                  : params_as_python(details, fixed) + "\n");
}

int optimizer::run() {
  started_ms_ = now_ms();
  {
    worker_pool workers{jobs_};
    try {
      pause_ms(s_.sim.integer("startup_ms", 100));
      auto file = s_.sim.text("replay");
      if (file.empty())
        search();
      else
        replay(file);
    } catch (keyboard_interrupt) {
      print("User interrupted..");
      pause_deaf_ms(s_.sim.integer("slow_stop_ms", 50));
    }
  }
  finish();
  return 0;
}

} // namespace ftm::sim
