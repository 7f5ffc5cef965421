#include "gateway/front_door/front_door.hpp"

#include "gateway/front_door/http_rules.hpp"
#include "gateway/front_door/hub.hpp"
#include "gateway/front_door/static_files.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <spdlog/spdlog.h>

#include <thread>

namespace ftm {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using error = beast::error_code;

namespace {

std::string_view view(beast::string_view x) {
  return {x.data(), x.size()};
}

beast::string_view wire(std::string_view x) {
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

} // namespace

struct front_door::impl {
  impl(door_options o, gatekeeper& k, std::shared_ptr<door_events> e)
      : options(std::move(o)), keeper(k), events(std::move(e)),
        members(options, *events) {}

  void listen();
  void accept();
  void stop_now();
  void left() {
    if (--connections == 0 && !acceptor.is_open())
      io.stop();
  }

  door_options options;
  gatekeeper& keeper;
  std::shared_ptr<door_events> events;
  uint16_t port = 0;
  size_t connections = 0;
  std::unordered_set<http_session*> sessions;
  hub members;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  asio::steady_timer pause{io}, last_wait{io};
  std::thread thread;
};

namespace {

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
  }
  ~http_session() {
    door_.sessions.erase(this);
  }

  void read();
  void cut() {
    client_.close();
    upstream_.close();
  }

private:
  struct caller {
    std::optional<identity> who;
    std::chrono::seconds retry_after{0};
    std::string session;
  };

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
  void send_upstream();
  void upstream_failed(bool written, error e);
  void read_upstream();
  void on_reply();

  void send(reply x);
  void problem(unsigned status, std::string_view detail,
               header_list headers = {});

  std::string header(http::field x) const {
    return std::string{view(parser_->get()[x])};
  }

