#include "actors/broadcaster/broadcaster.hpp"

#include "shared/config/settings.hpp"
#include "shared/util/names.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <set>

namespace ftm {

namespace {

using self_ptr = broadcaster_actor::stateful_pointer<broadcaster_state>;

constexpr milliseconds first_backoff{50};
constexpr milliseconds last_backoff{2'000};
/// A part that was never met has so long to come up (the pauses double).
constexpr milliseconds patience_at_start{400};
constexpr auto config_reader = std::numeric_limits<uint64_t>::max();

// -- health of those who are read --------------------------------------------

part_status unreachable(const follower& x, std::string note) {
  part_status y;
  y.part = x.part.name;
  y.by = "broadcaster";
  y.state = part_state::unreachable;
  y.since = std::chrono::system_clock::now();
  y.note = std::move(note);
  return y;
}

std::string sentence(self_ptr self, const caf::error& e) {
  if (e == caf::sec::request_timeout)
    return "no answer in time";
  if (e.category() == caf::atom("ftm")
      && e.context().match_elements<std::string>())
    return e.context().get_as<std::string>(0);
  return self->system().render(e);
}

void report_unreachable(self_ptr self, follower& x, const caf::error& e) {
  if (x.unreachable)
    return;
  x.unreachable = true;
  auto why = sentence(self, e);
  put_fact(self, unreachable(x, why));
  spdlog::warn("broadcaster: {} does not answer: {}", x.part.name, why);
}

void withdraw_report(self_ptr self, follower& x) {
  if (!x.unreachable)
    return;
  x.unreachable = false;
  self->state.facts.drop(key_of(unreachable(x, {})));
  spdlog::info("broadcaster: {} answers again", x.part.name);
}

// -- reading -----------------------------------------------------------------

void ask_again_later(self_ptr self, uint64_t id, milliseconds& backoff) {
  self->state.retries[id] = self->clock().now() + backoff;
  self->delayed_send(self, backoff, atom::tick_v);
  backoff = std::min(backoff * 2, last_backoff);
}

void ask(self_ptr self, uint64_t id);

void take(self_ptr self, uint64_t id, const fact_page& page) {
  auto& st = self->state;
  auto i = st.followers.find(id);
  if (i == st.followers.end())
    return; // its strategy left the config meanwhile
  auto& x = i->second;
  x.backoff = first_backoff;
  x.at = page.upto;
  withdraw_report(self, x);
  st.facts.merge(page, x.had);
  answer_readers(self);
  ask(self, id);
}

void failed(self_ptr self, uint64_t id, const caf::error& e) {
  auto i = self->state.followers.find(id);
  if (i == self->state.followers.end())
    return;
  auto& x = i->second;
  // Parts come up side by side, and the router may hear of a new strategy a
  // moment after us.
  auto comes_up = x.at == stamp{} && x.backoff < patience_at_start;
  if (!comes_up)
    report_unreachable(self, x, e);
  ask_again_later(self, id, x.backoff);
}

void ask(self_ptr self, uint64_t id) {
  auto& x = self->state.followers.at(id);
  self->request(x.part.owner, parked_timeout, atom::read_v,
                facts_after{x.at, x.part.strategy, parked_wait})
      .then([self, id](const fact_page& page) { take(self, id, page); },
            [self, id](const caf::error& e) { failed(self, id, e); });
}

uint64_t follow(self_ptr self, followed_part x) {
  auto id = self->state.next_follower++;
  self->state.followers[id].part = std::move(x);
  ask(self, id);
  return id;
}

/// Forgets an owner and all it told.
void unfollow(self_ptr self, uint64_t id) {
  auto& st = self->state;
  auto x = st.followers.extract(id);
  st.retries.erase(id);
  for (auto& [key, number] : x.mapped().had)
    st.facts.drop(key);
  withdraw_report(self, x.mapped());
  answer_readers(self);
}

// -- which strategies there are ----------------------------------------------

void take_config(self_ptr self, const config_text& x) {
  auto& st = self->state;
  st.revision = x.revision;
  auto config = config::parse(x.yaml, x.path, x.overrides);
  if (!config.value) // the orchestrator accepted it, so we are the older ones
    return;
  std::set<std::string> names;
  for (auto& s : config.value->strategies)
    names.insert(s.name);
  for (auto i = st.by_strategy.begin(); i != st.by_strategy.end();)
    if (!names.contains(i->first)) {
      unfollow(self, i->second);
      i = st.by_strategy.erase(i);
    } else {
      ++i;
    }
  for (auto& s : names)
    if (!st.by_strategy.contains(s))
      st.by_strategy[s] =
          follow(self, {"monitor-" + slot_name(s),
                        caf::actor_cast<part_actor>(st.monitors), s});
}

void follow_config(self_ptr self) {
  auto& st = self->state;
  self->request(st.config, parked_timeout, atom::read_v,
                config_after{st.revision, parked_wait})
      .then(
          [self](const config_text& x) {
            self->state.config_backoff = first_backoff;
            if (x.revision != self->state.revision)
              take_config(self, x);
            follow_config(self);
          },
          [self](const caf::error&) { // told by the read of its facts
            ask_again_later(self, config_reader, self->state.config_backoff);
          });
}

void retry_what_is_due(self_ptr self) {
  auto& retries = self->state.retries;
  auto now = self->clock().now();
  std::vector<uint64_t> due;
  for (auto& [id, at] : retries)
    if (at <= now)
      due.push_back(id);
  for (auto id : due) {
    retries.erase(id);
    if (id == config_reader)
      follow_config(self);
    else
      ask(self, id);
  }
}

} // namespace

broadcaster_state::broadcaster_state() {
  facts = ledger{random_epoch(), {1000, 10'000}};
}

broadcaster_actor::behavior_type broadcaster(self_ptr self,
                                             std::vector<followed_part> fixed,
                                             monitor_actor monitors,
                                             orchestrator_actor config) {
  self->state.monitors = std::move(monitors);
  self->state.config = std::move(config);
  report_health(self, "broadcaster", part_state::ready);
  for (auto& x : fixed)
    follow(self, std::move(x));
  follow_config(self);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self](atom::tick) {
        retry_what_is_due(self);
        answer_readers(self);
      },
  };
}

} // namespace ftm
