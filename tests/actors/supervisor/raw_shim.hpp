#pragma once

#include "tests/actors/supervisor/supervised.hpp"

#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/un.h>

namespace ftm::test {

/// A connection to a shim's socket that sends what it is told to.
class raw_shim {
public:
  raw_shim(const fs::path& folder, std::string launch)
      : launch_(std::move(launch)),
        fd_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    (folder / "ctl").string().copy(a.sun_path, sizeof a.sun_path - 1);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
  }
  raw_shim(const raw_shim&) = delete;
  raw_shim& operator=(const raw_shim&) = delete;
  ~raw_shim() {
    ::close(fd_);
  }

  int fd() const {
    return fd_;
  }
  bool connected() const {
    return connected_;
  }

  bool send(const std::string& packet) const {
    return ::send(fd_, packet.data(), packet.size(), MSG_NOSIGNAL)
           == static_cast<ssize_t>(packet.size());
  }

  /// The next packet; "" = none in 5 s, "closed" if there will be none.
  std::string receive() const {
    pollfd x{fd_, POLLIN, 0};
    if (::poll(&x, 1, 5000) != 1)
      return "";
    char packet[8192];
    auto n = ::recv(fd_, packet, sizeof packet, 0);
    return n > 0 ? std::string{packet, static_cast<size_t>(n)} : "closed";
  }

  /// Asks and waits; what stands behind the number of the reply.
  std::string ask(const std::string& verb_and_args) {
    auto number = std::to_string(++number_);
    send("1 " + number + " " + launch_ + " " + verb_and_args);
    auto y = receive();
    auto head = "1 " + number + " ";
    return y.starts_with(head) ? y.substr(head.size()) : y;
  }

  /// The shim's status; it must have been greeted.
  nlohmann::json status() {
    auto y = ask("status");
    return y.starts_with("ok ") ? nlohmann::json::parse(y.substr(3))
                                : nlohmann::json{};
  }

private:
  std::string launch_;
  int fd_;
  bool connected_ = false;
  int number_ = 0;
};

} // namespace ftm::test
