#pragma once

#include <arpa/inet.h>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ftm::test {

constexpr uid_t other_user = 65'534;

inline uint64_t inode_of(int fd) {
  struct stat s {};
  ::fstat(fd, &s);
  return s.st_ino;
}

/// Listens on a port; as another user, if we are root.
class listener {
public:
  explicit listener(const char* address = "127.0.0.1", uid_t user = 0) {
    sockaddr_storage a{};
    socklen_t n = sizeof(sockaddr_in);
    auto six = reinterpret_cast<sockaddr_in6*>(&a);
    auto four = reinterpret_cast<sockaddr_in*>(&a);
    if (::inet_pton(AF_INET, address, &four->sin_addr) == 1) {
      a.ss_family = AF_INET;
    } else {
      ::inet_pton(AF_INET6, address, &six->sin6_addr);
      a.ss_family = AF_INET6;
      n = sizeof(sockaddr_in6);
    }
    if (user != 0 && ::seteuid(user) != 0)
      return;
    fd = ::socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (user != 0 && ::seteuid(0) != 0)
      return;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&a), n) == 0
        && ::listen(fd, 8) == 0
        && ::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &n) == 0)
      number = ntohs(four->sin_port); // where IPv6 has it, too
    port = std::to_string(number);
  }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  ~listener() {
    show();
    ::close(fd);
  }

  /// It goes on listening, but no process has it open: on its way from us to
  /// ourselves.
  void hide() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, way_) != 0)
      return;
    char room[CMSG_SPACE(sizeof fd)] = {}, byte = 0;
    iovec part{&byte, 1};
    msghdr m{};
    m.msg_iov = &part;
    m.msg_iovlen = 1;
    m.msg_control = room;
    m.msg_controllen = sizeof room;
    auto c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(c), &fd, sizeof fd);
    if (::sendmsg(way_[0], &m, 0) == 1)
      ::close(fd);
  }
  void show() {
    if (way_[0] < 0)
      return;
    char room[CMSG_SPACE(sizeof fd)] = {}, byte = 0;
    iovec part{&byte, 1};
    msghdr m{};
    m.msg_iov = &part;
    m.msg_iovlen = 1;
    m.msg_control = room;
    m.msg_controllen = sizeof room;
    if (::recvmsg(way_[1], &m, MSG_CMSG_CLOEXEC) == 1)
      std::memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
    for (auto& x : way_) {
      ::close(x);
      x = -1;
    }
  }

  int fd = -1;
  uint16_t number = 0;
  std::string port;

private:
  int way_[2] = {-1, -1};
};

/// To 127.0.0.1.
class connection {
public:
  explicit connection(uint16_t port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons(port);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0)
      ::close(std::exchange(fd, -1));
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    ::close(fd);
  }
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

} // namespace ftm::test
