#include "actors/supervisor/supervision.hpp"

#include "actors/supervisor/output_reader.hpp"
#include "actors/supervisor/past_console.hpp"
#include "actors/supervisor/wanted.hpp"
#include "shared/config/bot_config.hpp"
#include "shared/protocol/ledger.hpp"
#include "shared/util/file.hpp"
#include "shared/util/names.hpp"
#include "shared/util/text.hpp"

#include <fstream>
#include <spdlog/spdlog.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr uint32_t most_launches = 1000;
constexpr auto unwritten =
    "that it is stopped cannot be written down yet, so it may start after a "
    "boot: see whether the disk is full";

timestamp to_time(int64_t ns) {
  return timestamp{std::chrono::duration_cast<timestamp::duration>(
      std::chrono::nanoseconds{ns})};
}

} // namespace

supervision::supervision(supervisor_options options, uint64_t generation,
                         supervision_hooks hooks)
    : options_(std::move(options)), generation_(generation),
      hooks_(std::move(hooks)), gpu_(options_.gpu_library) {
  inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (inotify_ >= 0)
    hooks_.watch(inotify_);
}

supervision::~supervision() {
  for (auto& [id, x] : entries_)
    drop_live(x);
  for (auto& [fd, pid] : helpers_) {
    hooks_.forget(fd);
    ::close(fd);
  }
  if (inotify_ >= 0) {
    hooks_.forget(inotify_);
    ::close(inotify_);
  }
}

supervision::entry& supervision::entry_of(const process_id& id) {
  auto i = entries_.find(id);
  if (i == entries_.end()) {
    i = entries_.emplace(id, entry{run_slot{options_.state_dir, id}}).first;
    i->second.status.id = id;
    i->second.wanted = i->second.slot.wanted().value_or(wanted_record{});
  }
  return i->second;
}

const supervision::entry* supervision::find(const process_id& id) const {
  auto i = entries_.find(id);
  return i == entries_.end() ? nullptr : &i->second;
}

void supervision::publish(entry& x) {
  if (x.status.state != process_state::backing_off)
    x.status.restart_at.reset();
  x.status.wanted = x.wanted.wanted;
  x.status.held_by = x.wanted.held_by;
  hooks_.put(x.status);
}

void supervision::apply(entry& x, process_event e) {
  if (auto s = next_state(x.status.state, e))
    x.status.state = *s;
  if (e == process_event::ready && x.live && x.live->ready_at < 0)
    x.live->ready_at =
        x.live->met ? x.live->state.started_boottime_ms : shim::boottime_ms();
}

/// What is known of a launch before it has begun or ended.
void supervision::fill(entry& x, const launch_record& r) {
  auto state = x.status.state;
  x.newest = r;
  x.status = {};
  x.status.state = state;
  x.status.id = x.slot.id();
  x.status.launch = r.spec.launch;
  x.status.restarts = r.restarts;
  x.status.command = redact(r.spec.command);
  if (r.spec.id.kind == process_kind::trade)
    x.status.live = config::is_live(r.spec);
}

void supervision::store_wanted(entry& x, bool wanted,
                               const std::string& held_by,
                               const std::string& by) {
  if (x.slot.id().kind != process_kind::trade
      || (x.wanted.wanted == wanted && x.wanted.held_by == held_by))
    return;
  x.wanted = {wanted, held_by, by, std::chrono::system_clock::now()};
  x.wanted_due = -1;
  write_wanted(x);
}

/// A full disk must not keep anybody from stopping a bot: told, and tried until
/// it succeeds. Until then a stop is known by the launch it ended.
void supervision::write_wanted(entry& x) {
  auto again = x.wanted_due >= 0;
  x.wanted_due = -1;
  auto e = x.slot.set_wanted(x.wanted);
  if (!e) {
    if (again && x.status.error.starts_with(unwritten)) {
      x.status.error.clear();
      publish(x);
    }
    return;
  }
  x.wanted_due = shim::boottime_ms() + 1000;
  if (!again)
    spdlog::error("supervisor: [{}] cannot write down that trade is {}: {}",
                  x.slot.id().strategy,
                  x.wanted.wanted ? "wanted" : "not wanted", e.message());
}

process_status supervision::describe(const entry& x,
                                     const launch_record& r) const {
  return x.status.launch == r.spec.launch ? x.status : read_status(x, r);
}

/// A launch as its files tell it.
process_status supervision::read_status(const entry& x,
                                        const launch_record& r) const {
  process_status y;
  y.id = x.slot.id();
  y.launch = r.spec.launch;
  y.restarts = r.restarts;
  y.command = redact(r.spec.command);
  if (auto s = x.slot.state_of(r.spec.launch))
    y.started_at = to_time(s->started_at);
  if (auto e = end_of_launch(x, r.spec.launch)) {
    auto v = judge(r.spec, *e, scan_log(x.slot.log(r.spec.launch)));
    y.state = next_state(process_state::running, v.event)
                  .value_or(process_state::failed);
    y.error = v.error + unwritten_note(x, r.spec.launch);
    y.ended_at = e->ended_at;
    y.exit_code = e->code;
    y.exit_signal = e->signal;
  } else {
    y.state = process_state::starting;
  }
  return y;
}

