#include "gateway/front_door/http_session.hpp"

#include "gateway/auth/loopback_gate.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

/// Of a reply of the private listener: where the rest of it is.
constexpr const char* continue_header = "X-Ftm-Continue";

} // namespace

// -- who asks -----------------------------------------------------------------

http_session::caller http_session::who_calls() {
  caller y;
  auto now = std::chrono::steady_clock::now();
  auto source = peer_;
  auto forwarded = view(parser_->get()["X-Forwarded-For"]);
  if (door_.options.behind_proxy && is_loopback(peer_) && !forwarded.empty())
    source = last_forwarded(forwarded);
  asked_.set("X-Ftm-Client", wire(source));
  if (!door_.keeper.login_needed()) {
    known();
    y.who = identity{role::admin, "local"};
    return y;
  }
  if (auto token = bearer_of(header(http::field::authorization))) {
    auto x = door_.keeper.by_token(*token, source, now);
    y.who = x.who;
    y.retry_after = x.retry_after;
    if (y.who)
      known();
    return y;
  }
  if (auto id = cookie_value(header(http::field::cookie),
                             session_cookie_name(door_.port))) {
    y.who =
        door_.keeper.by_session(*id, std::chrono::floor<std::chrono::seconds>(
                                         std::chrono::system_clock::now()));
    y.session = *id;
    if (y.who)
      known();
  }
  return y;
}

void http_session::refuse_caller(const caller& x) {
  if (x.retry_after.count() > 0)
    return problem(429, "Too many wrong tokens came from this address.",
                   {{"Retry-After", std::to_string(x.retry_after.count())}});
  problem(401,
          "Log in first: open the link that the manager printed, or send "
          "\"Authorization: Bearer TOKEN\".",
          {{"WWW-Authenticate", "Bearer"}});
}

void http_session::serve_api(std::string_view path) {
  asked_ = {};
  auto x = who_calls();
  if (!x.who && (path != "/api/v1/session" || x.retry_after.count() > 0))
    return refuse_caller(x);
  auto verb = parser_->get().method();
  if (path == "/api/v1/state"
      && (verb == http::verb::get || verb == http::verb::head))
    return serve_state();
  relay(x);
}

// -- the private listener -----------------------------------------------------

/// Nothing of the client's bytes is passed on: the request is written anew.
void http_session::relay(const caller& x) {
  auto& m = parser_->get();
  asked_.method(head_ ? http::verb::get : m.method());
  asked_.target(m.target());
  asked_.version(11);
  for (auto f : {http::field::content_type, http::field::if_none_match,
                 http::field::accept})
    if (auto value = m[f]; !value.empty())
      asked_.set(f, value);
  if (auto value = m["Idempotency-Key"]; !value.empty())
    asked_.set("Idempotency-Key", value);
  asked_.set(http::field::host, "127.0.0.1");
  asked_.set("X-Ftm-Door",
             wire(std::string_view{door_.options.upstream_secret}));
  asked_.set("X-Ftm-Role", to_string(x.who ? x.who->what : role::nobody));
  asked_.set("X-Ftm-Name", wire(std::string_view{x.who ? x.who->name : ""}));
  if (!x.session.empty())
    asked_.set("X-Ftm-Session", wire(std::string_view{x.session}));
  if (door_.options.behind_proxy && m["X-Forwarded-Proto"] == "https")
    asked_.set("X-Ftm-Secure", "1");
  asked_.body() = std::move(m.body());
  asked_.keep_alive(true);
  asked_.prepare_payload();
  client_.expires_never();
  // An old connection may be about to be closed by the other side.
  auto now = std::chrono::steady_clock::now();
  if (upstream_.socket().is_open()
      && now - upstream_used_ > std::chrono::seconds{30})
    upstream_.close();
  connect_upstream();
}

void http_session::connect_upstream() {
  upstream_reused_ = upstream_.socket().is_open();
  if (upstream_reused_)
    return send_upstream();
  upstream_in_.clear();
  if (bind_upstream())
    return problem(502, "The REST listener cannot be connected to.");
  upstream_.expires_after(std::chrono::seconds{3});
  upstream_.async_connect(
      {asio::ip::address_v4::loopback(), door_.options.upstream_port},
      [self = shared_from_this()](error e) {
        if (e)
          return self->problem(502, "The REST listener does not answer.");
        error ignored;
        self->upstream_.socket().set_option(tcp::no_delay(true), ignored);
        self->send_upstream();
      });
}

/// Goes through the gate that keeps strangers from the listener.
error http_session::bind_upstream() {
  error e;
  if (door_.options.upstream_source == 0)
    return e;
  using reuse_port =
      asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  auto& s = upstream_.socket();
  s.open(tcp::v4(), e);
  if (!e)
    s.set_option(reuse_port(true), e);
  // Ends without TIME_WAIT: the address is free again at once.
  if (!e)
    s.set_option(asio::socket_base::linger(true, 0), e);
  if (!e)
    s.bind({asio::ip::address_v4(gate_address(door_.upstream_count++)),
            door_.options.upstream_source},
           e);
  if (e)
    upstream_.close();
  return e;
}

