// Output and epochs over WebSocket.

#include "tests/gateway/suite.hpp"

namespace ftm::test {
namespace {

class growing : public gateway_suite {
protected:
  growing() {
    start_gateway(any_port());
  }
};

TEST_F(
    growing,
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
  int others = 0; // some may have begun to be answered
  for (; y["after"] != 3'000'049; y = x.next())
    if (y["after"] == at)
      at = y["offset"];
    else
      ++others;
  EXPECT_LT(at, 3'000'000u) << "the first answer was not broken off";
  EXPECT_LT(others, 49) << "those between were answered at length";
  for (at = 3'000'000 + 49; at < 4'000'000; y = x.next()) {
    ASSERT_EQ(y["after"], at);
    at = y["offset"];
  }
}

TEST_F(growing, mistake_5_output_arrives_whatever_its_bytes_are) {
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

TEST_F(growing, a_character_that_is_written_in_two_parts_stays_one) {
  change([](owners& x) { x.launch = "L1"; });
  auto x = socket();
  x.subscribe({"output:A:trade"});
  EXPECT_EQ(x.next()["op"], "snapshot");
  change([](owners& o) { o.output = "a\xE2\x82"; });
  EXPECT_EQ(x.next()["data"]["text"], "a");
  change([](owners& o) { o.output += "\xAC\n"; });
  EXPECT_EQ(x.next()["data"]["text"], "\xE2\x82\xAC\n");
}

TEST_F(growing, a_character_at_a_pages_edge_stays_whole) {
  std::string euros;
  while (euros.size() < 600'000)
    euros += "\xE2\x82\xAC";
  change([&](owners& x) {
    x.launch = "L1";
    x.output = "a" + euros + "\n";
  });
  auto x = socket();
  x.subscribe({{{"name", "output:A:trade"}, {"epoch", "L1"}, {"offset", 0}}});
  std::string shown;
  for (uint64_t at = 0; at < euros.size() + 2;) {
    auto y = x.next();
    ASSERT_EQ(y["after"], at);
    shown += y["data"]["text"];
    at = y["offset"];
  }
  EXPECT_TRUE(shown == "a" + euros + "\n");
}

TEST_F(growing, output_that_is_joined_within_a_character_begins_after_it) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = std::string("12345\xE2\x82\xAC") + std::string(65'534, 'x');
  });
  auto x = socket();
  x.subscribe({"output:A:trade"}); // its last 64 KiB
  auto y = x.next();
  EXPECT_EQ(y["data"]["from"], 8);
  EXPECT_EQ(y["data"]["text"], std::string(65'534, 'x'));
}

TEST_F(growing, a_character_that_never_gets_whole_is_one_bad_one) {
  change([](owners& x) { x.launch = "L1"; });
  auto x = socket();
  x.subscribe({"output:A:trade"});
  EXPECT_EQ(x.next()["op"], "snapshot");
  change([](owners& o) { o.output = "\xF0\x9F\x98"; });
  EXPECT_EQ(x.next()["data"]["text"], "\xEF\xBF\xBD");
  change([](owners& o) { o.output += "\x80!"; });
  EXPECT_EQ(x.next()["data"]["text"], "!");
}

TEST_F(growing, output_is_followed_once_however_many_watch) {
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

TEST_F(growing, a_reader_of_output_goes_on_at_its_byte) {
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

TEST_F(growing, mistake_19_a_new_launch_begins_a_new_output) {
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

TEST_F(growing, a_process_that_never_ran_is_waited_for) {
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

TEST_F(growing, mistake_2_every_epoch_arrives) {
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

TEST_F(growing, who_joins_late_gets_every_line_in_pages) {
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

TEST_F(growing, a_secret_that_arrives_in_pieces_does_not_get_out) {
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

} // namespace
} // namespace ftm::test
