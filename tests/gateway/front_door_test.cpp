// The door alone: who may hold its connections.

#include "gateway/front_door/front_door.hpp"
#include "tests/gateway/wire.hpp"

#include <future>
#include <list>

namespace ftm::test {
namespace {

class no_events : public door_events {
public:
  answer state() override {
    return {make_payload("{}"), "\"1\"", true};
  }
  answer ready() override {
    return {make_payload("{}"), "", true};
  }
  void subscribe(ws_subscription x) override {
    asked.set_value(std::move(x));
  }
  void unwatched(const std::string&) override {}
  void left(uint64_t, const std::string&) override {}
  void taken(uint64_t, const std::string&) override {}

  std::promise<ws_subscription> asked; ///< for one
};

class front_door_test : public ::testing::Test {
protected:
  static door_options options() {
    door_options x;
    x.port = 0;
    x.hosts.bound = "127.0.0.1";
    x.most_connections = 12;
    x.most_strangers = 4;
    x.queue_bytes = 1'000'000;
    return x;
  }

  int ask(wire& w, const std::string& target, const std::string& headers = {}) {
    w.send(http_text("GET", target, headers));
    return read_answer(w).status;
  }

  gatekeeper keeper_{"token", true};
  std::shared_ptr<no_events> events_ = std::make_shared<no_events>();
  front_door door_{options(), keeper_, events_};
  const std::string key_ = "Authorization: Bearer token\r\n";
};

TEST_F(front_door_test, idle_strangers_do_not_keep_out_who_may_come_in) {
  wire inside{door_.port()};
  EXPECT_EQ(ask(inside, "/api/v1/state", key_), 200);
  std::list<wire> strangers;
  for (int i = 0; i < 100; ++i)
    strangers.emplace_back(door_.port());
  wire later{door_.port()};
  EXPECT_EQ(ask(later, "/api/v1/state", key_), 200);
  EXPECT_EQ(ask(inside, "/api/v1/state", key_), 200) << "was not cut";
  // The oldest ones were cut, the newest may still speak.
  EXPECT_EQ(ask(strangers.front(), "/livez"), 0);
  EXPECT_EQ(ask(strangers.back(), "/livez"), 200);
}

TEST_F(front_door_test, even_when_all_places_are_taken_strangers_give_way) {
  std::list<wire> inside;
  for (int i = 0; i < 9; ++i) {
    inside.emplace_back(door_.port());
    EXPECT_EQ(ask(inside.back(), "/api/v1/state", key_), 200);
  }
  std::list<wire> strangers;
  for (int i = 0; i < 20; ++i)
    strangers.emplace_back(door_.port());
  int status = 0;
  for (int i = 0; i < 5 && status != 200; ++i) {
    wire w{door_.port()};
    status = ask(w, "/api/v1/state", key_);
  }
  EXPECT_EQ(status, 200);
}

TEST_F(front_door_test, answers_that_nobody_takes_are_not_kept_without_limit) {
  socket_client x{door_.port(), key_, 4096};
  x.subscribe({"state"});
  auto who = events_->asked.get_future().get();
  auto big = make_payload('"' + std::string(8'000'000, 'x') + '"');
  for (int i = 0; i < 5; ++i)
    door_.deliver(who.client, "state", {{big}, false, false});
  EXPECT_TRUE(x.next().is_string()) << "one answer may be of any size";
  EXPECT_TRUE(x.next().is_null());
  EXPECT_EQ(x.close_code, 4008);
}

} // namespace
} // namespace ftm::test
