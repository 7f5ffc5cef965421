#include "gateway/topic_follower.hpp"

#include "shared/json/values.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr std::chrono::milliseconds incomplete_pause{50};
constexpr int most_incomplete = 10;
constexpr int most_failures = 5;

} // namespace

void topic_follower::start() {
  open();
}

std::chrono::milliseconds topic_follower::next_backoff() {
  auto y = backoff_;
  backoff_ = std::min(2 * backoff_, std::chrono::milliseconds{2000});
  return y;
}

payload topic_follower::frame(bool snapshot, const std::string& epoch,
                              uint64_t from, uint64_t to,
                              const std::string& data) const {
  std::string y =
      snapshot ? R"({"op":"snapshot","topic":)" : R"({"op":"event","topic":)";
  y += dump(text(topic_)) + R"(,"epoch":)" + dump(text(epoch)) + R"(,"offset":)"
       + std::to_string(to);
  if (!snapshot)
    y += R"(,"after":)" + std::to_string(from) + R"(,"type":")"
         + source_->type() + R"(","at":")" + world_.now() + '"';
  return make_payload(y + R"(,"data":)" + data + "}");
}

// -- the thing itself ---------------------------------------------------------

void topic_follower::open() {
  phase_ = phase::opening;
  nudged_ = false;
  source_->open([weak = weak_from_this()](auto why, topic_slice x) {
    if (auto self = weak.lock())
      self->opened(why, std::move(x));
  });
}

void topic_follower::opened(topic_source::failure why, topic_slice x) {
  if (why == topic_source::failure::try_again)
    return world_.later(next_backoff(), [weak = weak_from_this()] {
      if (auto self = weak.lock())
        self->open();
    });
  backoff_ = std::chrono::milliseconds{50};
  auto same = why == topic_source::failure::none && x.epoch == at_.epoch;
  phase_ = phase::idle;
  if (same && !ended_) {
    phase_ = phase::following;
    follow();
  } else if (why == topic_source::failure::none && !same) {
    ended_ = false;
    // Those who follow already get the new one from its first byte on.
    at_ = {x.epoch, joined_ ? 0 : x.to};
    if (joined_)
      world_.publish(frame(true, at_.epoch, 0, 0, source_->nothing()));
    phase_ = phase::following;
    follow();
  } else if (nudged_) {
    return open();
  }
  auto all = newcomers_;
  for (auto& [client, y] : all)
    step(client);
}

void topic_follower::nudge() {
  if (phase_ == phase::idle)
    open();
  else
    nudged_ = true;
}

void topic_follower::follow() {
  source_->read(at_, 0, true, incomplete_ >= most_incomplete,
                [weak = weak_from_this()](auto why, topic_slice x) {
                  if (auto self = weak.lock())
                    self->followed(why, std::move(x));
                });
}

void topic_follower::followed(topic_source::failure why, topic_slice x) {
  auto again = [weak = weak_from_this()] {
    if (auto self = weak.lock())
      self->follow();
  };
  if (why == topic_source::failure::nothing_there)
    return open();
  if (why != topic_source::failure::none)
    return world_.later(next_backoff(), again);
  backoff_ = std::chrono::milliseconds{50};
  if (x.pending) {
    ++incomplete_;
    return world_.later(incomplete_pause, again);
  }
  incomplete_ = 0;
  auto anew = x.epoch != at_.epoch;
  auto news = anew || x.to > at_.offset || x.ended;
  at_ = {x.epoch, x.to};
  if (news && joined_)
    world_.publish(frame(anew, x.epoch, x.from, x.to, x.data()));
  if (!x.ended)
    return follow();
  ended_ = true;
  phase_ = phase::idle;
  if (nudged_)
    open();
}

// -- those who join -----------------------------------------------------------

void topic_follower::join(const ws_subscription& x) {
  auto& y = newcomers_[x.client];
  y = {};
  y.turn = ++turns_;
  if (x.offset && !x.epoch.empty()) {
    y.at = {x.epoch, *x.offset};
    y.snapshot = y.fresh = false;
  }
  if (phase_ != phase::opening)
    step(x.client);
}

void topic_follower::taken(uint64_t client) {
  if (newcomers_.contains(client))
    step(client);
}

void topic_follower::step(uint64_t client) {
  auto& x = newcomers_.at(client);
  if (x.fresh || x.at.epoch != at_.epoch || x.at.offset > at_.offset) {
    x.at = {at_.epoch, source_->beginning(at_.offset)};
    x.snapshot = true;
    x.fresh = x.ended = false;
  }
  if (x.at.offset >= at_.offset) {
    front_door::delivery y;
    if (x.snapshot)
      y.frames.push_back(
          frame(true, at_.epoch, 0, at_.offset, source_->nothing()));
    // The others were told when it ended, maybe while this one was on its way.
    if (ended_ && !x.ended)
      y.frames.push_back(frame(false, at_.epoch, at_.offset, at_.offset,
                               source_->end(at_.offset)));
    y.join = joined_ = true;
    newcomers_.erase(client);
    return world_.deliver(client, std::move(y));
  }
  source_->read(x.at, at_.offset, false, true,
                [weak = weak_from_this(), client,
                 turn = x.turn](auto why, topic_slice y) {
                  if (auto self = weak.lock())
                    self->stepped(client, turn, why, std::move(y));
                });
}

void topic_follower::stepped(uint64_t client, uint64_t turn,
                             topic_source::failure why, topic_slice x) {
  auto i = newcomers_.find(client);
  if (i == newcomers_.end() || i->second.turn != turn)
    return; // asked anew meanwhile
  auto& y = i->second;
  auto replaced = why == topic_source::failure::none && x.epoch != y.at.epoch;
  if (replaced && x.epoch == at_.epoch) {
    y.fresh = true; // from the new one's first row on
    return step(client);
  }
  if (replaced)
    return step_later(client, 1); // the follower learns it by its own read
  if (why != topic_source::failure::none || x.to <= y.at.offset) {
    if (++y.failures > most_failures) {
      // Goes on with what is new; older parts can be read by range.
      y.at = at_;
      y.snapshot = true;
    }
    return step_later(client, y.failures);
  }
  front_door::delivery z;
  z.frames.push_back(frame(y.snapshot, x.epoch, x.from, x.to, x.data()));
  z.tell = true;
  y.snapshot = false;
  y.ended = x.ended;
  y.at.offset = x.to;
  world_.deliver(client, std::move(z));
}

void topic_follower::step_later(uint64_t client, int failures) {
  world_.later(std::chrono::milliseconds{100} * failures,
               [weak = weak_from_this(), client] {
                 if (auto self = weak.lock())
                   self->taken(client);
               });
}

} // namespace ftm
