#include "actors/supervisor/socket_owner.hpp"

#include "tests/actors/supervisor/listeners.hpp"

#include <gtest/gtest.h>

namespace ftm::test {
namespace {

TEST(socket_owner, of_a_connection_that_nobody_has_accepted_is_the_listener) {
  listener x;
  connection c{x.number};
  socket_owner ours{::geteuid(), inode_of(x.fd)};
  EXPECT_EQ(listener_of("127.0.0.1", x.number), ours);
  EXPECT_EQ(peer_of(c.fd), ours);
}

TEST(socket_owner, of_a_connection_is_who_has_accepted_it) {
  listener x;
  connection c{x.number};
  auto there = ::accept4(x.fd, nullptr, nullptr, SOCK_CLOEXEC);
  EXPECT_EQ(peer_of(c.fd), (socket_owner{::geteuid(), inode_of(there)}));
  EXPECT_EQ(peer_of(there), (socket_owner{::geteuid(), inode_of(c.fd)}));
  ::close(there);
}

TEST(socket_owner, is_found_behind_all_addresses) {
  listener x{"::"};
  connection c{x.number};
  socket_owner ours{::geteuid(), inode_of(x.fd)};
  EXPECT_EQ(listener_of("127.0.0.1", x.number), ours);
  EXPECT_EQ(listener_of("::1", x.number), ours);
  EXPECT_EQ(peer_of(c.fd), ours);
  auto there = ::accept4(x.fd, nullptr, nullptr, SOCK_CLOEXEC);
  EXPECT_EQ(peer_of(c.fd), (socket_owner{::geteuid(), inode_of(there)}));
  ::close(there);
}

TEST(socket_owner, of_another_user_is_told_so) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can be two users";
  listener x{"127.0.0.1", other_user};
  connection c{x.number};
  EXPECT_EQ(listener_of("127.0.0.1", x.number)->uid, other_user);
  EXPECT_EQ(peer_of(c.fd)->uid, other_user);
}

TEST(socket_owner, of_nobody_is_none) {
  uint16_t port = 0;
  {
    listener x;
    port = x.number;
  }
  EXPECT_FALSE(listener_of("127.0.0.1", port));
  EXPECT_FALSE(listener_of("no address", port));
  listener x;
  EXPECT_FALSE(peer_of(x.fd));
}

} // namespace
} // namespace ftm::test
