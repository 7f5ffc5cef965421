#pragma once

#include <cstdint>
#include <poll.h>
#include <string>
#include <string_view>
#include <vector>

namespace ftm::shim {

constexpr size_t max_packet = 4096;

/// `1 <n> <launch> VERB args`.
struct request {
  uint64_t number = 0;
  std::string_view launch, verb, args;
};

/// False if the packet has no such shape or another version.
bool parse_request(std::string_view packet, request& y);

/// What a verb answered: JSON, or an error with a code.
struct reply {
  std::string json = "{}";
  const char* error = nullptr; ///< code
  std::string text;
  bool watch = false; ///< this one wants to hear events from now on
};

/// Who carries out the verbs.
class control_handler {
public:
  virtual reply on_request(const request& x) = 0;

protected:
  ~control_handler() = default;
};

/// The socket `ctl` of a launch: who may speak, fencing, watchers. The first
/// request must be `hello <generation>`: a generation below the highest seen is
/// fenced; an equal or higher one fences all older connections.
class control_server {
public:
  control_server(std::string launch, uint64_t generation)
      : launch_(std::move(launch)), generation_(generation) {}
  control_server(const control_server&) = delete;
  control_server& operator=(const control_server&) = delete;
  ~control_server();

  /// Binds `ctl` in `folder`, replacing a dead one; 0 or errno.
  int open(int folder);

  /// Descriptors to wait for.
  void add_to(std::vector<pollfd>& x) const;

  /// Takes new connections and answers requests, without waiting.
  void serve(control_handler& handler);

  /// Sends `1 <n> event NAME {json}` to all watchers.
  void tell(std::string_view name, const std::string& json);

private:
  struct client {
    int fd;
    bool greeted = false;
    uint64_t watching = 0; ///< number of its watch request; 0 = no
  };

  void accept_all();
  bool serve_one(size_t i, control_handler& handler);
  reply greet(size_t i, const request& x);
  bool send(client& x, std::string_view packet);
  void sweep_closed();

  std::string launch_;
  uint64_t generation_;
  int listener_ = -1;
  std::vector<client> clients_;
};

} // namespace ftm::shim
