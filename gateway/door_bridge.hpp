#pragma once

#include "gateway/front_door/front_door.hpp"
#include "gateway/inbox.hpp"
#include "gateway/picture/picture.hpp"

#include <mutex>

namespace ftm {

class gateway_room;

/// What the door may ask without waiting for the actor, and what it tells it.
class door_bridge : public door_events {
public:
  door_bridge(std::shared_ptr<picture> now, std::shared_ptr<inbox> in,
              gateway_room& room);

  /// Whether the broadcaster answers, and how the parts are.
  void set_readiness(bool fresh, bool ok, payload parts);

  answer state() override;
  answer ready() override;
  void subscribe(ws_subscription x) override;
  void unwatched(const std::string& topic) override;
  void left(uint64_t client, const std::string& topic) override;
  void taken(uint64_t client, const std::string& topic) override;

private:
  const std::shared_ptr<picture> now_;
  const std::shared_ptr<inbox> inbox_;
  gateway_room& room_; ///< used by work in the inbox only
  std::mutex mutex_;
  bool fresh_ = false, ok_ = false;
  payload parts_;
};

} // namespace ftm
