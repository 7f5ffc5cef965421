#pragma once

#include "gateway/auth/gatekeeper.hpp"
#include "gateway/auth/loopback_gate.hpp"
#include "gateway/door_bridge.hpp"
#include "gateway/gateway_actor.hpp"
#include "gateway/rest/context.hpp"
#include "gateway/rest/listener.hpp"
#include "gateway/topic_follower.hpp"

#include <list>
#include <map>
#include <optional>
#include <unordered_set>

namespace ftm {

/// Everything behind the gateway actor. Its members are called by the actor's
/// thread only.
class gateway_room {
public:
  using pointer = gateway_actor::stateful_pointer<gateway_state>;

  gateway_room(pointer self, gateway_options options,
               orchestrator_actor orchestrator, supervisor_actor supervisor,
               monitor_actor monitors, broadcaster_actor broadcaster);
  /// Closes everything, answers who still waits.
  ~gateway_room();
  gateway_room(const gateway_room&) = delete;
  gateway_room& operator=(const gateway_room&) = delete;

  /// Opens the ports and follows the broadcaster; a sentence if that failed.
  std::optional<std::string> start();

  /// Does what other threads left, and what is due.
  void tick();

  void subscribe(const ws_subscription& x);
  void unwatched(const std::string& topic);
  void left(uint64_t client, const std::string& topic);
  void taken(uint64_t client, const std::string& topic);

private:
  using milliseconds = std::chrono::milliseconds;

  std::optional<std::string> open(const std::string& token);
  void answer(const route& r, const exchange_ptr& x);
  void later(milliseconds wait, std::function<void()> f);

  // The broadcaster.
  void follow();
  void take(const fact_page& x);
  void lost(const caf::error& e);
  void update_readiness();

  // Topics.
  void subscribe_facts(const ws_subscription& x, bool lines);
  void catch_up(const ws_subscription& x, bool lines, uint64_t epoch,
                uint64_t offset, std::vector<payload> so_far);
  void subscribe_growing(const ws_subscription& x);
  std::shared_ptr<topic_follower> follower_of(const std::string& topic);
  void nudge_followers(const fact_page& x);

  pointer self_;
  gateway_options options_;
  broadcaster_actor broadcaster_;
  std::shared_ptr<picture> now_ = std::make_shared<picture>();
  std::shared_ptr<inbox> inbox_;
  std::unique_ptr<gatekeeper> keeper_;
  std::shared_ptr<door_bridge> bridge_;
  std::optional<rest_context> context_;
  orchestrator_actor orchestrator_;
  supervisor_actor supervisor_;
  monitor_actor monitors_;
  std::list<std::weak_ptr<exchange>> open_;
  std::multimap<caf::actor_clock::time_point, std::function<void()>> due_;
  std::unordered_set<std::string> watched_; ///< of state and log
  std::map<std::string, std::shared_ptr<topic_follower>> followers_;
  milliseconds backoff_{50};
  bool fresh_ = false; ///< the broadcaster answered last time
  loopback_gate gate_; ///< between the door and the listener
  std::unique_ptr<rest_listener> listener_;
  std::unique_ptr<front_door> door_; ///< uses all of the above
};

/// Why these settings would let somebody in who was not let in; nothing if they
/// do not.
std::optional<std::string> unsafe_settings(const config::web_settings& x);

} // namespace ftm
