#include "shared/link/link.hpp"

#include <algorithm>

namespace ftm {

namespace {

using self_ptr = caf::stateful_actor<link_state>*;
using retry = caf::atom_constant<caf::atom("link_retry")>;
using probe = caf::atom_constant<caf::atom("link_probe")>;

caf::result<caf::message> forward(caf::scheduled_actor* p,
                                  caf::message_view& x) {
  auto self = static_cast<self_ptr>(p);
  auto& st = self->state;
  if (!st.peer)
    return make_error(ec::unavailable, st.options.name + " is down");
  auto now = self->clock().now();
  while (!st.calls.empty()
         && now - st.calls.front().at > st.options.longest_request)
    st.calls.pop_front();
  auto* element = self->current_mailbox_element();
  if (element->mid.is_request())
    st.calls.push_back({now,
                        caf::actor_cast<caf::weak_actor_ptr>(element->sender),
                        element->mid.response_id()});
  self->delegate(st.peer, x.move_content_to_message());
  return caf::delegated<caf::message>{};
}

/// Answers whoever still waits. Callers that have their answer already ignore
/// this second one.
void lose(self_ptr self, const char* how) {
  auto& st = self->state;
  self->demonitor(st.peer);
  st.peer = nullptr;
  for (auto& c : st.calls)
    if (auto caller = c.caller.lock())
      caller->enqueue(
          nullptr, c.id,
          caf::make_message(make_error(ec::unavailable, st.options.name + how)),
          self->context());
  st.calls.clear();
  if (self->clock().now() - st.connected_at > st.options.stable_after)
    st.backoff = st.options.backoff;
  self->delayed_send(self, st.backoff, retry::value);
  st.backoff = std::min(st.options.backoff_max, st.backoff * 2);
}

void connect(self_ptr self) {
  self->state.connect(self, [self](caf::expected<caf::strong_actor_ptr> x) {
    auto& st = self->state;
    if (!x || !*x) {
      self->delayed_send(self, st.backoff, retry::value);
      st.backoff = std::min(st.options.backoff_max, st.backoff * 2);
      return;
    }
    st.connected_at = self->clock().now();
    st.peer = caf::actor_cast<caf::actor>(*x);
    self->monitor(st.peer);
    self->delayed_send(self, st.options.probe_every, probe::value,
                       ++st.connection);
  });
}

void ask_how_it_is(self_ptr self, uint64_t connection) {
  auto& st = self->state;
  if (connection != st.connection || !st.peer)
    return; // of an earlier connection
  auto again = [self, connection] {
    self->delayed_send(self, self->state.options.probe_every, probe::value,
                       connection);
  };
  self->request(st.peer, st.options.probe_timeout, atom::get_v)
      .then([again](const part_status&) { again(); },
            [self, again, connection](const caf::error& e) {
              auto& me = self->state;
              if (e != caf::sec::request_timeout)
                again();
              else if (me.peer && connection == me.connection)
                lose(self, " does not answer");
            });
}

} // namespace

caf::behavior peer_link(self_ptr self, link_options options,
                        connector connector_of_peer) {
  self->state.backoff = options.backoff;
  self->state.options = std::move(options);
  self->state.connect = std::move(connector_of_peer);
  self->set_default_handler(forward);
  self->set_down_handler([self](caf::down_msg& x) {
    if (self->state.peer && x.source == self->state.peer.address())
      lose(self, " went down");
  });
  self->send(self, retry::value);
  return {
      [self](retry) { connect(self); },
      [self](probe, uint64_t connection) { ask_how_it_is(self, connection); },
  };
}

} // namespace ftm
