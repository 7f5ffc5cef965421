#include "tests/actors/supervisor/listeners.hpp"
#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

/// Bots whose config says that their REST is at some port.
class bots : public supervision_of_real_processes {
protected:
  process_spec bot(const std::string& port, const std::string& program) {
    EXPECT_FALSE(write_file_durably(
        file("config.json"),
        R"({"api_server": {"enabled": true, "username": "u", "password": "p",
        "listen_ip_address": "127.0.0.1", "listen_port": )"
            + port + "}}"));
    EXPECT_FALSE(write_file_durably(file("freqtrade"), program, 0700));
    auto y = shell("one", "", process_kind::trade);
    y.command = {path("freqtrade"), "trade", "--config", path("config.json")};
    y.folder = folder_.path().string();
    y.bot_poll = milliseconds{200};
    return y;
  }
  process_spec silent_bot(const std::string& port) {
    return bot(port, "#!/bin/sh\necho \"Bot heartbeat. state='RUNNING'\"\n"
                     "exec sleep 60\n");
  }
  static bool until_error(harness& h, const process_spec& x,
                          const std::string& says) {
    return h.until(
        [&] { return h.bots[x.id].error.find(says) != std::string::npos; });
  }
  void end(harness& h, const process_spec& x) {
    h.stop(x);
    ASSERT_TRUE(h.until_state(x.id, process_state::stopped));
  }
};

TEST_F(bots, are_not_asked_where_another_program_listens) {
  listener other;
  auto spec = silent_bot(other.port);
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(until_error(h, spec, "which is not this bot"))
      << h.bots[spec.id].error;
  EXPECT_EQ(h.bots[spec.id].launch, "one");
  EXPECT_EQ(h.bots[spec.id].error.find("dTpw"), std::string::npos);
  end(h, spec);
  EXPECT_TRUE(h.bots.empty()) << "with the launch its figures go";
}

TEST_F(bots, are_not_asked_where_another_user_listens_whom_we_cannot_see) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can be two users";
  listener other{"127.0.0.1", other_user};
  other.hide();
  auto spec = silent_bot(other.port);
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  EXPECT_TRUE(until_error(h, spec,
                          "belongs to a process of user 65534 that cannot be "
                          "seen, which is not this bot"))
      << h.bots[spec.id].error;
  other.show();
  pollfd p{other.fd, POLLIN, 0};
  EXPECT_EQ(::poll(&p, 1, 0), 0) << "nobody has called";
  end(h, spec);
}

TEST_F(bots, are_asked_though_we_cannot_see_them_if_their_user_is_ours) {
  listener hidden;
  hidden.hide();
  auto spec = silent_bot(hidden.port);
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  EXPECT_TRUE(until_error(h, spec, "does not answer within"))
      << h.bots[spec.id].error;
  hidden.show();
  auto there = ::accept4(hidden.fd, nullptr, nullptr, SOCK_CLOEXEC);
  char request[1000] = {};
  EXPECT_GT(::recv(there, request, sizeof request - 1, 0), 0);
  EXPECT_NE(std::string{request}.find("Authorization: Basic dTpw"),
            std::string::npos);
  ::close(there);
  end(h, spec);
}

/// It obeys at once, and answers when it is back.
constexpr auto late = R"(#!/usr/bin/env python3
import http.server, json, time
class rest(http.server.BaseHTTPRequestHandler):
    def say(self, x):
        body = json.dumps(x).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with open("asked", "a") as f:
            f.write(self.command + " " + self.path + "\n")
    def do_GET(self):
        self.say({"state": "running", "last_process": "2026-11-22T13:37:01.5Z"})
    def do_POST(self):
        print("w - Changing state from RUNNING to: RELOAD_CONFIG", flush=True)
        time.sleep(0.5)
        print("w - Changing state from RELOAD_CONFIG to: RUNNING", flush=True)
        time.sleep(0.5)
        self.say({})
    def log_message(self, *x):
        pass
server = http.server.HTTPServer(("127.0.0.1", PORT), rest)
print("w - Changing state to: RUNNING", flush=True)
server.serve_forever()
)";

TEST_F(bots, that_answer_late_are_told_once_to_reload) {
  std::string port, program = late;
  {
    listener free;
    port = free.port;
  }
  program.replace(program.find("PORT"), 4, port);
  auto spec = bot(port, program);
  harness h{state_};
  ASSERT_TRUE(h.start(spec));
  ASSERT_TRUE(h.until([&] { return h.bots[spec.id].state == "running"; }))
      << h.output(spec);
  ASSERT_TRUE(h.supervised.control(
      {spec.id, "one", process_action::reload, "tester", "", "a"}));
  ASSERT_TRUE(
      h.until([&] { return h.status[spec.id].reload == reload_state::done; }));
  auto asked = [this](const std::string& what) {
    auto x = read_file(file("asked")).value_or("");
    size_t n = 0;
    for (size_t i = 0; (i = x.find(what, i)) != std::string::npos; ++i)
      ++n;
    return n;
  };
  auto before = asked("GET");
  EXPECT_TRUE(h.until([&] { return asked("GET") > before + 3; }))
      << "it is asked again";
  EXPECT_EQ(asked("POST"), 1U);
  end(h, spec);
}

} // namespace
} // namespace ftm::test
