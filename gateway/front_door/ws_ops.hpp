#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

enum class ws_verb : uint8_t { subscribe, unsubscribe, ping };

struct ws_topic {
  std::string name;
  std::string epoch;
  std::optional<uint64_t> offset;
};

/// One message of a WebSocket client.
struct ws_op {
  ws_verb verb = ws_verb::ping;
  std::string id; ///< as JSON; "null" if absent
  std::vector<ws_topic> topics;
  std::string problem; ///< a sentence; "" = none
};

/// Never throws: what is wrong is in `problem`.
ws_op parse_ws_op(std::string_view x);

/// Whether a topic of this name can exist: state, log, epochs:S, output:S:KIND.
bool is_topic(std::string_view x);

/// `{"op":"error","id":…,"topic":…,"detail":…}`.
std::string ws_error(const std::string& id, std::string_view topic,
                     std::string_view detail);

} // namespace ftm
