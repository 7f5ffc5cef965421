#include "actors/supervisor/foreign_processes.hpp"
#include "actors/supervisor/launch_cgroup.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/util/names.hpp"
#include "shared/util/text.hpp"

#include <cstring>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr int64_t report_patience_ms = 2000;
constexpr int64_t socket_patience_ms = 2000;

std::optional<caf::error> check(const process_spec& x) {
  auto invalid = [](const char* why) { return make_error(ec::invalid, why); };
  if (!is_id(x.launch))
    return invalid("A launch id is 1 to 80 of [A-Za-z0-9._-].");
  if (x.id.strategy.empty())
    return invalid("The strategy has no name.");
  if (x.command.empty() || x.command[0].empty())
    return invalid("There is no command.");
  if (!x.folder.starts_with('/'))
    return invalid("The folder of a command must be absolute.");
  auto has_nul = [](const std::string& s) {
    return s.find('\0') != std::string::npos;
  };
  for (auto& w : x.command)
    if (has_nul(w))
      return invalid("The command holds a NUL byte.");
  for (auto& [name, value] : x.environment)
    if (name.empty() || has_nul(name + value)
        || name.find('=') != std::string::npos)
      return invalid("The environment holds a name that cannot be.");
  return {};
}

bool must_be_alone(process_kind x) {
  return x == process_kind::trade || x == process_kind::hyperopt;
}

} // namespace

/// What a run may not start: trade that another run pauses, or that a person
/// has stopped, however late its question comes.
std::optional<caf::error>
supervision::refuse_run(const entry& x, const process_spec& spec) const {
  if (spec.run.empty() || spec.id.kind != process_kind::trade
      || x.wanted.held_by == spec.run)
    return {};
  if (!x.wanted.held_by.empty())
    return make_error(ec::conflict,
                      "Trade is held by the run " + x.wanted.held_by + ".");
  if (x.wanted.wanted || x.status.launch.empty())
    return {};
  return make_error(ec::conflict, "A person stopped trade of "
                                      + spec.id.strategy
                                      + ", so the run does not start it.");
}

/// Asked only when nothing of ours is alive, so that whatever does the work is
/// another's, or a leftover of a launch that nobody can read any longer.
std::optional<caf::error>
supervision::refuse_foreign(const process_spec& spec) const {
  if (spec.force || !must_be_alone(spec.id.kind))
    return {};
  auto found = find_foreign(spec);
  if (!found)
    return {};
  auto slot = run_slot{options_.state_dir, spec.id}.path().string();
  return make_error(ec::foreign_process, name_foreign(*found, slot));
}

void supervision::start(process_spec spec, reply answer) {
  if (auto e = check(spec))
    return answer(*e);
  if (auto known = entries_.find(spec.id); known != entries_.end()) {
    auto& x = known->second;
    if (names_chain(x, spec.launch))
      return answer(x.status);
    if (auto r = x.slot.launch(spec.launch))
      return answer(describe(x, *r));
    if (x.live)
      return answer(x.status);
    if (auto e = refuse_run(x, spec))
      return answer(*e);
  }
  if (auto e = refuse_foreign(spec))
    return answer(*e);
  auto& x = entry_of(spec.id);
  x.budget.reset();
  launch_record r;
  r.first = spec.launch;
  if (spec.id.kind == process_kind::trade && !spec.run.empty())
    r.resumes = x.newest.spec.run == spec.run && !x.newest.resumes.empty()
                    ? x.newest.resumes
                    : x.newest.first;
  r.spec = std::move(spec);
  if (auto e = launch(x, std::move(r), answer))
    answer(*e);
}

/// Steps 1 and 2 of the creation order. Returns why there is no launch; else
/// `answer` is called.
std::optional<caf::error> supervision::launch(entry& x, launch_record r,
                                              reply answer) {
  r.history = x.budget.history(shim::boot_id());
  if (auto e = x.slot.create(r))
    return make_error(ec::storage, "The run folder " + x.slot.path().string()
                                       + " cannot be written: " + e.message()
                                       + ".");
  verdicts_.forget({x.slot.id(), r.spec.launch}); // of one that was deleted
  x.relaunch_due = -1;
  x.held_back.reset();
  auto before = x.wanted;
  store_wanted(x, true, {}, r.spec.by);
  fill(x, r);
  apply(x, process_event::spawned);
  x.live = std::make_unique<live_launch>();
  x.live->record = r;
  x.live->before = before;
  x.live->waiting.push_back(std::move(answer));
  watch_output(x);
  if (!spawn(x, false))
    return {};
  publish(x);
  spdlog::info("supervisor: [{}] starts {} as launch {}", r.spec.id.strategy,
               to_string(r.spec.id.kind), r.spec.launch);
  return {};
}

