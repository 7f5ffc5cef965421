#include "actors/supervisor/supervisor.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

using self_ptr = supervisor_actor::stateful_pointer<supervisor_state>;

constexpr auto part = "supervisor";
constexpr uint32_t most_matches = 1000;
constexpr milliseconds lock_again{2000};

void answer_output(self_ptr self) {
  auto& st = self->state;
  st.output.answer(
      self->clock().now(),
      [&](auto& q) { return st.processes->has_output_for(q); },
      [&](auto& q) { return st.processes->read(q); });
}

void answer_searches(self_ptr self) {
  auto& st = self->state;
  for (auto& x : st.searcher->take())
    if (auto rp = st.searches.extract(x.ticket))
      rp.mapped().deliver(std::move(x.matches));
}

/// One turn of the oldest question, so that whatever else came is not kept
/// waiting.
void answer_listings(self_ptr self) {
  auto& st = self->state;
  if (st.listings.empty())
    return;
  if (auto& x = st.listings.front(); st.processes->go_on(x.list)) {
    x.asker.deliver(std::move(x.list.found));
    st.listings.pop_front();
  }
  if (!st.listings.empty())
    self->send(self, atom::tick_v);
}

/// Does what is due, and sees to it that we wake when the next thing is.
void pump(self_ptr self) {
  auto& st = self->state;
  auto now = shim::boottime_ms();
  if (st.wake_at >= 0 && st.wake_at <= now)
    st.wake_at = -1;
  auto next = st.processes->on_time(now);
  if (next < 0 || (st.wake_at >= 0 && st.wake_at <= next))
    return;
  st.wake_at = next;
  if (next <= now)
    self->send(self, atom::tick_v);
  else
    self->delayed_send(self, milliseconds{next - now}, atom::tick_v);
}

void give_up(self_ptr self, const std::string& why) {
  if (self->state.refused != why)
    spdlog::error("supervisor: {}", why);
  self->state.refused = why;
  report_health(self, part, part_state::failed, why);
}

caf::weak_actor_ptr weak_of(self_ptr self) {
  auto handle = caf::actor_cast<supervisor_actor>(self);
  return caf::actor_cast<caf::weak_actor_ptr>(handle);
}

/// Called by other threads.
void wake(const caf::weak_actor_ptr& x) {
  if (auto strong = x.lock())
    caf::anon_send(caf::actor_cast<supervisor_actor>(strong), atom::tick_v);
}

supervision_hooks make_hooks(self_ptr self) {
  auto& st = self->state;
  supervision_hooks y;
  y.put = [self](fact_body x) { put_fact(self, std::move(x)); };
  y.drop = [self](const std::string& key) {
    self->state.facts.drop(key);
    answer_readers(self);
  };
  y.watch = [watcher = st.watcher.get(), inbox = st.inbox,
             weak = weak_of(self)](int fd) {
    watcher->add(fd, [inbox, weak, fd] {
      if (inbox->put(fd))
        wake(weak);
    });
  };
  y.forget = [watcher = st.watcher.get()](int fd) { watcher->remove(fd); };
  y.output = [self] { answer_output(self); };
  y.fenced = [self](const std::string& why) {
    give_up(self, "Another supervisor took over: " + why + ".");
    self->quit();
  };
  y.outrank = [self](uint64_t seen) -> uint64_t {
    auto& lock = *self->state.lock;
    if (!lock.outrank(seen))
      return 0;
    spdlog::warn("supervisor: a shim has seen generation {}, goes on as {}",
                 seen, lock.generation());
    return lock.generation();
  };
  return y;
}

/// Takes the state folder; if another has it, another try follows, since that
/// one may be a leftover that is just ending.
void begin(self_ptr self) {
  auto& st = self->state;
  auto lock = lock_state_folder(st.options.state_dir);
  if (auto why = std::get_if<std::string>(&lock)) {
    st.lock_due = self->clock().now() + lock_again;
    self->delayed_send(self, lock_again, atom::tick_v);
    return give_up(self, *why);
  }
  st.refused.clear();
  st.lock.emplace(std::move(std::get<state_lock>(lock)));
  st.watcher = std::make_unique<fd_watcher>();
  st.processes = std::make_unique<supervision>(
      st.options, st.lock->generation(), make_hooks(self));
  st.searcher =
      std::make_unique<search_worker>([weak = weak_of(self)] { wake(weak); });
  st.processes->open();
  if (st.configured)
    st.processes->configure(*st.configured);
  report_health(self, part, part_state::ready);
  spdlog::info("supervisor: supervises {} as generation {}",
               st.options.state_dir.string(), st.lock->generation());
  self->send(self, atom::tick_v);
}

