#include "gateway/rest/resources.hpp"
#include "gateway/rest/router.hpp"
#include "shared/json/settings.hpp"

namespace ftm {

namespace {

void get_workflow(rest_context& c, const exchange_ptr& x) {
  x->answer(ok(to_json(strategy_in(c, x->request))));
}

void patch_workflow(rest_context& c, const exchange_ptr& x) {
  auto q = right(parse_switches(x->request.body));
  q.strategy = strategy_in(c, x->request).strategy;
  q.by = x->request.who.name;
  c.self->request(c.orchestrator, patience::command, atom::set_v, std::move(q))
      .then([x](const strategy_status& y) { x->answer(ok(to_json(y))); },
            fails(x));
}

void change_config(rest_context& c, const exchange_ptr& x, config_change q,
                   bool apply) {
  q.apply = apply;
  q.by = x->request.who.name;
  c.self->request(c.orchestrator, patience::command, atom::set_v, std::move(q))
      .then([x](const config_report& y) { x->answer(ok(to_json(y))); },
            fails(x));
}

} // namespace

void add_settings(router& x) {
  x.add("GET", "strategies/{s}/workflow", role::viewer, get_workflow);
  x.add("PATCH", "strategies/{s}/workflow", role::operator_, patch_workflow);
  x.add("POST", "config/validate", role::admin,
        [](rest_context& c, const exchange_ptr& y) {
          change_config(c, y, right(parse_validate(y->request.body)), false);
        });
  x.add("POST", "config/reload", role::admin,
        [](rest_context& c, const exchange_ptr& y) {
          change_config(c, y, right(parse_reload(y->request.body)), true);
        });
}

} // namespace ftm
