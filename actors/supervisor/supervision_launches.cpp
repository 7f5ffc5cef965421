#include "actors/supervisor/past_console.hpp"
#include "actors/supervisor/supervision.hpp"
#include "shared/util/names.hpp"
#include "shared/util/text.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr uint32_t most_launches = 1000;

// Of one turn: a look through an old log takes a millisecond, the small files
// of a launch a tenth of that.
constexpr size_t most_judged = 4;
constexpr size_t most_described = 50;

timestamp to_time(int64_t ns) {
  return timestamp{std::chrono::duration_cast<timestamp::duration>(
      std::chrono::nanoseconds{ns})};
}

} // namespace

process_status supervision::describe(const entry& x, const launch_record& r) {
  return x.status.launch == r.spec.launch ? x.status : read_status(x, r);
}

/// A launch as its files tell it.
process_status supervision::read_status(const entry& x,
                                        const launch_record& r) {
  process_status y;
  y.id = x.slot.id();
  y.launch = r.spec.launch;
  y.restarts = r.restarts;
  y.command = redact(r.spec.command);
  if (auto s = x.slot.state_of(r.spec.launch))
    y.started_at = to_time(s->started_at);
  if (auto e = end_of_launch(x, r.spec.launch)) {
    auto v = verdict_of(x, r, *e);
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

/// Its log is looked through only once: it has ended.
launch_verdict supervision::verdict_of(const entry& x, const launch_record& r,
                                       const launch_exit& e) {
  verdict_key key{x.slot.id(), r.spec.launch};
  if (auto known = verdicts_.find(key))
    return *known;
  auto y = judge(r.spec, e, scan_log(x.slot.log(r.spec.launch)));
  verdicts_.put(key, y);
  ++judged_;
  return y;
}

caf::expected<launch_list>
supervision::launches(const launches_query& q) const {
  launch_list y;
  y.id = q.id;
  auto x = find(q.id);
  if (x == nullptr)
    return y;
  if (!q.launch.empty()) {
    if (!is_id(q.launch, 255) || !x->slot.launch(q.launch))
      return make_error(ec::not_found, "There is no launch " + q.launch + ".");
    y.names = {q.launch};
    y.limit = 1;
  } else {
    y.names = x->slot.launches();
    y.limit = std::min(q.limit, most_launches);
  }
  return y;
}

bool supervision::go_on(launch_list& y) {
  auto x = find(y.id);
  auto judged = judged_;
  for (size_t n = 0; y.found.size() < y.limit && y.next < y.names.size(); ++n) {
    if (n == most_described || judged_ - judged == most_judged)
      return false;
    if (auto r = x->slot.launch(y.names[y.next++]))
      y.found.push_back(describe(*x, *r));
  }
  return true;
}

} // namespace ftm
