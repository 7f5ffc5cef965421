#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"
#include "deploy/ftmanager/demo_bots.hpp"
#include "deploy/ftmanager/host.hpp"
#include "deploy/ftmanager/suite.hpp"
#include "shared/link/link.hpp"
#include "shared/util/file_limit.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// The broadcaster follows the gateway, which is made after it: a link whose
/// peer comes later.
caf::actor spawn_late(caf::actor_system& system, std::string name,
                      std::shared_ptr<caf::actor_addr> place) {
  link_options options;
  options.name = std::move(name);
  options.probe_every = std::chrono::hours(24); // it cannot freeze alone
  return system.spawn(peer_link, options,
                      [place](caf::event_based_actor*, auto done) {
                        auto x = caf::actor_cast<caf::strong_actor_ptr>(*place);
                        if (x)
                          done(x);
                        else
                          done(make_error(ec::unavailable, "not there yet"));
                      });
}

} // namespace

int serve_in_one_process(const suite_options& given) {
  auto x = given;
  x.file_limit = raise_file_limit();
  suite_config config{4, false};
  caf::actor_system system{config};
  suite_handles all;
  auto gateway_place = std::make_shared<caf::actor_addr>();
  all.supervisor = spawn_supervisor(system, x);
  all.monitors = system.spawn(
      monitors_router, [supervisor = all.supervisor](
                           caf::local_actor* self, const std::string& strategy,
                           const orchestrator_actor& orchestrator) {
        monitor_options options;
        options.strategy = strategy;
        return self->spawn(hyperopt_monitor, std::move(options), supervisor,
                           orchestrator);
      });
  all.orchestrator = spawn_orchestrator(system, x, all);
  log_into(caf::actor_cast<caf::actor>(all.orchestrator), "serve");
  caf::anon_send(all.monitors, atom::set_v,
                 caf::actor_cast<caf::strong_actor_ptr>(all.orchestrator));
  all.scheduler = spawn_scheduler(system, x, all);
  auto late = spawn_late(system, "gateway", gateway_place);
  all.gateway = caf::actor_cast<gateway_actor>(late);
  all.broadcaster = spawn_broadcaster(system, all);
  auto door = spawn_gateway(system, x, all);
  auto code = 0;
  std::vector<resident> residents{
      {"gateway", door ? caf::actor_cast<caf::actor>(*door) : caf::actor{}},
      {"scheduler", caf::actor_cast<caf::actor>(all.scheduler)},
      {"orchestrator", caf::actor_cast<caf::actor>(all.orchestrator)},
      {"monitors", caf::actor_cast<caf::actor>(all.monitors)},
      {"broadcaster", caf::actor_cast<caf::actor>(all.broadcaster)},
      {"supervisor", caf::actor_cast<caf::actor>(all.supervisor)}};
  if (!door) {
    spdlog::critical("gateway: cannot start: {}", system.render(door.error()));
    residents.erase(residents.begin());
    code = 1;
  } else {
    *gateway_place = residents.front().who.address();
    auto watch = spawn_watch(system, residents);
    if (x.demo)
      start_demo_bots(system, all.orchestrator);
    auto why = wait_for_signal();
    for (; why == wake_up::reload; why = wait_for_signal())
      reload_config(system, all.orchestrator);
    caf::anon_send_exit(watch, caf::exit_reason::kill);
    if (why == wake_up::part_ended)
      code = 70;
    else
      spdlog::info("serve: asked to end; bots go on trading");
  }
  end_in_order(system, residents);
  caf::anon_send_exit(late, caf::exit_reason::kill);
  leave(code);
}

} // namespace ftm
