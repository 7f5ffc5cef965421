#pragma once

#include "gateway/front_door/front_door.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ftm {

/// Where a reader of a growing thing is.
struct topic_place {
  std::string epoch;   ///< a launch, a file
  uint64_t offset = 0; ///< a byte, a line
};

/// What follows a place.
struct topic_slice {
  std::string epoch; ///< other than asked: it begins anew
  uint64_t from = 0; ///< offset before it; later than asked if bytes are gone
  uint64_t to = 0;
  bool ended = false;   ///< nothing will follow in this epoch
  bool pending = false; ///< empty, yet something is there that is incomplete
  std::function<std::string()> data; ///< JSON; made only if somebody wants it
};

/// Reads one growing thing: output of a process, epochs of a strategy. Every
/// call is answered once, later, in the follower's thread.
class topic_source {
public:
  enum class failure : uint8_t { none, nothing_there, try_again };
  using callback = std::function<void(failure, topic_slice)>;

  virtual ~topic_source() = default;
  /// Where it ends now.
  virtual void open(callback f) = 0;
  /// At most up to `end` (0 = as far as it goes); parked if `wait`. With
  /// `force`, what is incomplete counts as complete.
  virtual void read(const topic_place& x, uint64_t end, bool wait, bool force,
                    callback f) = 0;
  /// Where somebody begins who knows nothing.
  virtual uint64_t beginning(uint64_t end) const = 0;
  virtual const char* type() const = 0;
  /// JSON of an empty `data`.
  virtual std::string nothing() const = 0;
  /// JSON of a `data` that says only that nothing follows `offset`.
  virtual std::string end(uint64_t offset) const = 0;
};

/// What a follower does to the world.
struct topic_world {
  std::function<void(payload)> publish;
  std::function<void(uint64_t client, front_door::delivery)> deliver;
  std::function<void(std::chrono::milliseconds, std::function<void()>)> later;
  std::function<std::string()> now; ///< RFC 3339
};

/// Follows one growing thing once, however many clients watch it: one read
/// outstanding, each frame rendered once. Whoever joins is first brought to
/// where the others are, page by page and not faster than the client takes it.
class topic_follower : public std::enable_shared_from_this<topic_follower> {
public:
  topic_follower(std::string topic, std::unique_ptr<topic_source> source,
                 topic_world world)
      : topic_(std::move(topic)), source_(std::move(source)),
        world_(std::move(world)) {}

  void start();
  void join(const ws_subscription& x);
  /// The client has taken what it was given last.
  void taken(uint64_t client);
  /// The client left.
  void forget(uint64_t client) {
    newcomers_.erase(client);
  }
  /// Clients on their way to where the others are.
  size_t newcomers() const {
    return newcomers_.size();
  }
  /// There may be a new epoch.
  void nudge();

private:
  struct newcomer {
    topic_place at;
    bool snapshot = true; ///< has got nothing yet
    bool fresh = true;    ///< wants the beginning, wherever that is
    bool ended = false;   ///< was told that nothing follows
    uint64_t turn = 0;    ///< counts its subscriptions
    int failures = 0;
  };

  void open();
  void opened(topic_source::failure why, topic_slice x);
  void follow();
  void followed(topic_source::failure why, topic_slice x);
  void step(uint64_t client);
  void stepped(uint64_t client, uint64_t turn, topic_source::failure why,
               topic_slice x);
  void step_later(uint64_t client, int failures);
  payload frame(bool snapshot, const std::string& epoch, uint64_t from,
                uint64_t to, const std::string& data) const;
  std::chrono::milliseconds next_backoff();

  const std::string topic_;
  const std::unique_ptr<topic_source> source_;
  const topic_world world_;

  enum class phase : uint8_t { opening, following, idle };
  phase phase_ = phase::opening;
  topic_place at_;
  bool nudged_ = false, joined_ = false, ended_ = false;
  int incomplete_ = 0;
  std::chrono::milliseconds backoff_{50};
  uint64_t turns_ = 0;
  std::map<uint64_t, newcomer> newcomers_;
};

} // namespace ftm
