#include "actors/supervisor/bot_client.hpp"

#include "tests/actors/supervisor/harness.hpp"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>

namespace ftm::test {
namespace {

constexpr auto pong = "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n"
                      "{\"state\":\"running\"}";

/// A bot's REST whose every byte the test gives itself.
class bot_client_test : public ::testing::Test {
protected:
  bot_client_test() {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t n = sizeof a;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&a), n), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&a), &n), 0);
    port_ = ntohs(a.sin_port);
    write_config("secret");
    spec_.command = {"freqtrade", "trade", "--config", "config.json"};
    spec_.folder = folder_.path().string();
    spec_.bot_poll = milliseconds{5000};
    hooks_.watch = [this](int fd) { watched_.insert(fd); };
    hooks_.forget = [this](int fd) { watched_.erase(fd); };
    hooks_.stranger = [this](const bot_login&, int socket) {
      examined_.push_back(socket);
      return socket < 0 ? stranger_ : stranger_at_the_other_end_;
    };
  }
  ~bot_client_test() override {
    hang_up();
    ::close(listener_);
  }
  void write_config(const std::string& password) {
    EXPECT_FALSE(write_file_durably(
        folder_.path() / "config.json",
        R"({"api_server": {"enabled": true, "username": "u", "password": ")"
            + password + R"(", "listen_ip_address": "127.0.0.1",
            "listen_port": )"
            + std::to_string(port_) + "}}"));
  }
  /// Takes the client's connection and its whole request.
  std::string take_request(bot_client& x) {
    pollfd p{listener_, POLLIN, 0};
    EXPECT_EQ(::poll(&p, 1, 5000), 1);
    peer_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    go_on(x);
    std::string y;
    char block[4096];
    while (y.find("\r\n\r\n") == std::string::npos) {
      auto n = ::recv(peer_, block, sizeof block, 0);
      if (n <= 0)
        break;
      y.append(block, static_cast<size_t>(n));
    }
    return y;
  }
  void say(const std::string& bytes) const {
    EXPECT_EQ(::send(peer_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  void hang_up() {
    if (peer_ >= 0)
      ::close(peer_);
    peer_ = -1;
  }
  /// Waits for what it watches.
  void go_on(bot_client& x) {
    ASSERT_EQ(watched_.size(), 1U);
    pollfd p{*watched_.begin(), POLLIN, 0};
    ASSERT_EQ(::poll(&p, 1, 5000), 1);
    watched_.clear(); // one shot
    x.on_readable(now_);
  }

  /// Until what waits to be sent does not change any more.
  static void wait_until_full(int socket) {
    for (auto left = 0, before = -1; left != before;) {
      before = left;
      ::poll(nullptr, 0, 20);
      ::ioctl(socket, SIOCOUTQ, &left);
    }
  }

  temporary_folder folder_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int peer_ = -1;
  uint16_t port_ = 0;
  std::string stranger_, stranger_at_the_other_end_;
  std::vector<int> examined_; ///< sockets; -1 = before there was one
  std::set<int> watched_;
  process_spec spec_;
  bot_client_hooks hooks_;
  int64_t now_ = 1000;
};

TEST_F(bot_client_test, asks_with_the_login_of_the_bot_s_config) {
  bot_client x{spec_, hooks_};
  EXPECT_TRUE(x.has_rest());
  x.on_time(now_);
  auto request = take_request(x);
  EXPECT_TRUE(request.starts_with("GET /api/v1/show_config HTTP/1.1\r\n"));
  EXPECT_NE(request.find("\r\nAuthorization: Basic dTpzZWNyZXQ=\r\n"),
            std::string::npos);
  say(pong);
  go_on(x);
  EXPECT_EQ(x.status().state, "running");
  EXPECT_EQ(x.status().error, "");
  EXPECT_TRUE(watched_.empty());
  EXPECT_EQ(x.due(), now_) << "the next question";
}

TEST_F(bot_client_test, takes_an_answer_byte_by_byte) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  for (auto c : std::string{pong}) {
    say({c});
    go_on(x);
  }
  EXPECT_EQ(x.status().state, "running");
}

TEST_F(bot_client_test, gives_a_mute_one_five_seconds) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  EXPECT_EQ(x.due(), now_ + 5000);
  x.on_time(now_ + 4999);
  EXPECT_EQ(x.status().error, "");
  x.on_time(now_ + 5000);
  EXPECT_NE(x.status().error.find("does not answer within 5 s"),
            std::string::npos);
  EXPECT_TRUE(watched_.empty());
  EXPECT_GT(x.due(), now_ + 5000) << "not at once again";
}

