#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/epochs.hpp"
#include "shared/json/runs.hpp"

namespace ftm {

namespace {

std::string location_of_run(const std::string& id) {
  return "/runs/" + url_encode(id);
}

void get_runs(rest_context& c, const exchange_ptr& x) {
  auto limit =
      static_cast<uint32_t>(number_in(x->request, "limit", 50, 1, 500));
  auto strategy = strategy_in(c, x->request).strategy;
  c.self
      ->request(c.orchestrator, patience::command, atom::get_v,
                runs_query{strategy, "", x->request.asked("cursor"), limit})
      .then(
          [x, limit](const std::vector<run_status>& y) {
            x->answer(
                ok({{"items", array_of(y)},
                    {"next_cursor",
                     y.size() < limit ? json(nullptr) : json(y.back().id)}}));
          },
          fails(x));
}

void start_run(rest_context& c, const exchange_ptr& x) {
  auto strategy = strategy_in(c, x->request).strategy;
  auto q = right(parse_run(x->request.body));
  q.id = new_id(x->request, strategy, 48);
  q.strategy = strategy;
  q.trigger = trigger_of(x->request);
  q.by = x->request.who.name;
  auto id = q.id;
  auto dry = q.dry_run;
  c.self
      ->request(c.orchestrator, patience::command, atom::start_v, std::move(q))
      .then(
          [x, id, strategy, dry](const run_status& y) {
            if (y.id != id || y.strategy != strategy)
              return x->answer(reply_of(
                  {409,
                   y.id == id
                       ? "This Idempotency-Key was used for another strategy."
                       : "The run " + y.id + " is not over yet: it is "
                             + to_string(y.state) + ".",
                   {},
                   {{"run", to_json(y)}}}));
            // A dry run is a plan: over already, and kept nowhere.
            x->answer(dry ? ok(to_json(y))
                          : begun(location_of_run(id), to_json(y)));
          },
          fails(x));
}

void get_run(rest_context& c, const exchange_ptr& x) {
  auto id = x->request.name("id");
  if (auto* y = c.now.find<run_status>("run/" + id))
    return x->answer(ok(to_json(*y)));
  c.self
      ->request(c.orchestrator, patience::command, atom::get_v,
                runs_query{"", id, "", 1})
      .then(
          [x, id](const std::vector<run_status>& y) {
            if (y.empty())
              return x->answer(
                  reply_of({404, "There is no run \"" + id + "\".", {}, {}}));
            x->answer(ok(to_json(y.front())));
          },
          fails(x));
}

void control(rest_context& c, const exchange_ptr& x, run_action what) {
  right(parse_reload(x->request.body)); // nothing but {}
  auto id = x->request.name("id");
  c.self
      ->request(c.orchestrator, patience::command, atom::control_v,
                run_control{id, what, x->request.who.name})
      .then(
          [x, id](const run_status& y) {
            x->answer(begun(location_of_run(id), to_json(y)));
          },
          fails(x));
}

void get_decision(rest_context& c, const exchange_ptr& x) {
  c.self
      ->request(c.orchestrator, patience::command, atom::get_v,
                decision_query{x->request.name("id")})
      .then([x](const ranking& y) { x->answer(ok(to_json(y))); }, fails(x));
}

} // namespace

void add_runs(router& x) {
  x.add("GET", "strategies/{s}/runs", role::viewer, get_runs);
  x.add("POST", "strategies/{s}/runs", role::operator_, start_run);
  x.add("GET", "runs/{id}", role::viewer, get_run);
  x.add("POST", "runs/{id}/cancel", role::operator_,
        [](rest_context& c, const exchange_ptr& y) {
          control(c, y, run_action::cancel);
        });
  x.add("GET", "runs/{id}/decision", role::viewer, get_decision);
}

} // namespace ftm
