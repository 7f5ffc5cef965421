#pragma once

#include "gateway/auth/gatekeeper.hpp"
#include "gateway/auth/hosts.hpp"
#include "gateway/picture/payload.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ftm {

struct door_options {
  std::string host = "127.0.0.1"; ///< address or name to listen on
  uint16_t port = 8080;           ///< 0 = any
  uint16_t upstream_port = 0;     ///< the private listener's, on 127.0.0.1
  uint16_t upstream_source = 0;   ///< connect from it; see loopback_gate
  std::string upstream_secret;    ///< it believes only who says this
  host_rules hosts;
  bool behind_proxy = false; ///< believe X-Forwarded-For of loopback peers
  size_t header_limit = 16 * 1024;
  size_t body_limit = 1024 * 1024;
  size_t reply_limit = 64 * 1024 * 1024;
  size_t most_connections = 4096;
  /// Of them, those that did not show yet that they may come in: beyond it the
  /// oldest of them is cut.
  size_t most_strangers = 1024;
  size_t queue_frames = 1024;            ///< of one WebSocket client …
  size_t queue_bytes = 32 * 1024 * 1024; ///< … then it is closed with 4008
  size_t answer_frames = 32 * 1024; ///< in all answers that were not yet taken
  size_t most_topics = 256;         ///< of one WebSocket client
  int send_buffer = 128 * 1024;
  std::chrono::seconds slow{15}; ///< for a header, a body, a reply to be taken
  std::chrono::seconds upstream_patience{60};
  std::chrono::seconds ping_every{20};
};

/// What a WebSocket client wants to follow, and from where it was.
struct ws_subscription {
  uint64_t client = 0;
  std::string topic;
  std::string epoch; ///< "" = knows nothing
  std::optional<uint64_t> offset;
};

/// What happens at the door. Called on the door's thread: must not block.
class door_events {
public:
  virtual ~door_events() = default;

  struct answer {
    payload body;
    std::string etag;
    bool ok = true; ///< else 503
  };
  /// GET /api/v1/state.
  virtual answer state() = 0;
  /// GET /readyz.
  virtual answer ready() = 0;
  virtual void subscribe(ws_subscription x) = 0;
  /// Nobody follows this topic any longer.
  virtual void unwatched(const std::string& topic) = 0;
  /// This client does not follow it any longer, others do.
  virtual void left(uint64_t client, const std::string& topic) = 0;
  /// Everything delivered with `tell` is on its way to the client.
  virtual void taken(uint64_t client, const std::string& topic) = 0;
};

/// The sentence says what to do.
struct door_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The public port: limits, who may, static files, relay to the private
/// listener, and the WebSocket hub. Has one thread of its own. All members but
/// the constructor and `stop` only leave a note for it.
class front_door {
public:
  /// Listens. Throws door_error if it cannot.
  front_door(door_options options, gatekeeper& keeper,
             std::shared_ptr<door_events> events);
  ~front_door();
  front_door(const front_door&) = delete;
  front_door& operator=(const front_door&) = delete;

  /// The bound port.
  uint16_t port() const;

  /// Sends to everybody who follows the topic.
  void publish(const std::string& topic, payload frame);

  struct delivery {
    std::vector<payload> frames;
    bool join = false; ///< then follows the topic
    bool tell = false; ///< then `taken` is called
  };
  /// Sends to one client.
  void deliver(uint64_t client, const std::string& topic, delivery x);

  /// Closes WebSockets with 1001 and everything else, then ends the thread.
  void stop();

  struct impl; // of the .cpp only

private:
  std::unique_ptr<impl> impl_;
};

} // namespace ftm
