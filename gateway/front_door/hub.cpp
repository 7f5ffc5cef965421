#include "gateway/front_door/hub.hpp"

#include "gateway/front_door/ws_ops.hpp"

#include <boost/asio/buffer.hpp>

namespace ftm {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

// -- one client ---------------------------------------------------------------

ws_client::ws_client(hub& h, uint64_t number, beast::tcp_stream&& stream,
                     std::shared_ptr<void> slot)
    : id(number), hub_(h), stream_(std::move(stream)),
      cut_(stream_.get_executor()), slot_(std::move(slot)) {}

void ws_client::start(request x) {
  auto& o = hub_.options;
  auto& tcp = beast::get_lowest_layer(stream_);
  tcp.expires_never();
  error ignored;
  tcp.socket().set_option(
      boost::asio::socket_base::send_buffer_size(o.send_buffer), ignored);
  // Beast pings after half of the idle time.
  stream_.set_option(websocket::stream_base::timeout{std::chrono::seconds{10},
                                                     2 * o.ping_every, true});
  stream_.read_message_max(16 * 1024);
  stream_.auto_fragment(false);
  stream_.text(true);
  auto kept = std::make_shared<request>(std::move(x));
  stream_.async_accept(*kept, [self = shared_from_this(), kept](error e) {
    if (e)
      return;
    self->open_ = true;
    self->hub_.entered(self);
    self->read();
  });
}

void ws_client::read() {
  stream_.async_read(in_, [self = shared_from_this()](error e, size_t) {
    if (e)
      return self->leave();
    self->on_message();
    self->in_.consume(self->in_.size());
    self->read();
  });
}

void ws_client::on_message() {
  auto data = in_.data();
  auto op = parse_ws_op({static_cast<const char*>(data.data()), data.size()});
  if (!op.problem.empty())
    return send(make_payload(ws_error(op.id, "", op.problem)));
  switch (op.verb) {
  case ws_verb::ping:
    return send(make_payload(R"({"op":"pong","id":)" + op.id + "}"));
  case ws_verb::subscribe:
    for (auto& x : op.topics)
      hub_.subscribe(*this, {id, x.name, x.epoch, x.offset});
    return;
  case ws_verb::unsubscribe:
    for (auto& x : op.topics)
      hub_.unsubscribe(*this, x.name);
    return;
  }
}

void ws_client::send(payload frame) {
  if (waiting_ >= hub_.options.queue_frames
      || bytes_ > hub_.options.queue_bytes)
    return close(4008, "too slow: resume from your last offset",
                 std::chrono::seconds{10});
  enqueue({std::move(frame), {}, false});
}

void ws_client::send_answer(const std::string& topic, payload frame,
                            bool tell) {
  enqueue({std::move(frame), topic, tell});
}

void ws_client::enqueue(item x) {
  if (closing_ || !open_)
    return;
  if (x.answer.empty()) {
    ++waiting_;
    bytes_ += x.frame->size();
  } else {
    ++answers_[x.answer];
    asked_bytes_ += x.frame->size();
  }
  queue_.push_back(std::move(x));
  if (!writing_)
    write();
}

void ws_client::dequeued(const item& x) {
  if (x.answer.empty()) {
    --waiting_;
    bytes_ -= x.frame->size();
    return;
  }
  asked_bytes_ -= x.frame->size();
  if (auto i = answers_.find(x.answer); --i->second == 0)
    answers_.erase(i);
}

bool ws_client::flooded() const {
  auto& o = hub_.options;
  return asked_bytes_ > o.queue_bytes
         || queue_.size() - waiting_ > o.answer_frames;
}

void ws_client::subscribe_later(ws_subscription x) {
  auto topic = x.topic;
  again.insert_or_assign(std::move(topic), std::move(x));
}

void ws_client::write() {
  writing_ = true;
  stream_.async_write(
      boost::asio::buffer(*queue_.front().frame),
      [self = shared_from_this()](error e, size_t) { self->on_written(e); });
}

void ws_client::on_written(error e) {
  writing_ = false;
  if (e)
    return leave();
  auto x = std::move(queue_.front());
  queue_.pop_front();
  dequeued(x);
  if (!queue_.empty())
    write();
  if (closing_ || x.answer.empty())
    return;
  if (answering(x.answer)) // it was not the last one
    return;
  if (auto next = again.extract(x.answer); !next.empty())
    hub_.subscribe(*this, std::move(next.mapped()));
  else if (x.tell)
    hub_.events.taken(id, x.answer);
}

void ws_client::close(uint16_t code, const char* reason,
                      std::chrono::seconds patience) {
  if (closing_)
    return;
  closing_ = true;
  // The frame on its way must be finished before the close frame.
  while (queue_.size() > (writing_ ? 1 : 0)) {
    dequeued(queue_.back());
    queue_.pop_back();
  }
  cut_.expires_after(patience);
  cut_.async_wait([self = shared_from_this()](error e) {
    if (!e)
      beast::get_lowest_layer(self->stream_).close();
  });
  const websocket::close_reason why{static_cast<websocket::close_code>(code),
                                    reason};
  stream_.async_close(why, [self = shared_from_this()](error) {
    self->cut_.cancel();
    self->leave();
  });
}

void ws_client::leave() {
  if (left_)
    return;
  left_ = true;
  closing_ = true;
  cut_.cancel();
  hub_.left(*this);
}

// -- all of them --------------------------------------------------------------

void hub::accept(beast::tcp_stream&& stream, ws_client::request x,
                 std::shared_ptr<void> slot) {
  std::make_shared<ws_client>(*this, ++last_id_, std::move(stream),
                              std::move(slot))
      ->start(std::move(x));
}

void hub::entered(const std::shared_ptr<ws_client>& x) {
  clients_[x->id] = x;
}

void hub::left(ws_client& x) {
  auto topics = std::move(x.topics);
  x.topics = topics;
  for (auto& topic : topics)
    unsubscribe(x, topic);
  clients_.erase(x.id);
}

void hub::subscribe(ws_client& x, ws_subscription s) {
  if (!x.topics.contains(s.topic) && x.topics.size() >= options.most_topics)
    return x.send(make_payload(
        ws_error("null", s.topic,
                 "This client follows too many topics: unsubscribe some.")));
  auto& t = topics_[s.topic];
  // Whoever asks anew gets nothing of the old until that is answered.
  t.joined.erase(&x);
  if (x.topics.insert(s.topic).second)
    ++t.interested;
  // Answers are not bounded by what the client takes, so there is one at a
  // time of each topic; of several questions the last one counts.
  if (x.answering(s.topic))
    return x.subscribe_later(std::move(s));
  events.subscribe(std::move(s));
}

void hub::unsubscribe(ws_client& x, const std::string& topic) {
  if (x.topics.erase(topic) == 0)
    return;
  x.again.erase(topic);
  auto i = topics_.find(topic);
  i->second.joined.erase(&x);
  if (--i->second.interested > 0)
    return events.left(x.id, topic);
  topics_.erase(i);
  events.unwatched(topic);
}

void hub::publish(const std::string& topic, const payload& frame) {
  auto i = topics_.find(topic);
  if (i == topics_.end())
    return;
  for (auto* x : i->second.joined)
    x->send(frame);
}

void hub::deliver(uint64_t client, const std::string& topic,
                  front_door::delivery x) {
  auto i = clients_.find(client);
  auto p = i == clients_.end() ? nullptr : i->second.lock();
  if (!p || !p->topics.contains(topic))
    return;
  if (p->flooded())
    return p->close(4008, "asked for too much at once: resume",
                    std::chrono::seconds{10});
  if (p->again.contains(topic))
    return; // asked anew: this is of no use any longer
  for (auto& frame : x.frames)
    p->send_answer(topic, frame, x.tell && &frame == &x.frames.back());
  if (x.tell && x.frames.empty())
    events.taken(client, topic);
  if (x.join)
    topics_[topic].joined.insert(p.get());
}

void hub::close_all() {
  auto all = clients_;
  for (auto& [id, x] : all)
    if (auto p = x.lock())
      p->close(websocket::close_code::going_away, "the gateway ends",
               std::chrono::seconds{1});
}

} // namespace ftm
