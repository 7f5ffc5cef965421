#pragma once

#include "gateway/front_door/front_door.hpp"
#include "gateway/front_door/http_rules.hpp"
#include "gateway/front_door/hub.hpp"
#include "gateway/front_door/static_files.hpp"
#include "shared/util/line_limit.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <list>
#include <thread>
#include <unordered_set>

// Inside of the front door; nobody else includes it.
namespace ftm {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using error = beast::error_code;

inline std::string_view view(beast::string_view x) {
  return {x.data(), x.size()};
}

inline beast::string_view wire(std::string_view x) {
  return {x.data(), x.size()};
}

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Any reply; `owner` keeps the body alive.
struct reply {
  unsigned status = 200;
  std::string type;
  std::string_view body;
  std::shared_ptr<const void> owner;
  header_list headers;
  bool close = false;
};

class http_session;

struct front_door::impl {
  impl(door_options o, gatekeeper& k, std::shared_ptr<door_events> e)
      : options(std::move(o)), keeper(k), events(std::move(e)),
        members(options, *events) {}

  void listen();
  void accept();
  void stop_now();
  void make_room();
  void left() {
    if (--connections == 0 && !acceptor.is_open())
      io.stop();
  }

  door_options options;
  gatekeeper& keeper;
  std::shared_ptr<door_events> events;
  uint16_t port = 0;
  size_t connections = 0;
  uint64_t upstream_count = 0; ///< connections made to the private listener
  std::unordered_set<http_session*> sessions;
  std::list<http_session*> strangers; ///< not logged in; oldest first
  line_limit lines;                   ///< about failed connections
  hub members;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer pause{io}, last_wait{io};
  std::thread thread;
};

/// One connection of a client, and its own kept one to the private listener.
class http_session : public std::enable_shared_from_this<http_session> {
public:
  http_session(front_door::impl& d, tcp::socket s)
      : door_(d), client_(std::move(s)), upstream_(client_.get_executor()) {
    error e;
    auto peer = client_.socket().remote_endpoint(e);
    peer_ = e ? "" : peer.address().to_string();
    client_.socket().set_option(tcp::no_delay(true), e);
    ++door_.connections;
    slot_ = {nullptr, [&d](void*) { d.left(); }};
    door_.sessions.insert(this);
    place_ = door_.strangers.insert(door_.strangers.end(), this);
  }
  ~http_session() {
    door_.sessions.erase(this);
    known();
  }

  void read();
  void cut() {
    known();
    client_.close();
    upstream_.close();
  }

private:
  struct caller {
    std::optional<identity> who;
    std::chrono::seconds retry_after{0};
    std::string session;
  };

  /// It is no stranger, or not any longer.
  void known() {
    if (place_)
      door_.strangers.erase(*place_);
    place_.reset();
  }

  void on_header(error e);
  bool shape_is_sound();
  void read_body();
  void on_request();
  bool may_pass(std::string_view path);
  caller who_calls();
  void refuse_caller(const caller& x);
  void serve_state();
  void serve_ready();
  void serve_file(std::string_view path);
  void serve_api(std::string_view path);
  void upgrade();

  void relay(const caller& x);
  void connect_upstream();
  error bind_upstream();
  void send_upstream();
  void upstream_failed(bool written, error e);
  void read_upstream();
  void on_reply();
  void begin_stream(const std::string& next);
  void send_piece(std::string next);
  void on_piece();
  void break_off(std::string_view why);
  void end_stream(bool last_chunk);

  void send(reply x);
  void drain(size_t left);
  void problem(unsigned status, std::string_view detail,
               header_list headers = {});

  std::string header(http::field x) const {
    return std::string{view(parser_->get()[x])};
  }

  front_door::impl& door_;
  beast::tcp_stream client_, upstream_;
  std::string peer_;
  std::shared_ptr<void> slot_;
  std::optional<std::list<http_session*>::iterator> place_; ///< of a stranger
  beast::flat_buffer in_, upstream_in_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::request<http::string_body> asked_; ///< what the listener gets
  std::optional<http::response_parser<http::string_body>> answer_;
  std::chrono::steady_clock::time_point upstream_used_;
  bool upstream_reused_ = false;
  bool chunked_ = false;   ///< the stream
  bool streaming_ = false; ///< pieces of one reply, from several of upstream
  bool keep_ = true, head_ = false;
};

} // namespace ftm
