#include "gateway/front_door/http_session.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

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
    make_room();
    if (connections < options.most_connections)
      std::make_shared<http_session>(*this, std::move(s))->read();
    accept();
  });
}

/// Whoever is let in says so with the first request, at once. So among those
/// who did not, the oldest is the least likely to be somebody who may.
void front_door::impl::make_room() {
  if (strangers.empty()
      || (strangers.size() < options.most_strangers
          && connections < options.most_connections))
    return;
  auto* oldest = strangers.front();
  oldest->cut();
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
        size_t left_out = 0;
        if (x->lines.allows(std::chrono::steady_clock::now(), left_out))
          spdlog::error("gateway: a connection failed: {} ({} more lines like "
                        "this were left out)",
                        e.what(), left_out);
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
