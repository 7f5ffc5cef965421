#include "deploy/ftmanager/host.hpp"

#include "shared/protocol/atoms.hpp"
#include "shared/util/log.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <csignal>
#include <iostream>
#include <map>
#include <unistd.h>

namespace ftm {

namespace {

constexpr size_t longest_line = 4096;

sigset_t our_signals() {
  sigset_t y;
  sigemptyset(&y);
  for (int x : {SIGINT, SIGTERM, SIGHUP, SIGUSR1})
    sigaddset(&y, x);
  return y;
}

std::string sentence_of(uint8_t code, caf::atom_value,
                        const caf::message& details) {
  if (details.match_elements<std::string>())
    return details.get_as<std::string>(0);
  return to_string(static_cast<ec>(code));
}

log_level level_of(spdlog::level::level_enum x) {
  switch (x) {
  case spdlog::level::trace:
  case spdlog::level::debug:
    return log_level::debug;
  case spdlog::level::warn:
    return log_level::warning;
  case spdlog::level::err:
  case spdlog::level::critical:
    return log_level::error;
  default:
    return log_level::info;
  }
}

} // namespace

suite_config::suite_config(size_t threads, bool links_to_other_processes) {
  add_message_types<caf::id_block::ftm>();
  add_error_category(caf::atom("ftm"), sentence_of);
  if (links_to_other_processes) {
    load<caf::io::middleman>();
    set("middleman.workers", size_t{1});
  }
  // The default policy, stealing, wakes its workers up again and again.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", threads);
  set("logger.verbosity", caf::atom("quiet"));
}

void block_signals() {
  auto x = our_signals();
  pthread_sigmask(SIG_BLOCK, &x, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

wake_up wait_for_signal() {
  auto x = our_signals();
  for (;;) {
    int y = 0;
    if (sigwait(&x, &y) != 0)
      continue;
    if (y == SIGHUP)
      return wake_up::reload;
    return y == SIGUSR1 ? wake_up::part_ended : wake_up::terminate;
  }
}

caf::actor spawn_watch(caf::actor_system& system,
                       const std::vector<resident>& residents) {
  return system.spawn([residents](caf::event_based_actor* self) {
    std::map<caf::actor_addr, std::string> names;
    for (auto& x : residents) {
      names.emplace(x.who.address(), x.name);
      self->monitor(x.who);
    }
    self->set_down_handler([self, names](caf::down_msg& x) {
      auto i = names.find(x.source);
      spdlog::critical("{}: ended unexpectedly: {}",
                       i == names.end() ? "?" : i->second,
                       self->system().render(x.reason));
      ::kill(::getpid(), SIGUSR1);
    });
    return caf::behavior{[](atom::tick) {}};
  });
}

void end_in_order(caf::actor_system& system,
                  const std::vector<resident>& residents) {
  caf::scoped_actor self{system};
  for (auto& x : residents) {
    if (!x.who)
      continue;
    self->monitor(x.who);
    self->send_exit(x.who, caf::exit_reason::user_shutdown);
    bool gone = false;
    self->receive([&](const caf::down_msg&) { gone = true; },
                  caf::after(std::chrono::seconds(5)) >> [] {});
    if (!gone)
      spdlog::warn("{}: did not end within 5 s", x.name);
  }
}

void leave(int code) {
  set_log_sink({});
  if (auto logger = spdlog::default_logger())
    logger->flush();
  std::cout.flush();
  ::_exit(code);
}

std::filesystem::path program_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

void log_into(const caf::actor& part, const std::string& name) {
  set_log_sink([part = caf::actor_cast<caf::actor_addr>(part),
                name](spdlog::level::level_enum level, const std::string& x) {
    auto to = caf::actor_cast<caf::actor>(part);
    if (!to)
      return;
    log_line line;
    line.level = level_of(level);
    auto head = log_head_of(x.substr(0, longest_line));
    line.part = head.part.empty() ? name : std::move(head.part);
    line.strategy = std::move(head.strategy);
    line.text = std::move(head.text);
    caf::anon_send(to, atom::log_v, std::move(line));
  });
}

} // namespace ftm
