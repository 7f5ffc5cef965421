#include "gateway/front_door/http_session.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr size_t most_drained = 16 << 20;
constexpr size_t drained_at_once = 16 << 10;

} // namespace

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
  // Others are not even passed on: TRACE would tell what the door adds.
  if (!known_method(view(parser_->get().method_string())))
    return problem(405, "This method is not understood here.",
                   {{"Allow", "GET, HEAD, POST, PATCH, DELETE"}});
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

// -- answering ----------------------------------------------------------------

void http_session::problem(unsigned status, std::string_view detail,
                           header_list headers) {
  // In the middle of a reply another one would be taken for a part of it.
  if (streaming_)
    return break_off(detail);
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
        self->client_.expires_after(std::chrono::seconds{2});
        self->drain(most_drained);
      });
}

/// Takes and drops what the client still sends, at most `left` bytes.
void http_session::drain(size_t left) {
  in_.clear();
  client_.async_read_some(in_.prepare(std::min(left, drained_at_once)),
                          [self = shared_from_this(), left](error e, size_t n) {
                            if (!e && n < left)
                              self->drain(left - n);
                          });
}

} // namespace ftm
