#include "deploy/ftmanager/warden.hpp"

#include "deploy/ftmanager/suite_links.hpp"
#include "shared/config/settings.hpp"
#include "shared/util/names.hpp"

#include <caf/stateful_actor.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <set>
#include <unistd.h>

namespace ftm {

namespace {

using self_ptr = warden_self_actor::stateful_pointer<warden_state>;
using kept_part = warden_state::kept_part;

constexpr milliseconds probe_every{2000};
constexpr milliseconds first_probe{200};
constexpr milliseconds patience_of_end{5000};

void report(self_ptr self, const std::string& name, std::string note) {
  auto& x = self->state.parts[name];
  part_status y;
  y.part = name;
  y.by = "warden";
  y.state = x.keeper.state();
  y.pid = x.process.pidfd >= 0 ? x.process.identity.pid : 0;
  y.restarts = x.keeper.restarts();
  y.note = x.note = std::move(note);
  y.since = std::chrono::system_clock::now();
  put_fact(self, std::move(y));
}

std::string write_down(self_ptr self) {
  std::vector<process_identity> list;
  for (auto& [name, x] : self->state.parts)
    if (x.process.pidfd >= 0)
      list.push_back(x.process.identity);
  auto error = record_parts(self->state.options.state_dir, list);
  if (!error.empty())
    spdlog::error("warden: {}", error);
  return error;
}

void start_later(self_ptr self, const std::string& name, milliseconds wait) {
  self->state.parts[name].next_start = self->clock().now() + wait;
  self->delayed_send(self, wait, atom::tick_v);
}

void start_part(self_ptr self, const std::string& name) {
  auto& st = self->state;
  auto& x = st.parts[name];
  auto kind = x.strategy.empty() ? name : "monitor";
  x.keeper.started(std::chrono::steady_clock::now());
  x.process =
      spawn_part_process(name, part_command(st.options, kind, x.strategy,
                                            x.keeper.restarts() > 0));
  if (x.process.pidfd < 0) {
    start_later(self, name, x.keeper.ended(std::chrono::steady_clock::now()));
    return report(self, name, "its program could not be started");
  }
  caf::actor_addr me = self->address();
  st.watcher->add(x.process.pidfd, [me] {
    if (auto to = caf::actor_cast<caf::actor>(me))
      caf::anon_send(to, atom::tick_v);
  });
  x.unrecorded = write_down(self);
  if (!x.unrecorded.empty()) {
    close_gate(x.process);
    return report(self, name, x.unrecorded);
  }
  open_gate(x.process);
  report(self, name, "");
}

void add_part(self_ptr self, const std::string& name,
              const std::string& strategy) {
  auto& st = self->state;
  auto& x = st.parts[name];
  x.strategy = strategy;
  if (!x.link)
    // The warden's own questions are its probes.
    x.link = spawn_link<part_actor>(self->system(), st.folder, name,
                                    std::chrono::hours(24));
  start_part(self, name);
}

/// Its process is gone: says so, and plans the next start.
void on_end(self_ptr self, const std::string& name, const std::string& how,
            int code) {
  auto& st = self->state;
  auto& x = st.parts[name];
  st.watcher->remove(x.process.pidfd);
  ::close(x.process.pidfd);
  x.process = {};
  if (st.ending || x.unwanted)
    return;
  if (!x.unrecorded.empty()) {
    auto wait = x.keeper.refused();
    start_later(self, name, wait);
    return report(self, name,
                  x.unrecorded
                      + " It does not run, since a part that nobody knows of "
                        "could not be replaced; it is tried again.");
  }
  auto refusal = code == refusal_code
                     ? take_refusal(st.folder, name).value_or(how)
                     : std::string{};
  // Nothing works yet that could be kept. Later, bots may be held for a run,
  // and the others go on.
  if (!refusal.empty() && !x.keeper.ever_ready()) {
    spdlog::critical("warden: {} says that it cannot run; ending", name);
    ::kill(::getpid(), SIGUSR1);
    return;
  }
  auto wait = refusal.empty() ? x.keeper.ended(std::chrono::steady_clock::now())
                              : x.keeper.refused();
  spdlog::error("warden: {} ended with {}; starting it again in {} ms", name,
                how, wait.count());
  start_later(self, name, wait);
  report(self, name,
         !refusal.empty() ? refusal + " It is tried again after a pause."
         : x.keeper.state() == part_state::failed
             ? "ended again and again, at last with " + how
                   + "; tried again after a pause"
             : "ended with " + how);
}

void reap(self_ptr self) {
  auto& st = self->state;
  std::vector<std::string> gone;
  for (auto& [name, x] : st.parts) {
    int code = 0;
    if (x.process.pidfd >= 0)
      if (auto how = reap_part(x.process, code); !how.empty())
        on_end(self, name, how, code);
    if (x.unwanted && x.process.pidfd < 0)
      gone.push_back(name);
  }
  for (auto& name : gone) {
    caf::anon_send_exit(st.parts[name].link, caf::exit_reason::kill);
    st.parts.erase(name);
    st.facts.drop("part/" + name + "/warden");
    answer_readers(self);
  }
  if (!gone.empty())
    write_down(self);
}

void start_due(self_ptr self) {
  auto& st = self->state;
  for (auto& [name, x] : st.parts)
    if (x.process.pidfd < 0 && !x.unwanted
        && x.next_start <= self->clock().now())
      start_part(self, name);
}

/// Ends one group after the other; whoever does not go in time is killed.
void go_on_ending(self_ptr self) {
  auto& st = self->state;
  for (;;) {
    bool alive = false;
    if (!st.to_end.empty())
      for (auto& name : st.to_end.back())
        alive = alive || st.parts[name].process.pidfd >= 0;
    if (alive) {
      if (self->clock().now() < st.patience || st.killed)
        return;
      st.killed = true;
      for (auto& name : st.to_end.back()) {
        spdlog::warn("warden: {} did not end within 5 s, killed", name);
        signal_part(st.parts[name].process, SIGKILL);
      }
      return;
    }
    if (!st.to_end.empty())
      st.to_end.pop_back();
    if (st.to_end.empty()) {
      write_down(self);
      st.ended.deliver(st.me);
      return;
    }
    st.killed = false;
    st.patience = self->clock().now() + patience_of_end;
    self->delayed_send(self, patience_of_end, atom::tick_v);
    for (auto& name : st.to_end.back())
      signal_part(st.parts[name].process, SIGTERM);
  }
}

caf::result<part_status> end_all(self_ptr self) {
  auto& st = self->state;
  st.ending = true;
  std::vector<std::string> monitors;
  for (auto& [name, x] : st.parts)
    if (!x.strategy.empty())
      monitors.push_back(name);
  st.to_end = {{"supervisor"}, {"broadcaster"}, monitors, {"orchestrator"},
               {"scheduler"},  {"gateway"},     {}};
  st.patience = self->clock().now();
  st.ended = self->make_response_promise<part_status>();
  go_on_ending(self);
  return caf::delegated<part_status>{};
}

/// The part, if it still is the process that was asked.
kept_part* find(self_ptr self, const std::string& name, pid_t pid) {
  auto i = self->state.parts.find(name);
  if (i == self->state.parts.end() || i->second.process.pidfd < 0
      || i->second.process.identity.pid != pid)
    return nullptr;
  return &i->second;
}

void on_silence(self_ptr self, const std::string& name, pid_t pid) {
  auto x = find(self, name, pid);
  if (x == nullptr || !x->keeper.missed(std::chrono::steady_clock::now()))
    return;
  spdlog::error("warden: {} (pid {}) does not answer, killed", name, pid);
  signal_part(x->process, SIGKILL);
}

void on_answer(self_ptr self, const std::string& name, pid_t pid,
               const part_status& said) {
  if (said.pid != pid) // a leftover has its socket
    return on_silence(self, name, pid);
  auto x = find(self, name, pid);
  if (x == nullptr)
    return;
  auto before = x->keeper.state();
  x->keeper.answered(said.state);
  auto note =
      x->keeper.state() == part_state::failed ? said.note : std::string{};
  if (before != x->keeper.state() || x->note != note)
    report(self, name, std::move(note));
}

void probe(self_ptr self, const std::string& name) {
  auto& x = self->state.parts[name];
  auto pid = x.process.identity.pid;
  self->request(x.link, probe_every, atom::get_v)
      .then([=](const part_status& said) { on_answer(self, name, pid, said); },
            [=](const caf::error&) { on_silence(self, name, pid); });
}

void take_over(self_ptr self, const config_text& x) {
  auto& st = self->state;
  st.config_revision = x.revision;
  auto config = config::parse(x.yaml, x.path, x.overrides);
  if (!config.value || st.ending)
    return;
  std::set<std::string> names;
  for (auto& s : config.value->strategies) {
    auto name = "monitor-" + slot_name(s.name);
    names.insert(name);
    auto i = st.parts.find(name);
    if (i == st.parts.end())
      add_part(self, name, s.name);
    else
      i->second.unwanted = false;
  }
  for (auto& [name, part] : st.parts)
    if (!part.strategy.empty() && !names.contains(name)) {
      part.unwanted = true;
      signal_part(part.process, SIGTERM);
    }
  reap(self); // some may not run at all at the moment
}

void follow_config(self_ptr self) {
  constexpr milliseconds wait{10000};
  self->state.following = true;
  self->request(self->state.orchestrator, wait + seconds{2}, atom::read_v,
                config_after{self->state.config_revision, wait})
      .then(
          [self](const config_text& x) {
            if (x.revision != self->state.config_revision)
              take_over(self, x);
            follow_config(self);
          },
          [self](const caf::error&) {
            // Asked again with the next probe.
            self->state.config_revision = 0;
            self->state.following = false;
          });
}

void look_after_all(self_ptr self) {
  auto& st = self->state;
  if (st.ending)
    return;
  for (auto& [name, x] : st.parts)
    if (x.process.pidfd >= 0)
      probe(self, name);
  if (!st.following)
    follow_config(self);
  self->delayed_send(self, probe_every, atom::get_v, uint64_t{0});
}

} // namespace

warden_self_actor::behavior_type warden(self_ptr self, suite_options options,
                                        std::filesystem::path folder) {
  auto& st = self->state;
  st.options = std::move(options);
  st.folder = std::move(folder);
  st.watcher = std::make_unique<fd_watcher>();
  report_health(self, "warden", part_state::ready);
  for (auto name :
       {"supervisor", "orchestrator", "scheduler", "broadcaster", "gateway"})
    add_part(self, name, "");
  st.orchestrator =
      caf::actor_cast<orchestrator_actor>(st.parts["orchestrator"].link);
  follow_config(self);
  self->delayed_send(self, first_probe, atom::get_v, uint64_t{0});
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self](atom::tick) {
        reap(self);
        if (self->state.ending)
          go_on_ending(self);
        else
          start_due(self);
        answer_readers(self);
      },
      [self](atom::control) { return end_all(self); },
      [self](atom::get, uint64_t) { look_after_all(self); },
  };
}

} // namespace ftm
