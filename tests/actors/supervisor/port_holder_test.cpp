#include "actors/supervisor/port_holder.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ftm {
namespace {

TEST(port_holder, is_named_with_a_command_that_shows_no_secret) {
  auto fd = ::socket(AF_INET, SOCK_STREAM, 0); // the child's as well
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t n = sizeof a;
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&a), n), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &n), 0);
  auto child = ::fork();
  if (child == 0) {
    ::setpgid(0, 0); // so that its own child can be ended with it
    ::execl("/bin/sh", "sh", "-c", "sleep 60; :", "sh", "--password", "hunter2",
            "--db-url=postgresql://me:hun ter2@db/x", nullptr);
    ::_exit(1);
  }
  ::close(fd);
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  port_holder x;
  do {
    x = holder_of("127.0.0.1", ntohs(a.sin_port), child);
    std::this_thread::yield();
  } while (x.command.find("sleep 60") == std::string::npos
           && std::chrono::steady_clock::now() < end);
  ::kill(-child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(x.pid, child);
  EXPECT_EQ(x.command, "sh -c sleep 60; : sh --password *** --db-url=***");
}

} // namespace
} // namespace ftm