void http_session::send_upstream() {
  upstream_.expires_after(door_.options.upstream_patience);
  http::async_write(upstream_, asked_,
                    [self = shared_from_this()](error e, size_t) {
                      if (e)
                        return self->upstream_failed(false, e);
                      self->read_upstream();
                    });
}

void http_session::read_upstream() {
  answer_.emplace();
  answer_->body_limit(door_.options.reply_limit);
  // The target of a next piece repeats the question, escaped.
  answer_->header_limit(static_cast<uint32_t>(8 * door_.options.header_limit));
  http::async_read(upstream_, upstream_in_, *answer_,
                   [self = shared_from_this()](error e, size_t) {
                     if (e)
                       return self->upstream_failed(true, e);
                     self->on_reply();
                   });
}

/// Repeats on a fresh connection what certainly had no effect yet.
void http_session::upstream_failed(bool written, error e) {
  auto nothing_came = !answer_ || !answer_->got_some();
  upstream_.close();
  auto harmless = !written || asked_.method() == http::verb::get;
  if (upstream_reused_ && nothing_came && harmless
      && e != beast::error::timeout)
    return connect_upstream();
  if (e == beast::error::timeout)
    return problem(504, "The REST listener took too long.");
  problem(502, "The REST listener broke off.");
}

void http_session::on_reply() {
  auto& m = answer_->get();
  upstream_used_ = std::chrono::steady_clock::now();
  if (streaming_)
    return on_piece();
  if (auto next = view(m[continue_header]); !next.empty())
    return begin_stream(std::string{next});
  reply y;
  y.status = m.result_int();
  for (auto& f : m)
    switch (f.name()) {
    case http::field::connection:
    case http::field::keep_alive:
    case http::field::transfer_encoding:
    case http::field::content_length:
    case http::field::server:
    case http::field::date:
      break;
    case http::field::content_type:
      y.type = view(f.value());
      break;
    default:
      y.headers.emplace_back(view(f.name_string()), view(f.value()));
    }
  if (m.count(http::field::cache_control) == 0)
    y.headers.emplace_back("Cache-Control", "no-store");
  auto body = make_payload(std::move(m.body()));
  y.body = *body;
  y.owner = body;
  if (!m.keep_alive())
    upstream_.close();
  send(std::move(y));
}

// -- replies of any size ------------------------------------------------------

// The listener answers in pieces and says where the next one is. It is asked
// for once the client has taken this one: nothing piles up anywhere.

void http_session::begin_stream(const std::string& next) {
  auto& m = answer_->get();
  auto head = std::make_shared<http::response<http::empty_body>>();
  head->version(11);
  head->result(m.result());
  for (auto& [name, value] : security_headers())
    head->set(wire(name), wire(value));
  for (auto f : {http::field::content_type, http::field::content_disposition})
    head->set(f, m[f]);
  head->set(http::field::cache_control, "no-store");
  // HTTP/1.0 knows no chunks: there the end of the connection is the end.
  chunked_ = parser_->get().version() >= 11;
  keep_ = keep_ && chunked_;
  head->chunked(chunked_);
  head->keep_alive(keep_);
  auto writer =
      std::make_shared<http::response_serializer<http::empty_body>>(*head);
  streaming_ = true;
  client_.expires_after(door_.options.slow);
  http::async_write_header(
      client_, *writer,
      [self = shared_from_this(), head, writer, next](error e, size_t) {
        if (e)
          return;
        if (self->head_)
          return self->end_stream(false);
        self->send_piece(next);
      });
}

void http_session::send_piece(std::string next) {
  auto piece = std::make_shared<std::string>(std::move(answer_->get().body()));
  if (!answer_->get().keep_alive())
    upstream_.close();
  auto then = [self = shared_from_this(), piece, next](error e, size_t) {
    if (e)
      return;
    if (next.empty())
      return self->end_stream(self->chunked_);
    self->asked_.target(next);
    self->client_.expires_never();
    self->connect_upstream();
  };
  client_.expires_after(door_.options.slow);
  // An empty chunk would be the end.
  if (piece->empty())
    asio::post(client_.get_executor(), [then] { then({}, 0); });
  else if (chunked_)
    asio::async_write(client_, http::make_chunk(asio::buffer(*piece)), then);
  else
    asio::async_write(client_, asio::buffer(*piece), then);
}

void http_session::on_piece() {
  auto& m = answer_->get();
  if (m.result() != http::status::ok)
    return break_off(m.body());
  send_piece(std::string{view(m[continue_header])});
}

/// Only a transfer without its end tells the client that it is not whole.
void http_session::break_off(std::string_view why) {
  spdlog::warn("front_door: a reply to {} broke off: {}", peer_, why);
  streaming_ = false;
  cut();
}

void http_session::end_stream(bool last_chunk) {
  streaming_ = false;
  auto then = [self = shared_from_this()](error e, size_t) {
    if (!e && self->keep_)
      return self->read();
    error ignored;
    self->client_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  };
  if (last_chunk)
    asio::async_write(client_, http::make_chunk_last(), then);
  else
    then({}, 0);
}

} // namespace ftm
