#include "actors/hyperopt_monitor/judge.hpp"
#include "actors/hyperopt_monitor/pareto.hpp"
#include "actors/hyperopt_monitor/selection.hpp"
#include "actors/hyperopt_monitor/stability.hpp"
#include "actors/hyperopt_monitor/winner_tracker.hpp"

#include <chrono>
#include <cstdio>
#include <numeric>
#include <random>
#include <stdexcept>

/// What judging costs without HTTP and disk, as JSON: milliseconds for 10,000,
/// 100,000 and 1,000,000 epochs of 8 parameters, and nanoseconds an epoch.
namespace ftm {
namespace {

constexpr int times = 5;

/// The best of some.
template <class F>
double milliseconds_of(F work) {
  double best = 1e9;
  for (int i = 0; i < times; ++i) {
    auto begin = std::chrono::steady_clock::now();
    work();
    std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - begin;
    best = std::min(best, took.count());
  }
  return best;
}

criteria rules_of(std::vector<criterion> x) {
  std::string error;
  auto y = criteria::compile(std::move(x), error);
  if (!y)
    throw std::runtime_error{error};
  return *y;
}

std::vector<epoch_column> columns_of(const std::vector<std::string>& x) {
  std::string error;
  auto y = pareto_columns(x, error);
  if (!y)
    throw std::runtime_error{error};
  return *y;
}

/// An epoch; one in 50 is better than all before it, as a hyperopt that learns.
epoch_row row_of(std::mt19937_64& r, uint64_t line) {
  std::normal_distribution<double> normal;
  auto better = static_cast<double>(line) * 1e-6;
  epoch_row y;
  y.line = y.epoch = line;
  y.trades = static_cast<uint32_t>(r() % 400);
  y.wins = y.trades / 2;
  y.losses = y.trades - y.wins;
  y.avg_profit = normal(r);
  y.profit_total_pct = 20 * normal(r) + better;
  y.profit_total_abs = 200 * normal(r);
  y.max_drawdown = std::abs(10 * normal(r));
  y.max_drawdown_abs = std::abs(90 * normal(r));
  y.duration = static_cast<double>(r() % 100'000);
  y.objective = normal(r) - better;
  y.sharpe = normal(r);
  y.sortino = normal(r);
  y.calmar = normal(r);
  y.expectancy = normal(r);
  y.profit_factor = std::abs(normal(r));
  y.cagr = normal(r);
  y.profit_median = normal(r);
  y.trades_per_day = static_cast<double>(y.trades) / 90;
  return y;
}

struct input {
  epoch_store store;
  std::vector<epoch_row> rows;
};

input input_of(size_t n) {
  constexpr const char* names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
  input y;
  std::mt19937_64 r{n};
  for (size_t i = 0; i < n; ++i) {
    y.rows.push_back(row_of(r, i + 1));
    y.store.append(y.rows.back(), {i * 700, 700});
    for (const auto* name : names)
      y.store.params.set(name, static_cast<double>(r() % 1'000));
    y.store.params.end_row();
  }
  return y;
}

void figure(const char* name, double ms, size_t n, const char* end = ",") {
  std::printf("    \"%s\": {\"ms\": %.3f, \"ns_per_epoch\": %.2f}%s\n", name,
              ms, ms * 1e6 / static_cast<double>(n), end);
}

void measure(size_t n) {
  auto x = input_of(n);
  const criterion drawdown{"max_drawdown", comparison::le, 20, sorting::none};
  const criterion winrate{"winrate", comparison::ge, 0.3, sorting::none};
  const criterion profit{"profit_total_pct", comparison::ge, -10,
                         sorting::descending};
  const criterion param{"params.c", comparison::ge, 500, sorting::ascending};
  auto rules = rules_of({drawdown, winrate, profit});
  auto of_param = rules_of({drawdown, param});
  std::vector<uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0U);
  auto two = columns_of({"profit_total_pct", "max_drawdown"});
  auto three = columns_of({"profit_total_pct", "max_drawdown", "sharpe"});
  auto ask = [&](const criteria& c, judging q) {
    std::string error;
    if (!judge(x.store, c, q, error))
      throw std::runtime_error{error};
  };
  std::printf("  {\n    \"epochs\": %zu,\n    \"bytes_per_epoch\": %.1f,\n", n,
              static_cast<double>(x.store.memory()) / static_cast<double>(n));
  figure("append", milliseconds_of([&] {
           epoch_store y;
           for (const auto& row : x.rows)
             y.append(row, {0, 700});
         }),
         n);
  figure("select_3_criteria",
         milliseconds_of([&] { select_rows(x.store, rules); }), n);
  judging best;
  figure("what_if_limit_4", milliseconds_of([&] { ask(rules, best); }), n);
  figure("what_if_by_parameter", milliseconds_of([&] { ask(of_param, best); }),
         n);
  judging page;
  page.limit = 8192;
  figure("sorted_page_of_8192", milliseconds_of([&] { ask(rules, page); }), n);
  judging explained;
  for (uint64_t i = 1; i <= 1'000; ++i)
    explained.explain.push_back(i * n / 1'000);
  figure("explain_1000_lines", milliseconds_of([&] { ask(rules, explained); }),
         n);
  figure("pareto_2_fields",
         milliseconds_of([&] { pareto_front(x.store, all, two); }), n);
  figure("pareto_3_fields",
         milliseconds_of([&] { pareto_front(x.store, all, three); }), n);
  figure("stability_8_parameters",
         milliseconds_of([&] { stability_of(x.store, rules, n / 2, 10); }), n);
  figure("winner_epoch_by_epoch", milliseconds_of([&] {
           winner_tracker y{rules};
           y.follow(x.store);
         }),
         n);
  figure("front_epoch_by_epoch", milliseconds_of([&] {
           pareto_tracker y{two, rules};
           y.follow(x.store);
           y.rows(x.store);
         }),
         n, "");
  std::printf("  }");
}

} // namespace
} // namespace ftm

int main() {
  std::printf("[\n");
  const size_t sizes[] = {10'000, 100'000, 1'000'000};
  for (auto n : sizes) {
    ftm::measure(n);
    std::printf(n == sizes[2] ? "\n]\n" : ",\n");
  }
}
