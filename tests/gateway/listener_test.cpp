// The private listener and the gate in front of it, with real sockets.

#include "gateway/auth/loopback_gate.hpp"
#include "gateway/rest/listener.hpp"
#include "gateway/rest/router.hpp"
#include "tests/gateway/wire.hpp"

#include <poll.h>

namespace ftm::test {
namespace {

constexpr auto secret = "the-secret-of-the-door";

class listener : public ::testing::Test {
protected:
  http_answer ask(const std::string& method, const std::string& headers) {
    wire w{listener_.port()};
    w.send(http_text(method, "/api/v1/session", headers));
    auto y = read_answer(w);
    EXPECT_EQ(y.body.find(secret), std::string::npos) << y.body;
    return y;
  }

  rest_listener listener_{std::make_shared<const router>(make_router()), secret,
                          [](const route&, const exchange_ptr& x) {
                            x->answer(ok({{"role", "x"}}));
                          }};
};

TEST_F(listener, answers_only_who_knows_the_secret) {
  auto known = std::string{"X-Ftm-Role: admin\r\nX-Ftm-Door: "} + secret;
  EXPECT_EQ(ask("GET", known + "\r\n").status, 200);
  EXPECT_EQ(ask("GET", "X-Ftm-Role: admin\r\n").status, 403);
}

TEST_F(listener, tells_its_headers_to_nobody) {
  auto known = std::string{"X-Ftm-Door: "} + secret + "\r\n";
  for (auto* method : {"TRACE", "OPTIONS", "PUT", "FROB"}) {
    EXPECT_EQ(ask(method, known).status, 405) << method;
    EXPECT_EQ(ask(method, "").status, 403) << method;
  }
}

/// Whether a connection from `source` (0 = any port) is taken.
bool comes_in(uint16_t port, uint16_t source) {
  auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int yes = 1;
  sockaddr_in x{};
  x.sin_family = AF_INET;
  auto* p = reinterpret_cast<sockaddr*>(&x);
  if (source != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
    x.sin_port = htons(source);
    x.sin_addr.s_addr = htonl(gate_address(0));
    EXPECT_EQ(::bind(fd, p, sizeof(x)), 0);
  }
  x.sin_port = htons(port);
  x.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd, p, sizeof(x));
  pollfd wait{fd, POLLOUT, 0};
  auto y = ::poll(&wait, 1, 300) == 1 && (wait.revents & POLLERR) == 0;
  ::close(fd);
  return y;
}

TEST_F(listener, behind_the_gate_it_is_reached_from_the_held_port_only) {
  EXPECT_TRUE(comes_in(listener_.port(), 0));
  loopback_gate gate;
  ASSERT_EQ(gate.guard(listener_.port()), "");
  EXPECT_TRUE(comes_in(listener_.port(), gate.source_port()));
  EXPECT_FALSE(comes_in(listener_.port(), 0));
}

TEST(loopback_gate, its_port_cannot_be_bound_by_others) {
  loopback_gate gate;
  for (auto address : {INADDR_ANY, INADDR_LOOPBACK}) {
    // Like another user: who does not share the port by SO_REUSEPORT.
    auto fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in x{};
    x.sin_family = AF_INET;
    x.sin_port = htons(gate.source_port());
    x.sin_addr.s_addr = htonl(address);
    EXPECT_NE(::bind(fd, reinterpret_cast<sockaddr*>(&x), sizeof(x)), 0);
    ::close(fd);
  }
}

TEST(loopback_gate, stands_open_where_there_is_no_listener_to_guard) {
  loopback_gate gate;
  EXPECT_NE(gate.guard(1), "");
  EXPECT_EQ(gate.source_port(), 0);
}

} // namespace
} // namespace ftm::test
