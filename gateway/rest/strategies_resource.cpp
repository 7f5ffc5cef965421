#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/enums.hpp"
#include "shared/json/epochs.hpp"
#include "shared/json/runs.hpp"
#include "shared/json/settings.hpp"

namespace ftm {

namespace {

void get_strategies(rest_context& c, const exchange_ptr& x) {
  auto items = json::array();
  for (auto* s : c.now.all<strategy_status>())
    items.push_back(to_json(*s));
  x->answer(ok({{"items", items}}));
}

template <class T>
json fact_or_null(const rest_context& c, const std::string& key) {
  auto* y = c.now.find<T>(key);
  return y ? to_json(*y) : json(nullptr);
}

/// The unfinished run, else the last one.
json run_of(const rest_context& c, const std::string& strategy) {
  const run_status* y = nullptr;
  for (auto* r : c.now.all<run_status>()) {
    if (r->strategy != strategy)
      continue;
    if (!y || !r->ended_at || (y->ended_at && r->started_at > y->started_at))
      y = r;
  }
  return y ? to_json(*y) : json(nullptr);
}

void get_strategy(rest_context& c, const exchange_ptr& x) {
  auto& s = strategy_in(c, x->request);
  auto processes = json::array();
  for (uint8_t k = 0; k < names_of<process_kind>().size(); ++k)
    processes.push_back(
        shape_of(c, status_of(c, {s.strategy, static_cast<process_kind>(k)})));
  x->answer(ok(
      {{"strategy", to_json(s)},
       {"processes", processes},
       {"hyperopt", fact_or_null<hyperopt_status>(c, "hyperopt/" + s.strategy)},
       {"schedule", fact_or_null<schedule_status>(c, "schedule/" + s.strategy)},
       {"run", run_of(c, s.strategy)}}));
}

} // namespace

void add_strategies(router& x) {
  x.add("GET", "strategies", role::viewer, get_strategies);
  x.add("GET", "strategies/{s}", role::viewer, get_strategy);
}

} // namespace ftm
