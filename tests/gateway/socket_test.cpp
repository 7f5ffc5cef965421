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

TEST_F(
    ws,
    who_asks_anew_while_an_answer_is_on_its_way_gets_the_last_one_asked_for) {
  change([](owners& o) {
    o.launch = "L1";
    o.output = std::string(4'000'000, 'a');
  });
  auto x = socket(65536);
  auto from = [&](uint64_t offset) {
    x.subscribe(
        {{{"name", "output:A:trade"}, {"epoch", "L1"}, {"offset", offset}}});
  };
  from(0);
  uint64_t at = x.next()["offset"];
  EXPECT_LT(at, 1'000'000u);
  for (uint64_t i = 1; i < 50; ++i)
    from(3'000'000 + i);
  auto y = x.next();
  while (y["after"] == at) {
    at = y["offset"];
    y = x.next();
  }
  EXPECT_LT(at, 3'000'000u) << "the first answer was not broken off";
  for (at = 3'000'000 + 49; at < 4'000'000; y = x.next()) {
    ASSERT_EQ(y["after"], at);
    at = y["offset"];
  }
}

TEST_F(ws, mistake_5_output_arrives_whatever_its_bytes_are) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "before\n";
  });
  auto x = socket();
  x.subscribe({"output:A:hyperopt"});
  auto y = x.next();
  EXPECT_EQ(y["op"], "snapshot");
  EXPECT_EQ(y["epoch"], "L1");
  EXPECT_EQ(y["data"]["text"], "before\n");
  EXPECT_EQ(y["offset"], 7);
  change([](owners& o) { o.output += "bad \xff byte\n"; });
  y = x.next();
  EXPECT_EQ(y["op"], "event");
  EXPECT_EQ(y["after"], 7);
  EXPECT_EQ(y["offset"], 18);
  EXPECT_EQ(y["data"]["text"], "bad \xEF\xBF\xBD byte\n");
}

TEST_F(ws, a_character_that_is_written_in_two_parts_stays_one) {
  change([](owners& x) { x.launch = "L1"; });
  auto x = socket();
  x.subscribe({"output:A:trade"});
  EXPECT_EQ(x.next()["op"], "snapshot");
  change([](owners& o) { o.output = "a\xE2\x82"; });
  EXPECT_EQ(x.next()["data"]["text"], "a");
  change([](owners& o) { o.output += "\xAC\n"; });
  EXPECT_EQ(x.next()["data"]["text"], "\xE2\x82\xAC\n");
}

TEST_F(ws, output_is_followed_once_however_many_watch) {
  change([](owners& x) { x.launch = "L1"; });
  std::vector<std::unique_ptr<socket_client>> all;
  for (int i = 0; i < 20; ++i) {
    all.push_back(std::make_unique<socket_client>(address_.port, key()));
    all.back()->subscribe({"output:A:trade"});
    ASSERT_EQ(all.back()->next()["op"], "snapshot");
  }
  int before = 0;
  change([&](owners& x) {
    before = x.output_reads;
    x.output = "x";
  });
  for (auto& x : all)
    EXPECT_EQ(x->next()["data"]["text"], "x");
  std::lock_guard guard{owners_->mutex};
  EXPECT_LE(owners_->output_reads - before, 2);
}

TEST_F(ws, a_reader_of_output_goes_on_at_its_byte) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = std::string(1'000'000, 'a') + "end";
  });
  auto x = socket();
  x.subscribe({{{"name", "output:A:trade"}, {"epoch", "L1"}, {"offset", 10}}});
  uint64_t at = 10;
  while (at < 1'000'003) {
    auto y = x.next();
    ASSERT_EQ(y["op"], "event");
    ASSERT_EQ(y["after"], at);
    EXPECT_EQ(y["data"]["text"].get<std::string>().size(),
              y["offset"].get<uint64_t>() - at);
    at = y["offset"];
  }
}