TEST_F(bot_client_test, says_so_when_it_hangs_up) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  say("HTTP/1.1 200 OK\r\nContent-Le");
  go_on(x);
  hang_up();
  go_on(x);
  EXPECT_NE(x.status().error.find("ends too early"), std::string::npos)
      << x.status().error;
}

TEST_F(bot_client_test, says_so_when_nobody_listens) {
  ::close(listener_);
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  if (!watched_.empty())
    go_on(x);
  EXPECT_NE(x.status().error.find("Connection refused"), std::string::npos)
      << x.status().error;
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

TEST_F(bot_client_test, does_not_call_a_stranger) {
  stranger_ = "its API port belongs to process 7, which is not this bot";
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  EXPECT_EQ(x.status().error, stranger_);
  EXPECT_TRUE(x.is_blind());
  x.order_reload(now_);
  x.on_time(now_);
  EXPECT_EQ(x.reload(), bot_client::order::failed);
  EXPECT_EQ(x.reload_error(), stranger_);
  pollfd p{listener_, POLLIN, 0};
  EXPECT_EQ(::poll(&p, 1, 0), 0) << "nobody has called";
}

TEST_F(bot_client_test, looks_who_it_is_before_each_login) {
  bot_client x{spec_, hooks_};
  for (auto i = 1U; i <= 5; ++i) {
    now_ = std::max(now_, x.due());
    x.on_time(now_);
    ASSERT_EQ(examined_.size(), 2 * i - 1);
    EXPECT_EQ(examined_.back(), -1);
    take_request(x);
    ASSERT_EQ(examined_.size(), 2 * i);
    EXPECT_GE(examined_.back(), 0);
    say(pong);
    go_on(x);
    hang_up();
  }
}

TEST_F(bot_client_test, tells_no_login_to_one_who_has_just_come) {
  stranger_at_the_other_end_ = "its API port belongs to user 7";
  bot_client x{spec_, hooks_};
  for (auto order : {false, true}) {
    if (order)
      x.order_reload(now_);
    x.on_time(now_);
    EXPECT_EQ(take_request(x), "") << "hung up without a word";
    EXPECT_EQ(x.status().error, stranger_at_the_other_end_);
    EXPECT_TRUE(x.is_blind());
    hang_up();
  }
  EXPECT_EQ(x.reload(), bot_client::order::failed);
  EXPECT_EQ(x.reload_error(), stranger_at_the_other_end_);
}

TEST_F(bot_client_test, one_that_never_stops_is_hung_up_on) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  std::thread flood{[this] {
    std::string block = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "0\r\n";
    while (::send(peer_, block.data(), block.size(), MSG_NOSIGNAL) > 0)
      block = "never: ending\r\n";
  }};
  while (x.status().error.empty() && !HasFatalFailure())
    go_on(x);
  EXPECT_NE(x.status().error.find("too much around its answer"),
            std::string::npos)
      << x.status().error;
  EXPECT_EQ(x.fd(), -1);
  flood.join();
}

