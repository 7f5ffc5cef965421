#include "gateway/gateway_room.hpp"
#include "gateway/topic_sources.hpp"
#include "shared/json/enums.hpp"
#include "shared/json/values.hpp"
#include "shared/util/clock.hpp"

// Who follows what over WebSocket.
namespace ftm {

void gateway_room::subscribe(const ws_subscription& x) {
  if (x.topic == "state" || x.topic == "log") {
    watched_.insert(x.topic);
    return subscribe_facts(x, x.topic == "log");
  }
  subscribe_growing(x);
}

void gateway_room::unwatched(const std::string& topic) {
  watched_.erase(topic);
  followers_.erase(topic);
}

void gateway_room::left(uint64_t client, const std::string& topic) {
  if (auto i = followers_.find(topic); i != followers_.end())
    i->second->forget(client);
}

void gateway_room::taken(uint64_t client, const std::string& topic) {
  if (auto i = followers_.find(topic); i != followers_.end())
    i->second->taken(client);
}

// -- state and log ------------------------------------------------------------

void gateway_room::subscribe_facts(const ws_subscription& x, bool lines) {
  if (now_->at().epoch == 0) // nobody has told us anything yet
    return later(milliseconds{50}, [this, x, lines] {
      if (watched_.contains(x.topic))
        subscribe_facts(x, lines);
    });
  auto epoch = from_hex(x.epoch);
  if (!epoch || !x.offset)
    return door_->deliver(x.client, x.topic,
                          {{now_->snapshot(lines)}, true, false});
  catch_up(x, lines, *epoch, *x.offset, {});
}

/// What our own ring does not hold (any longer, or yet: we may be younger than
/// the broadcaster) the broadcaster may still have.
void gateway_room::catch_up(const ws_subscription& x, bool lines,
                            uint64_t epoch, uint64_t offset,
                            std::vector<payload> so_far) {
  auto snapshot = [this, x, lines] {
    door_->deliver(x.client, x.topic, {{now_->snapshot(lines)}, true, false});
  };
  if (auto rest = now_->since(lines, epoch, offset)) {
    so_far.insert(so_far.end(), rest->begin(), rest->end());
    return door_->deliver(x.client, x.topic, {std::move(so_far), true, false});
  }
  if (epoch != now_->at().epoch || offset > now_->at().number)
    return snapshot();
  facts_after q;
  q.after = {epoch, offset};
  self_->request(broadcaster_, patience::read, atom::read_v, std::move(q))
      .then(
          [this, x, lines, epoch, offset, snapshot,
           so_far](const fact_page& y) mutable {
            if (y.whole || y.upto.epoch != epoch || y.upto.number <= offset)
              return snapshot();
            auto more = now_->render(lines, y, offset);
            so_far.insert(so_far.end(), more.begin(), more.end());
            auto upto = std::min(y.upto.number, now_->at().number);
            if (upto <= offset)
              return snapshot();
            catch_up(x, lines, epoch, upto, std::move(so_far));
          },
          [snapshot](const caf::error&) { snapshot(); });
}

// -- output and epochs --------------------------------------------------------

void gateway_room::subscribe_growing(const ws_subscription& x) {
  if (auto f = follower_of(x.topic))
    return f->join(x);
  json y{{"op", "error"},
         {"topic", text(x.topic)},
         {"detail", "There is no such strategy or process."}};
  door_->deliver(x.client, x.topic, {{make_payload(dump(y))}, false, false});
}

std::shared_ptr<topic_follower>
gateway_room::follower_of(const std::string& topic) {
  if (auto i = followers_.find(topic); i != followers_.end())
    return i->second;
  std::unique_ptr<topic_source> source;
  if (topic.starts_with("epochs:")) {
    source = make_epoch_source(self_, monitors_, topic.substr(7));
  } else {
    auto colon = topic.rfind(':');
    auto kind = from_string<process_kind>(topic.substr(colon + 1));
    if (!kind)
      return nullptr;
    source = make_output_source(self_, supervisor_,
                                {topic.substr(7, colon - 7), *kind});
  }
  topic_world world;
  world.publish = [this, topic](payload frame) {
    door_->publish(topic, std::move(frame));
  };
  world.deliver = [this, topic](uint64_t client, front_door::delivery x) {
    door_->deliver(client, topic, std::move(x));
  };
  world.later = [this](milliseconds wait, std::function<void()> f) {
    later(wait, std::move(f));
  };
  world.now = [] { return to_rfc3339(std::chrono::system_clock::now()); };
  auto y = std::make_shared<topic_follower>(topic, std::move(source),
                                            std::move(world));
  followers_[topic] = y;
  y->start();
  return y;
}

/// Tells those who follow something that ended when there is a new one.
void gateway_room::nudge_followers(const fact_page& x) {
  if (followers_.empty())
    return;
  for (auto& f : x.facts) {
    std::string topic;
    if (auto* p = caf::get_if<process_status>(&f.body))
      topic = "output:" + p->id.strategy + ":" + to_string(p->id.kind);
    else if (auto* h = caf::get_if<hyperopt_status>(&f.body))
      topic = "epochs:" + h->strategy;
    else
      continue;
    if (auto i = followers_.find(topic); i != followers_.end())
      i->second->nudge();
  }
}

} // namespace ftm
