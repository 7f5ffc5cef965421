#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/enums.hpp"
#include "shared/json/processes.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// Somebody has to end it before it ends by itself.
bool is_alive(process_state x) {
  switch (x) {
  case process_state::starting:
  case process_state::running:
  case process_state::ready:
  case process_state::hung:
  case process_state::stopping:
  case process_state::backing_off:
  case process_state::unkept:
    return true;
  default:
    return false;
  }
}

void get_processes(rest_context& c, const exchange_ptr& x) {
  auto& s = strategy_in(c, x->request);
  auto items = json::array();
  for (uint8_t k = 0; k < names_of<process_kind>().size(); ++k)
    items.push_back(
        shape_of(c, status_of(c, {s.strategy, static_cast<process_kind>(k)})));
  x->answer(ok({{"items", items}}));
}

void get_process(rest_context& c, const exchange_ptr& x) {
  auto id = process_in(c, x->request);
  auto y = shape_of(c, status_of(c, id));
  auto limit =
      static_cast<uint32_t>(number_in(x->request, "limit", 20, 1, 200));
  c.self
      ->request(c.supervisor, patience::command, atom::get_v,
                launches_query{id, "", limit})
      .then(
          [x, y](const std::vector<process_status>& launches) mutable {
            y["launches"] = array_of(launches);
            x->answer(ok(y));
          },
          fails(x));
}

void get_stats(rest_context& c, const exchange_ptr& x) {
  c.self
      ->request(c.supervisor, patience::command, atom::get_v,
                stats_query{process_in(c, x->request)})
      .then([x](const stats_history& y) { x->answer(ok(to_json(y))); },
            fails(x));
}

void start(rest_context& c, const exchange_ptr& x) {
  auto id = process_in(c, x->request);
  auto b = right(parse_start(x->request.body));
  process_request q{id, new_id(x->request, id.strategy, 80),
                    x->request.who.name, b.force};
  auto launch = q.launch;
  c.self
      ->request(c.orchestrator, patience::command, atom::start_v, std::move(q))
      .then(
          [x, c, id, launch](const process_status& y) {
            if (y.id != id || !same_launch(y.launch, launch))
              return x->answer(reply_of(
                  {409,
                   y.id != id
                       ? "This Idempotency-Key was used for another process."
                       : std::string{"It is "} + to_string(y.state)
                             + " already, as launch " + y.launch + ".",
                   {},
                   {{"launch", y.launch}, {"process", shape_of(c, y)}}}));
            x->answer(begun(location_of(id), shape_of(c, y)));
          },
          fails(x));
}

void control(rest_context& c, const exchange_ptr& x, process_action what) {
  auto id = process_in(c, x->request);
  auto launch = right(parse_launch(x->request.body)).launch;
  if (launch.empty())
    launch = status_of(c, id).launch;
  if (launch.empty())
    throw problem{409, "It was never started.", {}, {}};
  c.self
      ->request(
          c.supervisor, patience::command, atom::control_v,
          process_control{id, launch, what, x->request.who.name, std::string{}})
      .then(
          [x, c, id](const process_status& y) {
            x->answer(begun(location_of(id), shape_of(c, y)));
          },
          fails(x));
}

/// One button: every trade process that runs, paused ones included.
struct stop_all {
  exchange_ptr asker;
  size_t open = 0;
  json items = json::array();
  json errors = json::array();

  void one_less() {
    if (--open > 0)
      return;
    if (errors.empty())
      return asker->answer(begun("/state", {{"items", items}}));
    asker->answer(reply_of({502,
                            "Not every trade process could be told to stop.",
                            {},
                            {{"items", items}, {"failed", errors}}}));
  }
};

/// A bot that is started again between a picture and a stop.
constexpr int most_chases = 5;

/// Stops what runs, also if that is another launch than the one we know of.
void stop_one(rest_context& c, const std::shared_ptr<stop_all>& all,
              const process_id& id, const std::string& launch, int chases) {
  auto failed = [all, id](const caf::error& e) {
    all->errors.push_back({{"strategy", text(id.strategy)},
                           {"detail", text(problem_of(e).detail)}});
    all->one_less();
  };
  auto chase = [=](const caf::error& e) mutable {
    if (code_of(e) != ec::conflict || chases == 0)
      return failed(e);
    c.self
        ->request(c.supervisor, patience::command, atom::get_v,
                  launches_query{id, "", 1})
        .then(
            [=](const std::vector<process_status>& newest) mutable {
              if (newest.empty() || newest[0].launch == launch)
                return failed(e);
              stop_one(c, all, id, newest[0].launch, chases - 1);
            },
            failed);
  };
  c.self
      ->request(c.supervisor, patience::command, atom::control_v,
                process_control{id, launch, process_action::stop,
                                all->asker->request.who.name, std::string{}})
      .then(
          [all, c](const process_status& y) {
            all->items.push_back(shape_of(c, y));
            all->one_less();
          },
          chase);
}

void stop_trading(rest_context& c, const exchange_ptr& x) {
  right(parse_reload(x->request.body)); // nothing but {}
  auto all = std::make_shared<stop_all>();
  all->asker = x;
  std::vector<process_status> trades;
  for (auto* p : c.now.all<process_status>())
    if (p->id.kind == process_kind::trade && !p->launch.empty()
        && (is_alive(p->state) || p->wanted || !p->held_by.empty()))
      trades.push_back(*p);
  spdlog::warn("gateway: {} from {} stops all trading: {} process(es)",
               x->request.who.name, x->request.client, trades.size());
  all->open = trades.size() + 1;
  for (auto& p : trades)
    stop_one(c, all, p.id, p.launch, most_chases);
  all->one_less();
}

} // namespace

void add_processes(router& x) {
  x.add("GET", "strategies/{s}/processes", role::viewer, get_processes);
  x.add("GET", "strategies/{s}/processes/{kind}", role::viewer, get_process);
  x.add("GET", "strategies/{s}/processes/{kind}/stats", role::viewer,
        get_stats);
  x.add("POST", "strategies/{s}/processes/{kind}/start", role::operator_,
        start);
  x.add("POST", "strategies/{s}/processes/{kind}/stop", role::operator_,
        [](rest_context& c, const exchange_ptr& y) {
          control(c, y, process_action::stop);
        });
  x.add("POST", "strategies/{s}/processes/{kind}/reload", role::operator_,
        [](rest_context& c, const exchange_ptr& y) {
          control(c, y, process_action::reload);
        });
  x.add("POST", "trading/stop", role::operator_, stop_trading);
}

} // namespace ftm
