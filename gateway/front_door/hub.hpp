#pragma once

#include "gateway/front_door/front_door.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace ftm {

class hub;

/// One WebSocket. Lives as long as an operation of its is under way.
class ws_client : public std::enable_shared_from_this<ws_client> {
public:
  using request = boost::beast::http::request<boost::beast::http::string_body>;

  ws_client(hub& h, uint64_t id, boost::beast::tcp_stream&& stream,
            std::shared_ptr<void> slot);

  void start(request x);
  /// An event, or an answer to a message.
  void send(payload frame);
  /// A frame of the answer to a subscription; with `tell`, `taken` is called
  /// when it has left.
  void send_answer(const std::string& topic, payload frame, bool tell);
  /// Whether frames of an answer about this topic are still in the queue.
  bool answering(const std::string& topic) const {
    return answers_.contains(topic);
  }
  /// Whether it asked for more than it takes.
  bool flooded() const;
  /// Subscribes once the answer about this topic has left.
  void subscribe_later(ws_subscription x);
  /// Sends a close frame; cuts the connection if that takes longer than
  /// `patience`.
  void close(uint16_t code, const char* reason, std::chrono::seconds patience);

  const uint64_t id;
  std::unordered_set<std::string> topics;
  std::unordered_map<std::string, ws_subscription>
      again; ///< of subscribe_later

private:
  using error = boost::beast::error_code;
  struct item {
    payload frame;
    /// The topic of an answer, which was asked for: no sign of a slow client.
    std::string answer;
    bool tell;
  };

  void read();
  void on_message();
  void enqueue(item x);
  void dequeued(const item& x);
  void write();
  void on_written(error e);
  void leave();

  hub& hub_;
  boost::beast::websocket::stream<boost::beast::tcp_stream> stream_;
  boost::asio::steady_timer cut_;
  boost::beast::flat_buffer in_;
  std::deque<item> queue_;
  size_t bytes_ = 0;   ///< in the queue, without what was asked for
  size_t waiting_ = 0; ///< frames in the queue that were not asked for
  size_t asked_bytes_ = 0;
  std::unordered_map<std::string, size_t> answers_; ///< frames in the queue
  bool open_ = false, writing_ = false, closing_ = false, left_ = false;
  std::shared_ptr<void> slot_; ///< counts the connection
};

/// Everybody on /ws, and who follows what. For the door's thread only.
class hub {
public:
  hub(const door_options& o, door_events& e) : options(o), events(e) {}

  void accept(boost::beast::tcp_stream&& stream, ws_client::request x,
              std::shared_ptr<void> slot);
  void publish(const std::string& topic, const payload& frame);
  void deliver(uint64_t client, const std::string& topic,
               front_door::delivery x);
  void close_all();

  void entered(const std::shared_ptr<ws_client>& x);
  void left(ws_client& x);
  void subscribe(ws_client& x, ws_subscription s);
  void unsubscribe(ws_client& x, const std::string& topic);

  const door_options& options;
  door_events& events;

private:
  struct watched {
    size_t interested = 0;
    std::unordered_set<ws_client*> joined;
  };
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, std::weak_ptr<ws_client>> clients_;
  std::unordered_map<std::string, watched> topics_;
};

} // namespace ftm
