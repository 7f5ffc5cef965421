#include "actors/supervisor/bot_call.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ftm {

namespace {

constexpr size_t most_per_step = 262'144; ///< bytes

/// The length of the address; 0 if it is none.
socklen_t to_socket_address(const bot_login& x, sockaddr_storage& y) {
  y = {};
  auto four = reinterpret_cast<sockaddr_in*>(&y);
  if (::inet_pton(AF_INET, x.address.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(x.port);
    return sizeof *four;
  }
  auto six = reinterpret_cast<sockaddr_in6*>(&y);
  if (::inet_pton(AF_INET6, x.address.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(x.port);
    return sizeof *six;
  }
  return 0;
}

} // namespace

std::unique_ptr<bot_call>
bot_call::begin(const bot_login& to, const std::string& method,
                const std::string& path, examiner examine, std::string& error) {
  std::unique_ptr<bot_call> y{new bot_call};
  y->place_ = to.place();
  y->examine_ = std::move(examine);
  y->request_ = method + " /api/v1/" + path + " HTTP/1.1\r\nHost: " + y->place_
                + "\r\nAuthorization: " + to.authorization
                + "\r\nAccept: application/json\r\nContent-Length: 0"
                  "\r\nConnection: close\r\n\r\n";
  sockaddr_storage address;
  auto length = to_socket_address(to, address);
  y->epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  y->socket_ = ::socket(address.ss_family,
                        SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (length == 0 || y->epoll_ < 0 || y->socket_ < 0
      || (::connect(y->socket_, reinterpret_cast<sockaddr*>(&address), length)
              != 0
          && errno != EINPROGRESS)
      || !y->wait_for(EPOLLOUT, EPOLL_CTL_ADD)) {
    y->fail(std::strerror(errno));
    error = y->error_;
    return nullptr;
  }
  return y;
}

bot_call::~bot_call() {
  for (auto fd : {socket_, epoll_})
    if (fd >= 0)
      ::close(fd);
}

bool bot_call::wait_for(uint32_t events, int operation) {
  epoll_event e{};
  e.events = events;
  return ::epoll_ctl(epoll_, operation, socket_, &e) == 0;
}

bot_call::progress bot_call::fail(const std::string& why) {
  error_ = "its REST at " + place_ + " does not answer: " + why;
  return progress::failed;
}

bot_call::progress bot_call::step() {
  auto error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &length) == 0
      && error != 0)
    return fail(std::strerror(error));
  if (!request_.empty())
    if (auto y = send())
      return *y;
  return receive();
}

/// Nothing once the whole request is sent.
std::optional<bot_call::progress> bot_call::send() {
  if (examine_) {
    sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&peer), &length)
        != 0)
      return errno == ENOTCONN ? progress::more : fail(std::strerror(errno));
    // Not earlier: only now is it certain who will read the login.
    error_ = std::exchange(examine_, nullptr)(socket_);
    stranger_ = !error_.empty();
    if (stranger_)
      return progress::failed;
  }
  while (!request_.empty()) {
    auto n = ::send(socket_, request_.data(), request_.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && errno == EAGAIN)
      return progress::more;
    if (n < 0)
      return fail(std::strerror(errno));
    request_.erase(0, static_cast<size_t>(n));
  }
  wait_for(EPOLLIN, EPOLL_CTL_MOD);
  return {};
}

bot_call::progress bot_call::receive() {
  char block[16'384];
  // One that never stops must not keep us from all the others.
  for (size_t taken = 0; taken < most_per_step;) {
    auto n = ::recv(socket_, block, sizeof block, 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && errno == EAGAIN)
      return progress::more;
    if (n < 0)
      return fail(std::strerror(errno));
    taken += static_cast<size_t>(n);
    using what = http_response::progress;
    auto x = n == 0 ? response_.closed()
                    : response_.feed({block, static_cast<size_t>(n)});
    if (x == what::done)
      return progress::done;
    if (x == what::broken)
      return fail(response_.error());
  }
  return progress::more;
}

} // namespace ftm