  front_door::impl& door_;
  beast::tcp_stream client_, upstream_;
  std::string peer_;
  std::shared_ptr<void> slot_;
  beast::flat_buffer in_, upstream_in_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::request<http::string_body> asked_; ///< what the listener gets
  std::optional<http::response_parser<http::string_body>> answer_;
  std::chrono::steady_clock::time_point upstream_used_;
  bool upstream_reused_ = false;
  bool keep_ = true, head_ = false;
};

// -- reading a request --------------------------------------------------------

void http_session::read() {
  parser_.emplace();
  parser_->header_limit(door_.options.header_limit);
  parser_->body_limit(door_.options.body_limit);
  client_.expires_after(door_.options.slow);
  http::async_read_header(
      client_, in_, *parser_,
      [self = shared_from_this()](error e, size_t) { self->on_header(e); });
}

void http_session::on_header(error e) {
  keep_ = false;
  head_ = false;
  if (e == http::error::header_limit)
    return problem(431, "The header is longer than 16 kB.");
  if (e == http::error::body_limit)
    return problem(413, "The body is longer than 1 MB.");
  if (e == http::error::end_of_stream || e == http::error::partial_message)
    return;
  if (e) {
    if (e.category() == make_error_code(http::error::bad_method).category())
      problem(400, "This is no HTTP request that can be understood: "
                       + e.message() + ".");
    return;
  }
  head_ = parser_->get().method() == http::verb::head;
  if (!shape_is_sound())
    return;
  keep_ = parser_->keep_alive();
  if (header(http::field::expect).empty())
    return read_body();
  static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(client_, asio::buffer(go_on),
                    [self = shared_from_this()](error x, size_t) {
                      if (!x)
                        self->read_body();
                    });
}

/// Refuses what two servers could read in two ways.
bool http_session::shape_is_sound() {
  auto& m = parser_->get();
  auto count = [&](http::field x) {
    auto range = m.equal_range(x);
    return std::distance(range.first, range.second);
  };
  auto coding = m[http::field::transfer_encoding];
  const char* why = nullptr;
  if (m.version() != 11 && m.version() != 10)
    why = "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
  else if (!clean_target(view(m.target())))
    why = "The target must be a plain path that begins with one slash.";
  else if (count(http::field::host) != 1)
    why = "There must be exactly one Host header.";
  else if (count(http::field::content_length) > 1
           || count(http::field::transfer_encoding) > 1
           || (!coding.empty() && m.count(http::field::content_length) > 0))
    why = "The length of the body is ambiguous.";
  else if (!coding.empty()
           && (!beast::iequals(coding, "chunked") || m.version() == 10))
    why = "The only transfer coding understood is chunked.";
  if (why)
    problem(400, why);
  return !why;
}

void http_session::read_body() {
  client_.expires_after(door_.options.slow);
  http::async_read(
      client_, in_, *parser_, [self = shared_from_this()](error e, size_t) {
        if (e == http::error::body_limit) {
          self->keep_ = false;
          self->problem(413, "The body is longer than 1 MB.");
        } else if (!e) {
          self->on_request();
        } else if (e != beast::error::timeout
                   && e != http::error::partial_message
                   && e.category()
                          == make_error_code(http::error::bad_method)
                                 .category()) {
          self->keep_ = false;
          self->problem(400, "The body is broken: " + e.message() + ".");
        }
      });
}

// -- who may, and where to ----------------------------------------------------

void http_session::on_request() {
  auto path = std::string{path_of(view(parser_->get().target()))};
  auto verb = parser_->get().method();
  auto reads = verb == http::verb::get || verb == http::verb::head;
  if (reads && path == "/livez")
    return send({200, "text/plain", "alive\n", nullptr, {}, false});
  if (reads && path == "/readyz")
    return serve_ready();
  if (!may_pass(path))
    return;
  if (path == "/ws")
    return upgrade();
  if (path.starts_with("/api/"))
    return serve_api(path);
  if (!reads)
    return problem(405, "Here are only files to GET.",
                   {{"Allow", "GET, HEAD"}});
  serve_file(path);
}

/// Host and Origin: against DNS rebinding and pages of strangers.
bool http_session::may_pass(std::string_view) {
  auto host = header(http::field::host);
  if (!host_allowed(host, door_.options.hosts)) {
    problem(403, "This manager does not answer to the name in the Host header. "
                 "If it is right, add it to web.allowed_hosts.");
    return false;
  }
  auto& m = parser_->get();
  if (m.count(http::field::origin) > 0
      && !origin_allowed(header(http::field::origin), host)) {
    problem(403, "Requests from pages of another origin are refused.");
    return false;
  }
  auto site = view(m["Sec-Fetch-Site"]);
  if (site == "cross-site" && m.method() != http::verb::get
      && m.method() != http::verb::head) {
    problem(403, "Requests from pages of another site are refused.");
    return false;
  }
  return true;
}

http_session::caller http_session::who_calls() {
  caller y;
  auto now = std::chrono::steady_clock::now();
  auto source = peer_;
  auto forwarded = view(parser_->get()["X-Forwarded-For"]);
  if (door_.options.behind_proxy && is_loopback(peer_) && !forwarded.empty())
    source = last_forwarded(forwarded);
  asked_.set("X-Ftm-Client", wire(source));
  if (!door_.keeper.login_needed()) {
    y.who = identity{role::admin, "local"};
    return y;
  }
  if (auto token = bearer_of(header(http::field::authorization))) {
    auto x = door_.keeper.by_token(*token, source, now);
    y.who = x.who;
    y.retry_after = x.retry_after;
    return y;
  }
  if (auto id = cookie_value(header(http::field::cookie),
                             session_cookie_name(door_.port))) {
    y.who = door_.keeper.by_session(*id, now);
    y.session = *id;
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

void http_session::upgrade() {
  if (!boost::beast::websocket::is_upgrade(parser_->get()))
    return problem(426, "Here is a WebSocket.",
                   {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}});
  asked_ = {};
  auto x = who_calls();
  if (!x.who)
    return refuse_caller(x);
  door_.members.accept(std::move(client_), parser_->release(),
                       std::move(slot_));
}

void http_session::serve_state() {
  auto x = door_.events->state();
  if (!x.ok)
    return problem(503, "The broadcaster has not answered yet.",
                   {{"Retry-After", "1"}});
  if (etag_matches(header(http::field::if_none_match), x.etag))
    return send({304, "", "", nullptr, {{"ETag", x.etag}}, false});
  std::string_view body = *x.body;
  send({200,
        "application/json",
        body,
        x.body,
        {{"ETag", x.etag}, {"Cache-Control", "no-cache"}},
        false});
}

void http_session::serve_ready() {
  auto x = door_.events->ready();
  std::string_view body = *x.body;
  send({x.ok ? 200u : 503u,
        "application/json",
        body,
        x.body,
        {{"Cache-Control", "no-store"}},
        false});
}

void http_session::serve_file(std::string_view path) {
  auto x = static_file(assets(), path,
                       takes_gzip(header(http::field::accept_encoding)),
                       header(http::field::if_none_match));
  reply y;
  y.status = static_cast<unsigned>(x.status);
  y.type = x.type;
  y.body = x.body;
  y.headers.emplace_back("Cache-Control", x.cache);
  if (!x.etag.empty())
    y.headers.emplace_back("ETag", x.etag);
  if (x.varies)
    y.headers.emplace_back("Vary", "Accept-Encoding");
  if (x.gzip && x.status == 200)
    y.headers.emplace_back("Content-Encoding", "gzip");
  send(std::move(y));
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

// -- answering ----------------------------------------------------------------

void http_session::problem(unsigned status, std::string_view detail,
                           header_list headers) {
  auto title = http::obsolete_reason(http::int_to_status(status));
  auto body =
      make_payload(problem_text(static_cast<int>(status), view(title), detail));
  std::string_view text = *body;
  headers.emplace_back("Cache-Control", "no-store");
  send({status, "application/problem+json", text, body, std::move(headers),
        false});
}

void http_session::send(reply x) {
  using body_type = http::span_body<const char>;
  struct under_way {
    http::response<body_type> message;
    std::shared_ptr<const void> owner;
  };
  auto y = std::make_shared<under_way>();
  y->owner = std::move(x.owner);
  auto& m = y->message;
  m.version(11);
  m.result(x.status);
  for (auto& [name, value] : security_headers())
    m.set(wire(name), wire(value));
  for (auto& [name, value] : x.headers)
    m.insert(wire(std::string_view{name}), wire(std::string_view{value}));
  if (!x.type.empty())
    m.set(http::field::content_type, x.type);
  if (x.status != 204 && x.status != 304)
    m.content_length(x.body.size());
  if (!head_ && x.status != 304)
    m.body() = {x.body.data(), x.body.size()};
  m.keep_alive(keep_ && !x.close);
  client_.expires_after(door_.options.slow);
  http::async_write(
      client_, m, [self = shared_from_this(), y](error e, size_t) {
        if (e)
          return;
        if (y->message.keep_alive())
          return self->read();
        // Closing at once would throw away what the client has not read yet.
        error ignored;
        self->client_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        self->in_.clear();
        self->client_.expires_after(std::chrono::seconds{2});
        self->client_.async_read_some(self->in_.prepare(4096),
                                      [self](error, size_t) {});
      });
}

} // namespace

// -- the port -----------------------------------------------------------------

void front_door::impl::listen() {
  error e;
  tcp::resolver resolver{io};
  auto found = resolver.resolve(options.host, std::to_string(options.port),
                                tcp::resolver::passive, e);
  if (e || found.empty())
    throw door_error("web.host \"" + options.host
                     + "\" is not an address of this machine: " + e.message());
  auto where = found.begin()->endpoint();
  auto fail = [&](const char* what) {
    auto place = options.host + ":" + std::to_string(options.port);
    if (e == asio::error::address_in_use)
      throw door_error("Port " + std::to_string(options.port) + " of "
                       + options.host
                       + " is used by another program: choose another with "
                         "--port (or web.port in config.yaml).");
    if (e == asio::error::access_denied)
      throw door_error("Port " + std::to_string(options.port)
                       + " needs rights that this user does not have: choose "
                         "one above 1023 with --port.");
    throw door_error(std::string{"Cannot "} + what + " " + place + ": "
                     + e.message());
  };
  acceptor.open(where.protocol(), e);
  if (e)
    fail("open a socket for");
  acceptor.set_option(tcp::acceptor::reuse_address(true), e);
  acceptor.bind(where, e);
  if (e)
    fail("use");
  acceptor.listen(1024, e);
  if (e)
    fail("listen on");
  port = acceptor.local_endpoint().port();
}

void front_door::impl::accept() {
  acceptor.async_accept([this](error e, tcp::socket s) {
    if (!acceptor.is_open())
      return;
    if (e) {
      // Too many descriptors: those who are here go on, and some will leave.
      pause.expires_after(std::chrono::milliseconds{100});
      pause.async_wait([this](error x) {
        if (!x)
          accept();
      });
      return;
    }
    if (connections < options.most_connections)
      std::make_shared<http_session>(*this, std::move(s))->read();
    accept();
  });
}

void front_door::impl::stop_now() {
  error ignored;
  acceptor.close(ignored);
  pause.cancel();
  members.close_all();
  auto all = sessions;
  for (auto* x : all)
    x->cut();
  if (connections == 0)
    return io.stop();
  last_wait.expires_after(std::chrono::milliseconds{1500});
  last_wait.async_wait([this](error) { io.stop(); });
}

front_door::front_door(door_options options, gatekeeper& keeper,
                       std::shared_ptr<door_events> events)
    : impl_(
        std::make_unique<impl>(std::move(options), keeper, std::move(events))) {
  impl_->listen();
  impl_->accept();
  impl_->thread = std::thread{[x = impl_.get()] {
    for (;;) {
      try {
        x->io.run();
        return;
      } catch (const std::exception& e) {
        spdlog::error("gateway: a connection failed: {}", e.what());
      }
    }
  }};
}

front_door::~front_door() {
  stop();
}

uint16_t front_door::port() const {
  return impl_->port;
}

void front_door::publish(const std::string& topic, payload frame) {
  asio::post(impl_->io, [x = impl_.get(), topic, frame = std::move(frame)] {
    x->members.publish(topic, frame);
  });
}

void front_door::deliver(uint64_t client, const std::string& topic,
                         delivery y) {
  asio::post(impl_->io,
             [x = impl_.get(), client, topic, y = std::move(y)]() mutable {
               x->members.deliver(client, topic, std::move(y));
             });
}

void front_door::stop() {
  if (!impl_->thread.joinable())
    return;
  asio::post(impl_->io, [x = impl_.get()] { x->stop_now(); });
  impl_->thread.join();
}

} // namespace ftm
