#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"
#include "deploy/ftmanager/host.hpp"
#include "deploy/ftmanager/part_spawner.hpp"
#include "deploy/ftmanager/suite.hpp"
#include "deploy/ftmanager/suite_links.hpp"
#include "shared/link/unix_socket.hpp"
#include "shared/util/file_limit.hpp"
#include "shared/util/log.hpp"
#include "shared/util/names.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// What this process's part needs of the others.
suite_handles links_for(const suite_links& link, const std::string& part) {
  suite_handles y;
  if (part != "supervisor" && part != "scheduler")
    y.supervisor = link.to<supervisor_actor>("supervisor");
  if (part != "supervisor" && part != "orchestrator")
    y.orchestrator = link.to<orchestrator_actor>("orchestrator");
  if (part == "orchestrator" || part == "broadcaster" || part == "gateway")
    y.monitors = link.to_monitors();
  if (part == "gateway")
    y.broadcaster = link.to<broadcaster_actor>("broadcaster");
  if (part == "broadcaster") {
    y.scheduler = link.to<scheduler_actor>("scheduler");
    y.gateway = link.to<gateway_actor>("gateway");
    y.warden = link.to<warden_actor>("warden");
  }
  return y;
}

caf::expected<caf::actor> spawn_part(caf::actor_system& system,
                                     const suite_options& x,
                                     const std::string& part,
                                     const std::string& strategy,
                                     const suite_handles& peers) {
  if (part == "supervisor")
    return caf::actor_cast<caf::actor>(spawn_supervisor(system, x));
  if (part == "orchestrator")
    return caf::actor_cast<caf::actor>(spawn_orchestrator(system, x, peers));
  if (part == "scheduler")
    return caf::actor_cast<caf::actor>(spawn_scheduler(system, x, peers));
  if (part == "broadcaster")
    return caf::actor_cast<caf::actor>(spawn_broadcaster(system, peers));
  if (part == "monitor") {
    monitor_options options;
    options.strategy = strategy;
    return caf::actor_cast<caf::actor>(system.spawn(
        hyperopt_monitor, options, peers.supervisor, peers.orchestrator));
  }
  if (part == "gateway") {
    auto y = spawn_gateway(system, x, peers);
    if (!y)
      return y.error();
    return caf::actor_cast<caf::actor>(*y);
  }
  return make_error(ec::invalid,
                    "unknown part " + part
                        + "; expected supervisor, orchestrator, scheduler, "
                          "broadcaster, gateway or monitor");
}

} // namespace

int run_part(const suite_options& given, const std::string& part,
             const std::string& strategy) {
  auto x = given;
  x.file_limit = raise_file_limit(); // the warden left it as it was
  auto full_name = part == "monitor" ? "monitor-" + slot_name(strategy) : part;
  block_signals();
  auto file = x.logging.file;
  if (!file.empty())
    file.replace_filename(file.stem().string() + "." + full_name
                          + file.extension().string());
  start_logging({file.string(), x.logging.level, x.logging.max_bytes,
                 x.logging.backup_count, true});
  auto folder = link_folder(x.state_dir);
  suite_config config{2, true};
  caf::actor_system system{config};
  if (!folder) {
    spdlog::critical("{}: {}", full_name, system.render(folder.error()));
    leave(1);
  }
  suite_links links{system, *folder};
  auto peers = links_for(links, part);
  auto spawned = spawn_part(system, x, part, strategy, peers);
  if (!spawned) {
    spdlog::critical("{}: cannot start: {}", full_name,
                     system.render(spawned.error()));
    if (code_of(spawned.error()) != ec::invalid)
      leave(1);
    leave_refusal(*folder, full_name, system.render(spawned.error()));
    leave(refusal_code);
  }
  log_into(*spawned, full_name);
  if (peers.monitors)
    caf::anon_send(
        peers.monitors, atom::set_v,
        part == "orchestrator"
            ? caf::actor_cast<caf::strong_actor_ptr>(*spawned)
            : caf::actor_cast<caf::strong_actor_ptr>(peers.orchestrator));
  if (auto e = publish_at(system, *spawned, *folder, full_name)) {
    spdlog::critical("{}: {}", full_name, system.render(e));
    leave(1);
  }
  std::vector<resident> residents{{full_name, *spawned}};
  auto watch = spawn_watch(system, residents);
  auto why = wait_for_signal();
  while (why == wake_up::reload)
    why = wait_for_signal();
  caf::anon_send_exit(watch, caf::exit_reason::kill);
  end_in_order(system, residents);
  leave(why == wake_up::part_ended ? 70 : 0);
}

} // namespace ftm