TEST_F(ws, mistake_19_a_new_launch_begins_a_new_output) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "old\n";
  });
  tell(a_process("A", process_kind::trade, process_state::running, "L1"));
  auto x = socket();
  x.subscribe({"output:A:trade"});
  EXPECT_EQ(x.next()["epoch"], "L1");
  change([](owners& o) { o.ended = true; });
  auto end = x.next();
  EXPECT_EQ(end["data"]["ended"], true);
  change([](owners& o) {
    o.launch = "L2";
    o.output = "new\n";
    o.ended = false;
  });
  tell(a_process("A", process_kind::trade, process_state::running, "L2"));
  auto y = x.next();
  EXPECT_EQ(y["op"], "snapshot");
  EXPECT_EQ(y["epoch"], "L2");
  EXPECT_EQ(y["offset"], 0);
  EXPECT_EQ(x.next()["data"]["text"], "new\n");
}

TEST_F(ws, a_process_that_never_ran_is_waited_for) {
  auto x = socket();
  x.subscribe({"output:A:backtest"});
  auto y = x.next();
  EXPECT_EQ(y["op"], "snapshot");
  EXPECT_EQ(y["epoch"], "");
  change([](owners& o) {
    o.launch = "L1";
    o.output = "first\n";
  });
  tell(a_process("A", process_kind::backtest, process_state::running, "L1"));
  EXPECT_EQ(x.next()["epoch"], "L1");
  EXPECT_EQ(x.next()["data"]["text"], "first\n");
}

TEST_F(ws, mistake_2_every_epoch_arrives) {
  auto x = socket();
  x.subscribe({"epochs:A"});
  uint64_t seen = 0;
  EXPECT_EQ(x.next()["op"], "snapshot");
  for (uint64_t line = 1; line <= 200; ++line)
    change([&](owners& o) { o.epochs.push_back(an_epoch(line)); });
  while (seen < 200) {
    auto y = x.next();
    ASSERT_EQ(y["op"], "event");
    ASSERT_EQ(y["after"], seen);
    EXPECT_EQ(y["data"]["columns"]["line"][0], seen + 1);
    seen += y["data"]["rows"].get<uint64_t>();
    ASSERT_EQ(y["offset"], seen);
  }
}

TEST_F(ws, who_joins_late_gets_every_line_in_pages) {
  change([](owners& x) {
    for (uint64_t line = 1; line <= 10'000; ++line)
      x.epochs.push_back(an_epoch(line));
  });
  auto x = socket();
  x.subscribe({"epochs:A"});
  uint64_t seen = 0;
  for (auto first = true; seen < 10'000; first = false) {
    auto y = x.next();
    ASSERT_EQ(y["op"], first ? "snapshot" : "event");
    seen += y["data"]["rows"].get<uint64_t>();
  }
  change([](owners& o) {
    o.generation = 2;
    o.epochs.resize(1);
  });
  auto y = x.next();
  EXPECT_EQ(y["op"], "snapshot");
  EXPECT_EQ(y["epoch"], "2");
  EXPECT_EQ(y["data"]["rows"], 1);
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

TEST_F(ws, a_secret_that_arrives_in_pieces_does_not_get_out) {
  change([](owners& o) {
    o.launch = "L1";
    o.output = "start\nexchange pass";
  });
  auto x = socket();
  x.subscribe({"output:A:trade"});
  EXPECT_EQ(x.next()["data"]["text"], "start\nexchange pass");
  std::string shown;
  uint64_t at = 0;
  for (auto* piece : {"word=QZ", "QZ", "QZ, more\n", "next\n"}) {
    change([&](owners& o) {
      o.output += piece;
      at = o.output.size();
    });
    auto y = x.next();
    EXPECT_EQ(y["offset"], at) << "offsets count what was printed";
    shown += y["data"]["text"].get<std::string>();
  }
  EXPECT_EQ(shown, "word=***, more\nnext\n");
  // One who joins in the middle of it.
  change([&](owners& o) { o.output += "secret: " + std::string(3000, 'Q'); });
  EXPECT_EQ(x.next()["data"]["text"], "secret: ***");
  auto late = socket();
  late.subscribe(
      {{{"name", "output:A:trade"}, {"epoch", "L1"}, {"offset", at + 2000}}});
  change([&](owners& o) { o.output += "Q end\n"; });
  shown = "";
  while (shown.find("end") == std::string::npos)
    shown += late.next()["data"]["text"].get<std::string>();
  EXPECT_EQ(shown, " end\n");
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
