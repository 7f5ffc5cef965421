#define _TURN_OFF_PLATFORM_STRING // its macro U breaks CAF's headers
#include <cpprest/http_listener.h>
#include <pplx/threadpool.h>

#include "gateway/rest/listener.hpp"
#include "gateway/rest/router.hpp"

#include <spdlog/spdlog.h>

#include <arpa/inet.h>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace ftm {

namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::experimental::listener::http_listener;

constexpr size_t threads = 4;

void prepare_threads() {
  static std::once_flag once;
  std::call_once(once, [] {
    try {
      crossplat::threadpool::initialize_with_threads(threads);
    } catch (const std::exception&) {
      // Somebody in this process used the library before: its default serves.
    }
  });
}

/// The library cannot tell which port it got, so we choose one that is free.
uint16_t free_port() {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in x{};
  x.sin_family = AF_INET;
  x.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(x);
  auto* p = reinterpret_cast<sockaddr*>(&x);
  auto good =
      fd >= 0 && ::bind(fd, p, size) == 0 && ::getsockname(fd, p, &size) == 0;
  if (fd >= 0)
    ::close(fd);
  return good ? ntohs(x.sin_port) : 0;
}

std::string header_of(const http_request& x, const char* name) {
  auto i = x.headers().find(name);
  return i == x.headers().end() ? std::string{} : i->second;
}

void send(const http_request& to, rest_reply x) {
  http_response y(static_cast<web::http::status_code>(x.status));
  if (x.status != 204 && x.status != 304)
    y.set_body(std::move(x.body), x.type);
  for (auto& [name, value] : x.headers)
    y.headers().add(name, value);
  to.reply(y).then([](const pplx::task<void>& t) {
    try {
      t.get();
    } catch (const std::exception&) {
      // The door went away; whoever asked is gone.
    }
  });
}

rest_request read(const http_request& x) {
  rest_request y;
  y.method = x.method();
  y.path = x.relative_uri().path();
  if (y.path.starts_with("/api/v1"))
    y.path.erase(0, 7);
  y.query = parse_query(x.relative_uri().query());
  y.type = header_of(x, "Content-Type");
  y.if_none_match = header_of(x, "If-None-Match");
  y.idempotency_key = header_of(x, "Idempotency-Key");
  y.who = {role_of(header_of(x, "X-Ftm-Role")), header_of(x, "X-Ftm-Name")};
  y.client = header_of(x, "X-Ftm-Client");
  y.session = header_of(x, "X-Ftm-Session");
  y.secure = header_of(x, "X-Ftm-Secure") == "1";
  return y;
}

} // namespace

struct rest_listener::impl {
  std::shared_ptr<const router> routes;
  std::string secret;
  sink to;
  uint16_t bound = 0;
  std::unique_ptr<http_listener> listener;

  void on(http_request x) {
    if (header_of(x, "X-Ftm-Door") != secret) {
      send(x, {403, "", "", {}});
      return;
    }
    x.extract_utf8string(true).then(
        [this, x](const pplx::task<std::string>& body) {
          try {
            auto y = read(x);
            y.body = body.get();
            handle(x, std::move(y));
          } catch (const problem& p) {
            send(x, reply_of(p));
          } catch (const std::exception& e) {
            spdlog::debug("gateway: cannot read a request: {}", e.what());
            send(x, reply_of({400, "The request cannot be read.", {}, {}}));
          }
        });
  }

  void handle(const http_request& x, rest_request y) {
    auto& r = routes->find(y);
    to(r, std::make_shared<exchange>(
              std::move(y), [x](rest_reply z) { send(x, std::move(z)); }));
  }
};

rest_listener::rest_listener(std::shared_ptr<const router> routes,
                             std::string secret, sink s)
    : impl_(std::make_unique<impl>()) {
  prepare_threads();
  impl_->routes = std::move(routes);
  impl_->secret = std::move(secret);
  impl_->to = std::move(s);
  std::string why = "no free port";
  for (int attempt = 0; attempt < 20; ++attempt) {
    auto port = free_port();
    if (port == 0)
      continue;
    try {
      web::uri where("http://127.0.0.1:" + std::to_string(port) + "/");
      impl_->listener = std::make_unique<http_listener>(where);
      auto on = [p = impl_.get()](const http_request& x) { p->on(x); };
      impl_->listener->support(on);
      // Left alone the library answers these itself: TRACE with all headers,
      // the door's secret among them.
      for (auto& method :
           {web::http::methods::TRCE, web::http::methods::OPTIONS})
        impl_->listener->support(method, on);
      impl_->listener->open().wait();
      impl_->bound = port;
      return;
    } catch (const std::exception& e) {
      why = e.what();
    }
  }
  throw std::runtime_error("the private REST listener cannot open: " + why);
}

rest_listener::~rest_listener() {
  close();
}

uint16_t rest_listener::port() const {
  return impl_->bound;
}

void rest_listener::close() {
  if (!impl_->listener)
    return;
  try {
    impl_->listener->close().wait();
  } catch (const std::exception& e) {
    spdlog::warn("gateway: the REST listener did not close well: {}", e.what());
  }
  impl_->listener = nullptr;
}

} // namespace ftm