/// Spawns the shim; if it cannot be, the launch ends here.
bool supervision::spawn(entry& x, bool adopt) {
  auto& l = *x.live;
  shim_order order{options_.shim,
                   x.slot.folder(l.record.spec.launch),
                   generation_,
                   adopt,
                   l.record.spec,
                   options_.file_limit,
                   {}};
  if (!adopt)
    l.cgroup = make_launch_cgroup(options_.cgroup, order.folder);
  order.cgroup = l.cgroup;
  order.spec.environment = child_environment(order.spec.environment);
  int error = 0;
  l.spawning = spawn_shim(order, error);
  l.adopting = adopt;
  if (l.spawning) {
    l.report_due = shim::boottime_ms() + report_patience_ms;
    fds_[l.spawning->fd()] = x.slot.id();
    hooks_.watch(l.spawning->fd());
    return true;
  }
  auto text =
      options_.shim.string() + " cannot be executed: " + std::strerror(error);
  spdlog::error("supervisor: {}", text);
  if (adopt) {
    mark_unkept(x, text);
    l.connect_due = l.adopt_after; // settle it again then
    l.connect_until = 0;
    return false;
  }
  launch_exit e;
  e.launch = l.record.spec.launch;
  e.reason = "never_started";
  e.error = text;
  e.ended_at = std::chrono::system_clock::now();
  write_end(x, e);
  ended(x);
  return false;
}

void supervision::answer_waiting(entry& x,
                                 const caf::expected<process_status>& y) {
  auto waiting = std::move(x.live->waiting);
  x.live->waiting.clear();
  for (auto& w : waiting)
    w(y);
}

void supervision::on_report(entry& x) {
  auto& l = *x.live;
  auto r = l.spawning->read();
  using what = shim_report::what;
  if (r.kind == what::pending) {
    hooks_.watch(l.spawning->fd());
    return;
  }
  hooks_.forget(l.spawning->fd());
  fds_.erase(l.spawning->fd());
  l.spawning.reset();
  l.report_due = -1;
  l.connect_until = shim::boottime_ms() + socket_patience_ms;
  auto is_other = r.kind == what::busy && r.text != l.record.spec.launch;
  if (l.adopting
      && (is_other || r.kind == what::failed || r.kind == what::silent))
    return on_adopter(x, r);
  if (is_other)
    return on_busy(x, r.text);
  if (r.kind == what::started) {
    if (auto s = x.slot.state_of(l.record.spec.launch))
      l.state = *s;
    x.status.pid = r.pid;
    x.status.started_at =
        timestamp{std::chrono::duration_cast<timestamp::duration>(
            std::chrono::nanoseconds{l.state.started_at})};
    auto limit = l.record.spec.time_limit;
    if (limit.count() > 0) {
      l.time_out_due = l.state.started_boottime_ms
                       + std::chrono::milliseconds{limit}.count();
      x.status.deadline_at = *x.status.started_at + limit;
    }
    if (!l.unkept)
      apply(x, process_event::started);
    publish(x);
    answer_waiting(x, x.status);
  } else if (r.kind == what::failed) {
    x.status.error = r.text;
    answer_waiting(
        x, make_error(r.storage ? ec::storage : ec::spawn_failed,
                      "The command cannot be started: " + r.text + "."));
  }
  if (x.live)
    connect(x);
}

/// The adopting shim does not adopt. What it should have adopted lives, so it
/// stays what it is, and another one is tried later.
void supervision::on_adopter(entry& x, const shim_report& r) {
  auto why = r.kind == shim_report::what::busy
                 ? "launch " + r.text + " has its place"
                 : r.text;
  mark_unkept(x, "its shim was lost, and another one cannot adopt it: " + why);
  spdlog::error("supervisor: [{}] launch {}: {}", x.slot.id().strategy,
                x.status.launch, x.status.error);
  x.live->connect_due = x.live->adopt_after;
  x.live->connect_until = 0;
}

/// Another launch of this process lives, which we did not know of.
void supervision::on_busy(entry& x, const std::string& other) {
  auto ours = x.live->record;
  auto waiting = std::move(x.live->waiting);
  auto before = x.live->before;
  drop_live(x);
  write_off(x, ours, "never_started");
  for (auto& r : x.slot.open_launches())
    if (!x.live && r.spec.launch != ours.spec.launch
        && (other == "?" || r.spec.launch == other)) {
      fill(x, r);
      settle(x, r);
    }
  auto why = "Another launch of it, " + other + ", is just ending";
  if (!x.live && ours.restarts > 0 && shall_run(x))
    try_later(x, why + ".");
  else if (!x.live) {
    // The caller hears of it; nothing that lasts is changed.
    apply(x, process_event::ended_badly);
    store_wanted(x, before.wanted, before.held_by, before.by);
  }
  publish(x);
  for (auto& w : waiting)
    if (x.live)
      w(x.status);
    else
      w(make_error(ec::conflict, why + "; try again."));
}

} // namespace ftm
