#include "gateway/door_bridge.hpp"

#include "gateway/gateway_room.hpp"

namespace ftm {

door_bridge::door_bridge(std::shared_ptr<picture> now,
                         std::shared_ptr<inbox> in, gateway_room& room)
    : now_(std::move(now)), inbox_(std::move(in)), room_(room),
      parts_(make_payload(R"({"ready":false,"parts":[]})")) {}

void door_bridge::set_readiness(bool fresh, bool ok, payload parts) {
  std::lock_guard guard{mutex_};
  fresh_ = fresh;
  ok_ = ok;
  parts_ = std::move(parts);
}

door_events::answer door_bridge::state() {
  {
    std::lock_guard guard{mutex_};
    if (!fresh_)
      return {nullptr, "", false};
  }
  auto x = now_->state_body();
  return {std::move(x.text), std::move(x.etag), true};
}

door_events::answer door_bridge::ready() {
  std::lock_guard guard{mutex_};
  return {parts_, "", ok_};
}

void door_bridge::subscribe(ws_subscription x) {
  inbox_->post([this, x = std::move(x)] { room_.subscribe(x); });
}

void door_bridge::unwatched(const std::string& topic) {
  inbox_->post([this, topic] { room_.unwatched(topic); });
}

void door_bridge::left(uint64_t client, const std::string& topic) {
  inbox_->post([this, client, topic] { room_.left(client, topic); });
}

void door_bridge::taken(uint64_t client, const std::string& topic) {
  inbox_->post([this, client, topic] { room_.taken(client, topic); });
}

} // namespace ftm
