#include "deploy/ftmanager/demo_bots.hpp"

#include "shared/config/bot_config.hpp"
#include "shared/util/names.hpp"

#include <caf/event_based_actor.hpp>
#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr seconds timeout{5};
constexpr milliseconds pause{200};
constexpr int most_attempts = 25; ///< parts of their own come up side by side

using self_ptr = caf::event_based_actor*;

void start_bot(self_ptr self, const orchestrator_actor& whom,
               const process_request& x, int attempt) {
  self->request(whom, timeout, atom::start_v, x)
      .then([](const process_status&) {},
            [=](const caf::error& e) {
              if (code_of(e) == ec::unavailable && attempt < most_attempts)
                self->delayed_send(self, pause, atom::start_v, x, attempt + 1);
              else
                spdlog::warn("demo: the bot {} was not started: {}",
                             x.id.strategy, self->system().render(e));
            });
}

void start_bots(self_ptr self, const orchestrator_actor& whom,
                const config_text& text) {
  auto config = config::parse(text.yaml, text.path, text.overrides);
  if (!config.value)
    return;
  for (auto& s : config.value->strategies) {
    // People edit what they are shown: no demo starts a bot with real money.
    if (config::is_live(s) != std::optional{false})
      continue;
    process_request x;
    x.id = {s.name, process_kind::trade};
    x.launch = "demo." + name_in_ids(s.name);
    x.by = "the demo";
    start_bot(self, whom, x, 1);
  }
}

void read_config(self_ptr self, const orchestrator_actor& whom, int attempt) {
  self->request(whom, 2 * timeout, atom::read_v, config_after{})
      .then([=](const config_text& x) { start_bots(self, whom, x); },
            [=](const caf::error& e) {
              if (code_of(e) == ec::unavailable && attempt < most_attempts)
                self->delayed_send(self, pause, atom::read_v, attempt + 1);
              else
                spdlog::warn("demo: no bot was started: {}",
                             self->system().render(e));
            });
}

} // namespace

void start_demo_bots(caf::actor_system& system,
                     const orchestrator_actor& orchestrator) {
  system.spawn([orchestrator](self_ptr self) -> caf::behavior {
    read_config(self, orchestrator, 1);
    return {[=](atom::read, int attempt) {
              read_config(self, orchestrator, attempt);
            },
            [=](atom::start, const process_request& x, int attempt) {
              start_bot(self, orchestrator, x, attempt);
            }};
  });
}

} // namespace ftm
