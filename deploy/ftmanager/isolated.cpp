#include "deploy/ftmanager/demo_bots.hpp"
#include "deploy/ftmanager/host.hpp"
#include "deploy/ftmanager/suite.hpp"
#include "deploy/ftmanager/suite_links.hpp"
#include "deploy/ftmanager/warden.hpp"
#include "shared/util/log.hpp"

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// The six groups of parts get 5 s each.
constexpr seconds time_to_end{40};

} // namespace

int serve_isolated(const suite_options& x) {
  auto file = x.logging.file;
  if (!file.empty())
    file.replace_filename(file.stem().string() + ".warden"
                          + file.extension().string());
  start_logging({file.string(), x.logging.level, x.logging.max_bytes,
                 x.logging.backup_count, true});
  auto folder = link_folder(x.state_dir);
  suite_config config{2, true};
  caf::actor_system system{config};
  if (!folder) {
    spdlog::critical("warden: {}", system.render(folder.error()));
    leave(1);
  }
  auto keeper = system.spawn(warden, x, *folder);
  auto part = caf::actor_cast<caf::actor>(keeper);
  log_into(part, "warden");
  if (auto e = publish_at(system, part, *folder, "warden")) {
    spdlog::critical("warden: {}", system.render(e));
    leave(1);
  }
  auto orchestrator =
      spawn_link<orchestrator_actor>(system, *folder, "orchestrator");
  auto watch = spawn_watch(system, {{"warden", part}});
  if (x.demo)
    start_demo_bots(system, orchestrator);
  auto why = wait_for_signal();
  for (; why == wake_up::reload; why = wait_for_signal())
    reload_config(system, orchestrator);
  if (why == wake_up::terminate)
    spdlog::info("serve: asked to end; bots go on trading");
  caf::anon_send_exit(watch, caf::exit_reason::kill);
  caf::scoped_actor self{system};
  self->request(keeper, time_to_end, atom::control_v)
      .receive([](const part_status&) {},
               [&](const caf::error& e) {
                 spdlog::error("warden: the parts did not end: {}",
                               system.render(e));
               });
  leave(why == wake_up::part_ended ? 1 : 0);
}

} // namespace ftm