/// Whether `launch` is the newest one, or the one whose relaunch that is.
bool supervision::names_chain(const entry& x, const std::string& launch) const {
  return !launch.empty()
         && (x.status.launch == launch || x.newest.first == launch);
}

caf::expected<process_status> supervision::control(const process_control& c) {
  auto i = entries_.find(c.id);
  if (i == entries_.end())
    return make_error(ec::not_found, c.id.strategy + " has never run "
                                         + to_string(c.id.kind) + ".");
  auto& x = i->second;
  if (c.action == process_action::release) {
    if (x.wanted.held_by.empty() || x.wanted.held_by != c.held_by)
      return x.status; // released already, or another's by now
    store_wanted(x, x.wanted.wanted, {}, c.by);
    if (x.status.state == process_state::held) {
      apply(x, process_event::released);
      // The run may be about to start it itself.
      if (x.wanted.wanted)
        x.relaunch_due = shim::boottime_ms() + 2000;
    }
    publish(x);
    return x.status;
  }
  if (c.launch.empty())
    return make_error(ec::invalid, "A launch must be named.");
  if (!names_chain(x, c.launch)) {
    auto r = x.slot.launch(c.launch);
    if (!r)
      return make_error(ec::not_found, "There is no launch " + c.launch + ".");
    // A person who stops paused trade means it even if the run was faster and
    // has just started it again.
    auto resumed = c.action == process_action::stop && c.held_by.empty()
                   && r->first == x.newest.resumes;
    if (!resumed)
      return describe(x, *r); // an old one, which has ended
  }
  if (c.action == process_action::reload)
    return reload(x, c.reload_id);
  auto held = !c.held_by.empty() && x.wanted.wanted;
  store_wanted(x, held, held ? c.held_by : std::string{}, c.by);
  x.relaunch_due = -1;
  let_go(x);
  if (x.live && x.live->deleted && !x.live->client) {
    x.live->stop_why = std::string{person_reason} + ":"
                       + c.by; // so its end counts as asked for
    publish(x);
    return make_error(ec::conflict,
                      "Its run folder was deleted and its shim is lost: end "
                      "process "
                          + std::to_string(x.live->state.main.pid)
                          + " by hand.");
  }
  if (x.live) {
    begin_stop(x, c.held_by.empty() ? std::string{person_reason} + ":" + c.by
                                    : "run:" + c.held_by);
  } else {
    apply(x, process_event::stop);
    if (held)
      apply(x, process_event::ended_held);
    if (x.wanted_due >= 0) // no launch will tell of this stop
      x.status.error = unwritten;
  }
  publish(x);
  return x.status;
}

caf::expected<std::vector<process_status>>
supervision::launches(const launches_query& q) const {
  std::vector<process_status> y;
  auto x = find(q.id);
  if (x == nullptr)
    return y;
  if (!q.launch.empty()) {
    auto r = is_id(q.launch, 255) ? x->slot.launch(q.launch) : std::nullopt;
    if (!r)
      return make_error(ec::not_found, "There is no launch " + q.launch + ".");
    y.push_back(describe(*x, *r));
    return y;
  }
  for (auto& r : x->slot.launches()) {
    if (y.size() >= std::min(q.limit, most_launches))
      break;
    y.push_back(describe(*x, r));
  }
  return y;
}

caf::expected<output_range> supervision::resolve(output_range q) const {
  auto x = find(q.id);
  if (q.launch.empty() && x != nullptr)
    q.launch = x->status.launch;
  if (x == nullptr || !is_id(q.launch, 255) || !x->slot.knows(q.launch))
    return make_error(ec::not_found, "There is no such launch.");
  q.offset = static_cast<int64_t>(
      absolute_offset(q.offset, output_size(x->slot.log(q.launch))));
  if (q.limit == 0 || q.limit > most_output)
    q.limit = most_output;
  return q;
}

std::filesystem::path supervision::log_of(const process_id& id,
                                          const std::string& launch) const {
  auto x = find(id);
  return x == nullptr ? std::filesystem::path{} : x->slot.log(launch);
}

output_chunk supervision::read(const output_range& q) const {
  auto x = find(q.id);
  if (x == nullptr)
    return {};
  auto over = !x->live || x->live->record.spec.launch != q.launch;
  return read_output(x->slot.log(q.launch), q.launch,
                     static_cast<uint64_t>(q.offset), q.limit, over);
}

bool supervision::has_output_for(const output_range& q) const {
  auto x = find(q.id);
  return x == nullptr || !x->live || x->live->record.spec.launch != q.launch
         || output_size(x->slot.log(q.launch))
                > static_cast<uint64_t>(q.offset);
}

} // namespace ftm
