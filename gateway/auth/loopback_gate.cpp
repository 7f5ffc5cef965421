#include "gateway/auth/loopback_gate.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ftm {

namespace {

/// Binds to a free port of every address: whoever comes later and is another
/// user can bind to none of them.
int hold_port(uint16_t& port) {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int yes = 1;
  sockaddr_in x{};
  x.sin_family = AF_INET;
  socklen_t size = sizeof(x);
  auto* p = reinterpret_cast<sockaddr*>(&x);
  if (fd >= 0
      && ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) == 0
      && ::bind(fd, p, size) == 0 && ::getsockname(fd, p, &size) == 0) {
    port = ntohs(x.sin_port);
    return fd;
  }
  if (fd >= 0)
    ::close(fd);
  return -1;
}

bool listens_at(int fd, uint16_t port) {
  int listens = 0;
  socklen_t size = sizeof(listens);
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0
      || listens == 0)
    return false;
  sockaddr_in x{};
  size = sizeof(x);
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&x), &size) == 0
         && x.sin_family == AF_INET && ntohs(x.sin_port) == port
         && x.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

/// The HTTP library does not tell the descriptor of its listener.
int listener_of(uint16_t port) {
  std::error_code e;
  for (std::filesystem::directory_iterator i("/proc/self/fd", e), end;
       !e && i != end; i.increment(e)) {
    auto name = i->path().filename().string();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (fd >= 0 && listens_at(fd, port))
      return fd;
  }
  return -1;
}

} // namespace

loopback_gate::loopback_gate() {
  holder_ = hold_port(source_);
}

loopback_gate::~loopback_gate() {
  open();
}

void loopback_gate::open() {
  if (holder_ >= 0)
    ::close(holder_);
  holder_ = -1;
  source_ = 0;
}

std::string loopback_gate::guard(uint16_t listening) {
  if (holder_ < 0)
    return "no source port could be had";
  // A filter of a TCP socket sees the segment from its header on, which begins
  // with the source port. Connections inherit it from their listener.
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, source_, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xFFFFFFFF),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  auto fd = listener_of(listening);
  if (fd >= 0
      && ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter))
             == 0)
    return {};
  std::string why =
      fd < 0 ? "its listener was not found" : std::strerror(errno);
  open();
  return why;
}

} // namespace ftm
