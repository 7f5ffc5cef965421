#include "deploy/ftmanager/suite.hpp"

#include "actors/orchestrator/orchestrator.hpp"
#include "actors/scheduler/scheduler.hpp"
#include "actors/supervisor/launch_cgroup.hpp"
#include "actors/supervisor/supervisor.hpp"
#include "deploy/ftmanager/host.hpp"
#include "gateway/gateway_actor.hpp"
#include "shared/util/file.hpp"

#include <caf/scoped_actor.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <future>
#include <iostream>

#include <thread>

namespace ftm {

namespace {

struct gateway_start {
  gateway_address at;
  std::string failure;
};

/// A path as it is typed in the folder where this runs.
std::string typed(const std::filesystem::path& x) {
  std::error_code e;
  auto here = std::filesystem::current_path(e);
  auto y = e ? x : x.lexically_proximate(here);
  auto text = (y.empty() || *y.begin() == ".." ? x : y).string();
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789/._-+,:@";
  if (text.find_first_not_of(plain) == std::string::npos)
    return text;
  for (size_t i = 0; (i = text.find('\'', i)) != std::string::npos; i += 4)
    text.replace(i, 1, R"('\'')");
  return "'" + text + "'";
}

/// Prints the link, and writes down for the command line where we listen.
void announce(const suite_options& x, const gateway_address& at) {
  std::cout << "\nFreqTrade Manager is ready. Open the dashboard:\n\n  "
            << at.link << "\n\n";
  if (x.demo)
    std::cout << "Or look at it from another terminal:\n\n  "
              << typed(program_folder() / "ftmanager") << " status --state-dir "
              << typed(x.state_dir) << "\n\n";
  std::cout << std::flush;
  nlohmann::json y{{"v", 1}, {"url", at.url}};
  auto file = x.state_dir / "gateway.json";
  if (auto e = write_file_durably(file, y.dump()))
    spdlog::warn("gateway: cannot write {}: {}", file.string(), e.message());
}

} // namespace

supervisor_options supervisor_options_of(const suite_options& x) {
  supervisor_options y;
  y.state_dir = x.state_dir;
  y.shim = program_folder() / "ftm-shim";
  y.file_limit = x.file_limit;
  y.cgroup = delegated_cgroup();
  y.stats_interval = x.process_stats_interval;
  return y;
}

supervisor_actor spawn_supervisor(caf::actor_system& system,
                                  const suite_options& x) {
  return system.spawn(supervisor, supervisor_options_of(x));
}

orchestrator_actor spawn_orchestrator(caf::actor_system& system,
                                      const suite_options& x,
                                      const suite_handles& peers) {
  orchestrator_options y;
  y.config_path = x.config;
  y.state_dir = x.state_dir;
  y.keep_config = x.keep_config;
  return system.spawn(orchestrator, std::move(y), peers.supervisor,
                      caf::actor_cast<monitor_actor>(peers.monitors));
}

scheduler_actor spawn_scheduler(caf::actor_system& system,
                                const suite_options& x,
                                const suite_handles& peers) {
  scheduler_options y;
  y.state_dir = x.state_dir;
  return system.spawn(scheduler, std::move(y), peers.orchestrator);
}

broadcaster_actor spawn_broadcaster(caf::actor_system& system,
                                    const suite_handles& peers) {
  std::vector<followed_part> fixed;
  auto add = [&](const char* name, const auto& part) {
    if (part)
      fixed.push_back({name, caf::actor_cast<part_actor>(part), ""});
  };
  add("supervisor", peers.supervisor);
  add("orchestrator", peers.orchestrator);
  add("scheduler", peers.scheduler);
  add("gateway", peers.gateway);
  add("warden", peers.warden);
  return system.spawn(broadcaster, std::move(fixed),
                      caf::actor_cast<monitor_actor>(peers.monitors),
                      peers.orchestrator);
}

caf::expected<config_text> wait_for_config(caf::actor_system& system,
                                           const orchestrator_actor& whom) {
  caf::scoped_actor self{system};
  caf::error last;
  auto until = std::chrono::steady_clock::now() + seconds{10};
  do {
    config_text y;
    last = {};
    self->request(whom, seconds{5}, atom::read_v, config_after{})
        .receive([&](config_text& x) { y = std::move(x); },
                 [&](caf::error& e) { last = std::move(e); });
    if (!last)
      return y;
    std::this_thread::sleep_for(milliseconds{20});
  } while (std::chrono::steady_clock::now() < until);
  return last;
}

caf::expected<gateway_actor> spawn_gateway(caf::actor_system& system,
                                           const suite_options& x,
                                           const suite_handles& peers) {
  auto text = wait_for_config(system, peers.orchestrator);
  if (!text)
    return text.error();
  gateway_options y;
  y.state_dir = x.state_dir;
  y.web = web_settings_of(x, *text);
  y.demo = x.demo;
  auto opened = std::make_shared<std::promise<gateway_start>>();
  auto open = opened->get_future();
  y.on_ready = [opened](const gateway_address& at) {
    opened->set_value({at, {}});
  };
  y.on_failed = [opened](const std::string& why) {
    opened->set_value({{}, why});
  };
  auto door = system.spawn(
      gateway, std::move(y), peers.orchestrator, peers.supervisor,
      caf::actor_cast<monitor_actor>(peers.monitors), peers.broadcaster);
  if (open.wait_for(seconds{10}) != std::future_status::ready) {
    caf::anon_send_exit(door, caf::exit_reason::kill);
    return make_error(ec::unavailable, "the port did not open within 10 s");
  }
  auto start = open.get();
  if (!start.failure.empty())
    return make_error(ec::invalid, start.failure);
  announce(x, start.at);
  return door;
}

void reload_config(caf::actor_system& system, const orchestrator_actor& x) {
  caf::scoped_actor self{system};
  config_change change;
  change.apply = true;
  change.by = "SIGHUP";
  self->request(x, seconds{10}, atom::set_v, std::move(change))
      .receive(
          [](const config_report& r) {
            if (r.accepted)
              spdlog::info("orchestrator: the config was read again, revision "
                           "{}",
                           r.revision);
            else
              spdlog::error("orchestrator: the new config.yaml is not valid, "
                            "the old one stays in force; see `ftmanager "
                            "check`");
          },
          [&](const caf::error& e) {
            spdlog::error("orchestrator: could not read the config again: {}",
                          system.render(e));
          });
}

} // namespace ftm