TEST_F(bot_client_test, takes_a_long_answer_in_parts) {
  constexpr size_t length = 1'048'576;
  std::string error;
  auto access = access_of(spec_);
  ASSERT_TRUE(access.login);
  auto x = bot_call::begin(*access.login, "GET", "profit", {}, error);
  ASSERT_TRUE(x) << error;
  peer_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  std::thread writer{[this] {
    say("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(length)
        + "\r\n\r\n" + std::string(length, 'x'));
  }};
  for (auto y = bot_call::progress::more; y == bot_call::progress::more;) {
    wait_until_full(peer_);
    pollfd p{x->fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&p, 1, 5000), 1) << "what is left is looked at again";
    auto before = x->response().body().size();
    y = x->step();
    EXPECT_LE(x->response().body().size() - before, size_t{300'000});
  }
  EXPECT_EQ(x->response().body().size(), length);
  writer.join();
}

TEST_F(bot_client_test, reads_the_config_again_when_it_is_refused) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
  go_on(x);
  EXPECT_NE(x.status().error.find("username and password"), std::string::npos);
  EXPECT_EQ(x.status().error.find("secret"), std::string::npos);
  EXPECT_TRUE(x.is_blind());
  hang_up();
  write_config("other");
  now_ = x.due();
  x.on_time(now_);
  EXPECT_NE(take_request(x).find("Basic dTpvdGhlcg=="), std::string::npos);
  say(pong);
  go_on(x);
  EXPECT_FALSE(x.is_blind());
}

TEST_F(bot_client_test, orders_a_reload_before_all_questions) {
  bot_client x{spec_, hooks_};
  x.on_time(now_);
  take_request(x);
  hang_up();
  x.order_reload(now_);
  EXPECT_EQ(x.reload(), bot_client::order::open);
  EXPECT_EQ(x.due(), 0);
  x.on_time(now_);
  EXPECT_TRUE(take_request(x).starts_with("POST /api/v1/reload_config "));
  say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  go_on(x);
  EXPECT_EQ(x.reload(), bot_client::order::taken);
  hang_up();
  x.on_time(now_);
  EXPECT_TRUE(take_request(x).starts_with("GET /api/v1/show_config "));
}

TEST_F(bot_client_test, a_reload_that_shows_before_its_answer_is_taken) {
  for (auto answer : {200, 500, 0}) {
    bot_client x{spec_, hooks_};
    x.order_reload(now_);
    x.on_time(now_);
    EXPECT_TRUE(take_request(x).starts_with("POST "));
    x.on_config_loading(now_);
    EXPECT_EQ(x.reload(), bot_client::order::taken);
    EXPECT_GE(x.fd(), 0) << "its answer is still to come";
    if (answer != 0) {
      say("HTTP/1.1 " + std::to_string(answer)
          + " OK\r\nContent-Length: 2\r\n\r\n{}");
      go_on(x);
    } else {
      x.on_time(now_ += 5000);
    }
    hang_up();
    EXPECT_EQ(x.reload(), bot_client::order::taken);
    EXPECT_EQ(x.status().error, "");
    x.on_time(now_);
    EXPECT_TRUE(take_request(x).starts_with("GET /api/v1/show_config "))
        << "no second order";
    hang_up();
  }
}

TEST_F(bot_client_test, a_reload_of_another_s_is_not_ours) {
  bot_client x{spec_, hooks_};
  x.order_reload(now_);
  x.on_config_loading(now_);
  EXPECT_EQ(x.reload(), bot_client::order::open) << "it was not sent yet";
  x.on_time(now_);
  EXPECT_TRUE(take_request(x).starts_with("POST "));
}

TEST_F(bot_client_test, a_reload_that_nobody_waits_for_is_not_ordered) {
  bot_client x{spec_, hooks_};
  x.order_reload(now_);
  x.forget_reload();
  EXPECT_EQ(x.reload(), bot_client::order::none);
  x.on_time(now_);
  EXPECT_TRUE(take_request(x).starts_with("GET "));
}

TEST_F(bot_client_test, tells_why_a_reload_was_not_taken) {
  bot_client x{spec_, hooks_};
  x.order_reload(now_);
  x.on_time(now_);
  take_request(x);
  x.on_time(now_ + 5000);
  EXPECT_EQ(x.reload(), bot_client::order::failed);
  EXPECT_NE(x.reload_error().find("does not answer"), std::string::npos);
}

TEST_F(bot_client_test, asks_nobody_where_the_config_has_no_rest) {
  ASSERT_FALSE(write_file_durably(folder_.path() / "config.json", "{}"));
  bot_client x{spec_, hooks_};
  EXPECT_FALSE(x.has_rest());
  EXPECT_EQ(x.due(), -1);
  x.on_time(now_);
  EXPECT_TRUE(watched_.empty());
}

} // namespace
} // namespace ftm::test
