#include "tests/gateway/suite.hpp"

namespace ftm::test {
namespace {

class ws : public gateway_suite {
protected:
  ws() {
    start_gateway(any_port());
  }
};

TEST_F(ws, a_subscription_begins_with_a_snapshot_and_goes_on_with_events) {
  auto x = socket();
  x.subscribe({"state"});
  auto first = x.next();
  EXPECT_EQ(first["op"], "snapshot");
  EXPECT_EQ(first["data"]["strategy"][0]["strategy"], "A");
  EXPECT_FALSE(first["data"].contains("line"));
  uint64_t at = first["offset"];
  for (auto* name : {"B", "C", "D"}) {
    tell(a_strategy(name));
    auto y = x.next();
    EXPECT_EQ(y["op"], "event");
    EXPECT_EQ(y["type"], "strategy");
    EXPECT_EQ(y["data"]["strategy"], name);
    EXPECT_LE(y["after"], at);
    EXPECT_GT(y["offset"], at);
    at = y["offset"];
  }
}

TEST_F(ws, state_and_log_are_apart_and_their_numbers_prove_completeness) {
  auto x = socket();
  x.subscribe({"state", "log"});
  std::map<std::string, uint64_t> at;
  for (int i = 0; i < 2; ++i) {
    auto y = x.next();
    at[y["topic"]] = y["offset"];
  }
  for (int i = 0; i < 20; ++i) {
    tell(log_line{log_level::info, "p", "", std::to_string(i)});
    tell(a_strategy("S" + std::to_string(i)));
  }
  for (int i = 0; i < 40; ++i) {
    auto y = x.next();
    ASSERT_EQ(y["op"], "event");
    EXPECT_LE(y["after"].get<uint64_t>(), at[y["topic"]]);
    at[y["topic"]] = y["offset"];
  }
}

TEST_F(ws, a_client_that_returns_gets_exactly_what_it_missed) {
  json last;
  {
    auto x = socket();
    x.subscribe({"state"});
    last = x.next();
  }
  for (auto* name : {"B", "C"})
    tell(a_strategy(name));
  auto x = socket();
  x.subscribe({{{"name", "state"},
                {"epoch", last["epoch"]},
                {"offset", last["offset"]}}});
  EXPECT_EQ(x.next()["data"]["strategy"], "B");
  EXPECT_EQ(x.next()["data"]["strategy"], "C");
}

TEST_F(ws, it_does_so_after_a_restart_of_the_gateway_too) {
  json last;
  {
    auto x = socket();
    x.subscribe({"state"});
    last = x.next();
  }
  stop_gateway();
  for (auto* name : {"B", "C"})
    tell(a_strategy(name));
  start_gateway(any_port());
  tell(a_strategy("D"));
  auto x = socket();
  x.subscribe({{{"name", "state"},
                {"epoch", last["epoch"]},
                {"offset", last["offset"]}}});
  for (auto* name : {"B", "C", "D"}) {
    auto y = x.next();
    EXPECT_EQ(y["op"], "event");
    EXPECT_EQ(y["data"]["strategy"], name);
  }
}

TEST_F(ws, an_unknown_epoch_gets_a_snapshot) {
  auto x = socket();
  x.subscribe(
      {{{"name", "state"}, {"epoch", "00000000000000ff"}, {"offset", 3}}});
  EXPECT_EQ(x.next()["op"], "snapshot");
}

TEST_F(ws, mistake_1_a_hundred_clients_at_once_are_all_served) {
  std::vector<std::unique_ptr<socket_client>> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(std::make_unique<socket_client>(address_.port, key()));
    all.back()->subscribe({"state"});
  }
  for (auto& x : all)
    ASSERT_EQ(x->next()["op"], "snapshot");
  for (int i = 0; i < 50; ++i)
    tell(a_strategy("S" + std::to_string(i)));
  for (auto& x : all)
    for (int i = 0; i < 50; ++i)
      ASSERT_EQ(x->next()["data"]["strategy"], "S" + std::to_string(i));
}

TEST_F(ws, mistake_1_a_client_that_cannot_keep_up_is_told_and_harms_nobody) {
  auto slow = socket(4096);
  slow.subscribe({"state"});
  auto first = slow.next();
  EXPECT_EQ(first["op"], "snapshot");
  auto quick = socket();
  quick.subscribe({"state"});
  EXPECT_EQ(quick.next()["op"], "snapshot");
  run_status x;
  x.strategy = "A";
  x.outcome = std::string(20'000, 'x');
  for (int i = 0; i < 1100; ++i) {
    x.id = "R" + std::to_string(i % 5);
    x.reason = std::to_string(i);
    tell(x);
    ASSERT_EQ(quick.next()["data"]["reason"], x.reason);
  }
  json last;
  for (auto y = slow.next(); !y.is_null(); y = slow.next())
    last = y;
  EXPECT_EQ(slow.close_code, 4008);
  // And goes on where it was: with exactly the events after its last one.
  ASSERT_EQ(last["op"], "event");
  auto again = socket();
  again.subscribe({{{"name", "state"},
                    {"epoch", first["epoch"]},
                    {"offset", last["offset"]}}});
  for (int i = std::stoi(last["data"]["reason"].get<std::string>()) + 1;
       i < 1100; ++i) {
    auto y = again.next();
    ASSERT_EQ(y["op"], "event");
    ASSERT_EQ(y["data"]["reason"], std::to_string(i));
    ASSERT_EQ(y["after"], last["offset"]);
    last = y;
  }
  again.send({{"op", "ping"}, {"id", 1}});
  EXPECT_EQ(again.next()["op"], "pong");
}

TEST_F(ws, who_asks_again_and_again_without_reading_gets_one_answer_at_a_time) {
  auto x = socket();
  x.subscribe({"state"});
  auto first = x.next();
  run_status big;
  big.strategy = "A";
  big.outcome = std::string(40'000, 'x');
  for (int i = 0; i < 900; ++i) {
    big.id = "R" + std::to_string(i % 5);
    big.reason = std::to_string(i);
    tell(big);
    ASSERT_EQ(x.next()["data"]["reason"], big.reason);
  }
  auto greedy = socket(65536);
  for (int i = 0; i < 64; ++i)
    greedy.subscribe({{{"name", "state"},
                       {"epoch", first["epoch"]},
                       {"offset", first["offset"]}}});
  big.reason = "last";
  tell(big);
  // The first question's, and that of the last one: nobody keeps 64.
  int frames = 1;
  while (greedy.next()["data"]["reason"] != "last")
    ASSERT_LE(++frames, 3 * 901);
}

TEST_F(ws, bad_messages_are_answered_and_forgiven) {
  auto x = socket();
  x.send({{"op", "nothing"}, {"id", 5}});
  auto y = x.next();
  EXPECT_EQ(y["op"], "error");
  EXPECT_EQ(y["id"], 5);
  x.subscribe({"output:A:nothing"});
  EXPECT_EQ(x.next()["op"], "error");
  x.send({{"op", "ping"}, {"id", 6}});
  EXPECT_EQ(x.next(), (json{{"op", "pong"}, {"id", 6}}));
}

TEST_F(ws, messages_nested_deep_and_topics_without_end_are_refused) {
  auto x = socket();
  x.send_text(std::string(15'000, '['));
  EXPECT_EQ(x.next()["op"], "error");
  x.send_text(R"({"op":"subscribe","id":)" + std::string(7'000, '[')
              + std::string(7'000, ']') + "}");
  EXPECT_EQ(x.next()["op"], "error");
  json y;
  for (int i = 0; i < 300 && y["op"] != "error"; ++i) {
    x.subscribe({"epochs:S" + std::to_string(i)});
    y = x.next();
  }
  EXPECT_EQ(y["op"], "error");
  EXPECT_NE(y["detail"].get<std::string>().find("too many"), std::string::npos);
}

TEST_F(ws, who_unsubscribes_gets_no_more) {
  auto x = socket();
  x.subscribe({"state"});
  EXPECT_EQ(x.next()["op"], "snapshot");
  x.send({{"op", "unsubscribe"}, {"topics", {"state"}}});
  x.send({{"op", "ping"}, {"id", 1}});
  EXPECT_EQ(x.next()["op"], "pong");
  tell(a_strategy("B"));
  x.subscribe({"state"});
  EXPECT_EQ(x.next()["op"], "snapshot");
}

TEST_F(ws, the_end_of_the_gateway_is_told_with_1001) {
  auto x = socket();
  x.subscribe({"state"});
  EXPECT_EQ(x.next()["op"], "snapshot");
  caf::anon_send_exit(gateway_, caf::exit_reason::user_shutdown);
  EXPECT_TRUE(x.next().is_null());
  EXPECT_EQ(x.close_code, 1001);
}

} // namespace
} // namespace ftm::test