void on_tick(self_ptr self) {
  auto& st = self->state;
  if (!st.processes && self->clock().now() >= st.lock_due)
    begin(self);
  if (st.processes) {
    for (auto fd : st.inbox->take())
      st.processes->on_readable(fd);
    if (st.refused.empty())
      pump(self);
    answer_output(self);
    answer_searches(self);
    answer_listings(self);
  }
  answer_readers(self);
}

caf::result<process_status> on_start(self_ptr self, process_spec& x) {
  auto& st = self->state;
  auto rp = self->make_response_promise<process_status>();
  st.processes->start(std::move(x),
                      [rp](caf::expected<process_status> y) mutable {
                        if (y)
                          rp.deliver(std::move(*y));
                        else
                          rp.deliver(std::move(y.error()));
                      });
  pump(self);
  return caf::delegated<process_status>{};
}

caf::result<output_chunk> on_read_output(self_ptr self, output_range& q) {
  auto& st = self->state;
  auto x = st.processes->resolve(std::move(q));
  if (!x)
    return x.error();
  if (x->wait.count() <= 0 || st.processes->has_output_for(*x))
    return st.processes->read(*x);
  auto rp = self->make_response_promise<output_chunk>();
  st.output.add(*x, rp, self->clock().now() + x->wait);
  self->delayed_send(self, x->wait, atom::tick_v);
  return caf::delegated<output_chunk>{};
}

caf::result<std::vector<process_status>> on_launches(self_ptr self,
                                                     const launches_query& q) {
  auto& st = self->state;
  auto x = st.processes->launches(q);
  if (!x)
    return x.error();
  if (st.listings.empty()) {
    if (st.processes->go_on(*x))
      return std::move(x->found);
    self->send(self, atom::tick_v);
  }
  auto rp = self->make_response_promise<std::vector<process_status>>();
  st.listings.push_back({std::move(*x), rp});
  return caf::delegated<std::vector<process_status>>{};
}

caf::result<output_matches> on_search(self_ptr self, output_search& q) {
  auto& st = self->state;
  if (q.text.empty() || q.text.size() > 1000 || q.limit == 0)
    return make_error(ec::invalid, "A text of 1 to 1000 bytes is searched.");
  auto at = st.processes->resolve({q.id, q.launch, q.offset, 0, {}});
  if (!at)
    return at.error();
  q.launch = at->launch;
  q.offset = at->offset;
  q.limit = std::min(q.limit, most_matches);
  auto log = st.processes->log_of(q.id, q.launch);
  auto ticket = st.searcher->ask(std::move(log), std::move(q));
  if (ticket == 0)
    return make_error(ec::unavailable,
                      "Too many searches wait; try again in some seconds.");
  auto rp = self->make_response_promise<output_matches>();
  st.searches.emplace(ticket, rp);
  return caf::delegated<output_matches>{};
}

} // namespace

bool event_inbox::put(int fd) {
  std::lock_guard guard{mutex_};
  fds_.push_back(fd);
  return fds_.size() == 1;
}

std::vector<int> event_inbox::take() {
  std::lock_guard guard{mutex_};
  return std::exchange(fds_, {});
}

supervisor_actor::behavior_type supervisor(self_ptr self,
                                           supervisor_options options) {
  self->state.options = std::move(options);
  report_health(self, part, part_state::starting);
  begin(self);
  auto refused = [self] {
    return make_error(ec::conflict, self->state.refused);
  };
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self](atom::tick) { on_tick(self); },
      [self, refused](atom::start,
                      process_spec& x) -> caf::result<process_status> {
        if (!self->state.refused.empty())
          return refused();
        return on_start(self, x);
      },
      [self, refused](atom::control,
                      const process_control& x) -> caf::result<process_status> {
        if (!self->state.refused.empty())
          return refused();
        auto y = self->state.processes->control(x);
        pump(self);
        if (!y)
          return y.error();
        return *y;
      },
      [self](atom::set, const configured_strategies& x) {
        auto& st = self->state;
        st.configured = x;
        if (st.processes && st.refused.empty()) {
          st.processes->configure(x);
          pump(self);
        }
        return st.me;
      },
      [self, refused](atom::get, const launches_query& x)
          -> caf::result<std::vector<process_status>> {
        if (!self->state.refused.empty())
          return refused();
        return on_launches(self, x);
      },
      [self, refused](atom::get,
                      const stats_query& x) -> caf::result<stats_history> {
        if (!self->state.refused.empty())
          return refused();
        return self->state.processes->stats(x);
      },
      [self, refused](atom::get,
                      output_search& x) -> caf::result<output_matches> {
        if (!self->state.refused.empty())
          return refused();
        return on_search(self, x);
      },
      [self, refused](atom::read,
                      output_range& q) -> caf::result<output_chunk> {
        if (!self->state.refused.empty())
          return refused();
        return on_read_output(self, q);
      },
  };
}

} // namespace ftm
