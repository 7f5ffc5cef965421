#include "gateway/gateway_actor.hpp"

#include "gateway/gateway_room.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

gateway_state::gateway_state() = default;
gateway_state::~gateway_state() = default;

gateway_actor::behavior_type
gateway(gateway_actor::stateful_pointer<gateway_state> self,
        gateway_options options, orchestrator_actor orchestrator,
        supervisor_actor supervisor, monitor_actor monitors,
        broadcaster_actor broadcaster) {
  auto on_failed = options.on_failed;
  report_health(self, "gateway", part_state::starting);
  self->state.room = std::make_unique<gateway_room>(
      self, std::move(options), std::move(orchestrator), std::move(supervisor),
      std::move(monitors), std::move(broadcaster));
  if (auto why = self->state.room->start()) {
    spdlog::error("gateway: {}", *why);
    report_health(self, "gateway", part_state::failed, *why);
    if (on_failed)
      on_failed(*why);
    self->quit(make_error(ec::unavailable, *why));
  } else {
    report_health(self, "gateway", part_state::ready);
  }
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, const log_line& x) { put_fact(self, x); },
      [self](atom::tick) {
        answer_readers(self);
        self->state.room->tick();
      },
  };
}

} // namespace ftm
