#include "actors/supervisor/socket_owner.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ftm {

namespace {

/// One end of a connection as the kernel names it; false if it has none.
bool read_end(int socket, decltype(::getsockname) which, uint8_t& family,
              uint16_t& port, uint32_t (&address)[4]) {
  sockaddr_storage x{};
  socklen_t length = sizeof x;
  if (which(socket, reinterpret_cast<sockaddr*>(&x), &length) != 0)
    return false;
  family = static_cast<uint8_t>(x.ss_family);
  if (family == AF_INET) {
    auto four = reinterpret_cast<sockaddr_in*>(&x);
    port = four->sin_port;
    std::memcpy(address, &four->sin_addr, sizeof four->sin_addr);
    return true;
  }
  auto six = reinterpret_cast<sockaddr_in6*>(&x);
  port = six->sin6_port;
  std::memcpy(address, &six->sin6_addr, sizeof six->sin6_addr);
  return family == AF_INET6;
}

/// sock_diag(7): the one socket with these ends; where there is none, the one
/// that listens there.
std::optional<inet_diag_msg> ask_kernel(uint8_t family,
                                        inet_diag_sockid wanted) {
  struct {
    nlmsghdr head;
    inet_diag_req_v2 body;
  } question{};
  question.head.nlmsg_len = sizeof question;
  question.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.head.nlmsg_flags = NLM_F_REQUEST;
  question.body.sdiag_family = family;
  question.body.sdiag_protocol = IPPROTO_TCP;
  question.body.idiag_states = ~0U;
  wanted.idiag_cookie[0] = wanted.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  question.body.id = wanted;
  auto fd = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                     NETLINK_SOCK_DIAG);
  if (fd < 0)
    return {};
  alignas(nlmsghdr) char block[4096];
  // The kernel answers within send.
  auto n = ::send(fd, &question, sizeof question, 0) < 0
               ? -1
               : ::recv(fd, block, sizeof block, 0);
  ::close(fd);
  if (n < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(inet_diag_msg))))
    return {};
  nlmsghdr head;
  std::memcpy(&head, block, sizeof head);
  if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
    return {};
  inet_diag_msg y;
  std::memcpy(&y, block + NLMSG_HDRLEN, sizeof y);
  return y;
}

socket_owner owner(const inet_diag_msg& x) {
  return {x.idiag_uid, x.idiag_inode};
}

std::optional<socket_owner> listener(uint8_t family, inet_diag_sockid place) {
  place.idiag_dport = 0;
  std::memset(place.idiag_dst, 0, sizeof place.idiag_dst);
  auto y = ask_kernel(family, place);
  if (!y || y->idiag_state != TCP_LISTEN)
    return {};
  return owner(*y);
}

} // namespace

std::optional<socket_owner> peer_of(int socket) {
  inet_diag_sockid ends{};
  uint8_t family = 0;
  // Seen from there.
  if (!read_end(socket, ::getpeername, family, ends.idiag_sport, ends.idiag_src)
      || !read_end(socket, ::getsockname, family, ends.idiag_dport,
                   ends.idiag_dst))
    return {};
  auto y = ask_kernel(family, ends);
  if (!y || y->idiag_state == TCP_TIME_WAIT)
    return {};
  // Nobody has accepted it yet, and some kernels call its user 0 until then.
  if (y->idiag_state == TCP_SYN_RECV || y->idiag_inode == 0)
    return listener(family, ends);
  return owner(*y);
}

std::optional<socket_owner> listener_of(const std::string& address,
                                        uint16_t port) {
  inet_diag_sockid place{};
  place.idiag_sport = htons(port);
  for (uint8_t family : {AF_INET, AF_INET6})
    if (::inet_pton(family, address.c_str(), place.idiag_src) == 1)
      return listener(family, place);
  return {};
}

} // namespace ftm
