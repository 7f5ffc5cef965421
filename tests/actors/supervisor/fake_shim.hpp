#pragma once

#include "tests/actors/supervisor/supervised.hpp"

#include <sys/socket.h>
#include <sys/un.h>

namespace ftm::test {

/// Takes the place of a launch's shim on its socket, and says what it is told
/// to; the true one goes on behind it, and has its place back afterwards.
class fake_shim {
public:
  explicit fake_shim(const fs::path& folder)
      : ctl_(folder / "ctl"), aside_(folder / "ctl.aside"),
        listener_(::socket(AF_UNIX,
                           SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    fs::rename(ctl_, aside_);
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    ctl_.string().copy(a.sun_path, sizeof a.sun_path - 1);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&a), sizeof a), 0);
    EXPECT_EQ(::listen(listener_, 4), 0);
  }
  fake_shim(const fake_shim&) = delete;
  fake_shim& operator=(const fake_shim&) = delete;
  ~fake_shim() {
    fs::rename(aside_, ctl_); // before anybody sees that this one is gone
    ::close(listener_);
    if (peer_ >= 0)
      ::close(peer_);
  }

  /// The next request, without version and launch: `3 stop …`; "" = none yet.
  std::string heard() {
    if (peer_ < 0)
      peer_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    char packet[4097];
    auto n = peer_ < 0 ? 0 : ::recv(peer_, packet, sizeof packet, MSG_DONTWAIT);
    if (n <= 0)
      return {};
    std::string y{packet, static_cast<size_t>(n)};
    auto number = y.find(' ') + 1;
    auto launch = y.find(' ', number) + 1;
    return y.substr(number, launch - number)
           + y.substr(y.find(' ', launch) + 1);
  }

  /// `2 ok {…}`, `0 event …`.
  void say(const std::string& text) {
    auto packet = "1 " + text;
    ASSERT_EQ(::send(peer_, packet.data(), packet.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(packet.size()));
  }

  /// Greets whoever connects, and answers its `watch`.
  void greet(harness& h, const std::string& status) {
    ASSERT_TRUE(h.until([&] { return heard().starts_with("1 hello"); }));
    ASSERT_TRUE(h.until([&] { return heard() == "2 watch"; }));
    say("1 ok {}");
    say("2 ok " + status);
  }

private:
  fs::path ctl_, aside_;
  int listener_, peer_ = -1;
};

} // namespace ftm::test
