#include "deploy/ftmanager/monitors_router.hpp"

#include "shared/config/settings.hpp"

#include <caf/stateful_actor.hpp>
#include <spdlog/spdlog.h>

#include <set>

namespace ftm {

namespace {

using self_ptr = monitors_router_actor::stateful_pointer<monitors_router_state>;

const std::string& strategy_in(const facts_after& x) {
  return x.strategy;
}

const std::string& strategy_in(const files_query& x) {
  return x.strategy;
}

template <class T>
const std::string& strategy_in(const T& x) {
  return x.source.strategy;
}

template <class Answer, class Verb, class Question>
caf::result<Answer> route(self_ptr self, Verb verb, Question& q) {
  auto& st = self->state;
  auto i = st.monitors.find(strategy_in(q));
  if (i != st.monitors.end())
    return self->delegate(i->second, verb, std::move(q));
  if (!st.configured)
    return make_error(ec::unavailable, "the config is not known yet");
  return make_error(ec::not_found, "no strategy " + strategy_in(q));
}

void take_over(self_ptr self, const config_text& x) {
  auto& st = self->state;
  st.revision = x.revision;
  auto config = config::parse(x.yaml, x.path, x.overrides);
  if (!config.value)
    return; // the orchestrator accepted it once: keep what there is
  st.configured = true;
  std::set<std::string> names;
  for (auto& s : config.value->strategies) {
    names.insert(s.name);
    if (st.monitors.contains(s.name))
      continue;
    auto monitor = st.make(self, s.name, st.orchestrator);
    self->link_to(monitor);
    st.monitors.emplace(s.name, std::move(monitor));
  }
  for (auto i = st.monitors.begin(); i != st.monitors.end();)
    if (!names.contains(i->first)) {
      self->unlink_from(i->second);
      caf::anon_send_exit(i->second, caf::exit_reason::user_shutdown);
      i = st.monitors.erase(i);
    } else {
      ++i;
    }
}

void follow_config(self_ptr self) {
  auto& st = self->state;
  constexpr milliseconds wait{10000};
  self->request(st.orchestrator, wait + seconds{2}, atom::read_v,
                config_after{st.revision, wait})
      .then(
          [self](const config_text& x) {
            self->state.backoff = milliseconds{50};
            if (x.revision != self->state.revision)
              take_over(self, x);
            follow_config(self);
          },
          [self](const caf::error&) {
            auto& me = self->state;
            self->delayed_send(self, me.backoff, atom::tick_v);
            me.backoff = std::min(me.backoff * 2, milliseconds{2000});
          });
}

} // namespace

monitors_router_actor::behavior_type monitors_router(self_ptr self,
                                                     make_monitor make) {
  self->state.make = std::move(make);
  self->state.me.part = "monitors";
  self->state.me.state = part_state::ready;
  return {
      [self](atom::read v, facts_after& q) {
        return route<fact_page>(self, v, q);
      },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) { follow_config(self); },
      [self](atom::read v, epoch_range& q) {
        return route<epoch_page>(self, v, q);
      },
      [self](atom::get v, question& q) { return route<ranking>(self, v, q); },
      [self](atom::get v, epoch_query& q) {
        return route<epoch_record>(self, v, q);
      },
      [self](atom::get v, files_query& q) {
        return route<std::vector<result_file>>(self, v, q);
      },
      [self](atom::set, const caf::strong_actor_ptr& orchestrator) {
        self->state.orchestrator =
            caf::actor_cast<orchestrator_actor>(orchestrator);
        follow_config(self);
      },
  };
}

} // namespace ftm
