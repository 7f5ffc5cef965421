#include "actors/hyperopt_monitor/hyperopt_monitor.hpp"

#include "actors/hyperopt_monitor/monitor_room.hpp"
#include "shared/util/names.hpp"

#include <caf/send.hpp>

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

void poll(monitor_ptr self) {
  auto& x = *self->state.room;
  if (!x.configured)
    return;
  auto now = self->clock().now();
  if (x.watch) {
    auto news = x.watch->drain();
    x.files.touch(news.touched);
    if (news.listing)
      look_at_folder(self);
    for (const auto& name : news.touched)
      if (name == x.shown)
        x.files.use(name);
  }
  // The net beside inotify, while something is being written.
  if (!x.launches.active()) {
    x.poll_at.reset();
    return;
  }
  if (x.poll_at && now < *x.poll_at)
    return;
  look_if_changed(self);
  x.files.touch_all();
  x.console_shown = !x.told.empty();
  x.poll_at = now + x.poll;
  self->delayed_send(self, x.poll, atom::tick_v);
}

void on_tick(monitor_ptr self) {
  self->state.room->tick_sent = false;
  poll(self);
  ask_peers(self);
  work(self);
  answer_readers(self);
}

} // namespace

monitor_state::monitor_state() = default;
monitor_state::~monitor_state() = default;

monitor_actor::behavior_type hyperopt_monitor(monitor_ptr self,
                                              monitor_options options,
                                              supervisor_actor supervisor,
                                              orchestrator_actor orchestrator) {
  self->state.room = std::make_unique<monitor_room>();
  auto& x = *self->state.room;
  x.part = "monitor-" + slot_name(options.strategy);
  x.options = std::move(options);
  x.supervisor = std::move(supervisor);
  x.orchestrator = std::move(orchestrator);
  if (x.options.inotify)
    // The watcher is joined before the state is gone.
    x.watch = std::make_unique<results_watch>(
        [me = caf::actor_cast<caf::weak_actor_ptr>(self->ctrl())] {
          if (auto strong = me.lock())
            caf::anon_send(caf::actor_cast<monitor_actor>(strong),
                           atom::tick_v);
        });
  report_health(self, x.part, part_state::starting, "waits for the config");
  ask_peers(self);
  return {
      [=](atom::read, const facts_after& q) { return read_facts(self, q); },
      [=](atom::get) { return self->state.me; },
      [=](atom::log, log_line& line) { put_fact(self, std::move(line)); },
      [=](atom::tick) { on_tick(self); },
      [=](atom::read, epoch_range& q) {
        return read_epochs(self, std::move(q));
      },
      [=](atom::get, question& q) {
        return answer_question(self, std::move(q));
      },
      [=](atom::get, epoch_query& q) {
        return read_record(self, std::move(q));
      },
      [=](atom::get, const files_query& q) { return list_files(self, q); },
  };
}

} // namespace ftm
