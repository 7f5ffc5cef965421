#pragma once

#include "gateway/auth/gatekeeper.hpp"
#include "gateway/picture/picture.hpp"
#include "gateway/rest/problem.hpp"
#include "shared/protocol/actors.hpp"
#include "shared/util/line_limit.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>

namespace ftm {

/// What the handlers of REST work with; they run inside of the gateway actor.
struct rest_context {
  gateway_actor::pointer self;
  orchestrator_actor orchestrator;
  supervisor_actor supervisor;
  monitor_actor monitors;
  const picture& now;
  gatekeeper& keeper;
  uint16_t port = 0; ///< the public one
  bool demo = false;
  line_limit wrong_tokens{}; ///< lines about them
};

namespace patience {

inline constexpr std::chrono::seconds command{5};
inline constexpr std::chrono::seconds judging{30};
inline constexpr std::chrono::seconds read_wait{10};
inline constexpr std::chrono::seconds read{12};
inline constexpr std::chrono::seconds reading{50}; ///< until a file is read

} // namespace patience

/// Answers the exchange with an owner's error.
inline auto fails(const exchange_ptr& x) {
  return [x](const caf::error& e) { x->answer(reply_of(problem_of(e))); };
}

/// The strategy that the path names; throws 404 naming the known ones.
const strategy_status& strategy_in(const rest_context& c,
                                   const rest_request& x);

/// The process that the path names; throws 404.
process_id process_in(const rest_context& c, const rest_request& x);

/// What is known of a process; idle if it was never started.
process_status status_of(const rest_context& c, const process_id& x);

/// Its shape with the newest stats.
json shape_of(const rest_context& c, const process_status& x);

/// A number of the query between `least` and `most`, or `usual` if it is
/// absent; throws 400.
uint64_t number_in(const rest_request& x, const std::string& key,
                   uint64_t usual, uint64_t least, uint64_t most);

/// An id for what a POST starts: the Idempotency-Key, or a hash of it if it
/// cannot be an id; else random and readable.
std::string new_id(const rest_request& x, const std::string& strategy,
                   size_t longest);

/// By hand if a person's browser asks, whose session a cookie names; else by a
/// program.
run_trigger trigger_of(const rest_request& x);

/// Whether `launch` is `first` or one of its relaunches.
bool same_launch(const std::string& launch, const std::string& first);

/// "/strategies/S/processes/KIND".
std::string location_of(const process_id& x);

} // namespace ftm
