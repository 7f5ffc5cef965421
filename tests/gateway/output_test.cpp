// GET output: ranges, search, and what never leaves.

#include "tests/gateway/suite.hpp"

namespace ftm::test {
namespace {

class output : public gateway_suite {
protected:
  output() {
    tell(a_process("A", process_kind::trade, process_state::ready, "L1"));
    start_gateway(any_port());
  }
};

TEST_F(output, it_is_read_by_range_and_searched) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "one\ntwo api_key=abcdef\nthree\nno end two";
  });
  auto path = std::string{"/api/v1/strategies/A/processes/trade/output"};
  auto x = call("GET", path + "?offset=4&limit=4");
  EXPECT_EQ(x.body, "two ");
  EXPECT_EQ(x.headers["x-launch"], "L1");
  EXPECT_EQ(x.headers["x-offset"], "4");
  EXPECT_EQ(x.headers["x-next-offset"], "8");
  EXPECT_EQ(x.headers["x-ended"], "0");
  EXPECT_EQ(call("GET", path + "?offset=-3").body, "two");
  EXPECT_EQ(call("GET", path).body.find("abcdef"), std::string::npos);
  auto y = call("GET", path + "?search=two").doc();
  EXPECT_EQ(y["matches"].size(), 2u);
  EXPECT_EQ(y["matches"][0]["offset"], 4);
  EXPECT_EQ(y["matches"][1]["text"], "no end two");
  EXPECT_EQ(y["complete"], true);
  EXPECT_EQ(call("GET", path + "?search=abcdef").doc()["matches"].size(), 0u);
}

TEST_F(output, secrets_do_not_get_out_at_the_edges_of_a_range) {
  std::string printed = "one\ntwo api_key=QZQZQZQZ, end\nthree\n";
  change([&](owners& x) {
    x.launch = "L1";
    x.output = printed;
  });
  auto path = std::string{"/api/v1/strategies/A/processes/trade/output"};
  for (size_t limit : {1, 2, 3, 5, 7, 11, 100}) {
    std::string shown;
    for (size_t at = 0; at < printed.size();) {
      auto x = call("GET", path + "?offset=" + std::to_string(at)
                               + "&limit=" + std::to_string(limit));
      ASSERT_EQ(x.status, 200);
      EXPECT_EQ(x.headers["x-offset"], std::to_string(at));
      at = std::stoul(x.headers["x-next-offset"]);
      EXPECT_EQ(x.body.find_first_of("QZ"), std::string::npos) << x.body;
      shown += x.body;
    }
    if (limit == 100) {
      EXPECT_EQ(shown, "one\ntwo api_key=***, end\nthree\n");
    }
    // Where a range ends with it, the comma may be one of the secret's.
    std::erase(shown, ',');
    EXPECT_EQ(shown, "one\ntwo api_key=*** end\nthree\n") << limit;
  }
  auto tail = call("GET", path + "?offset=-15");
  EXPECT_EQ(tail.headers["x-offset"], std::to_string(printed.size() - 15));
  EXPECT_EQ(tail.body, ", end\nthree\n");
  for (auto* query :
       {"?search=QZ", "?search=QZ&offset=16", "?search=Z&offset=-15"})
    EXPECT_EQ(call("GET", path + query).doc()["matches"].size(), 0u) << query;
  EXPECT_EQ(
      call("GET", path + "?search=end&offset=20").doc()["matches"][0]["text"],
      ", end");
}

TEST_F(output, the_supervisor_is_asked_to_search) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "one\n";
  });
  auto path =
      std::string{"/api/v1/strategies/A/processes/trade/output?search="};
  auto found = call("GET", path + "A%20%C3%84&offset=-7&limit=9&launch=L0");
  EXPECT_EQ(found.doc()["launch"], "L1");
  EXPECT_EQ(found.doc()["scanned_to"], 4);
  std::lock_guard guard{owners_->mutex};
  ASSERT_EQ(owners_->searches.size(), 1u);
  auto& q = owners_->searches[0];
  EXPECT_EQ(q.text, "A \u00c4");
  EXPECT_EQ(q.launch, "L0");
  EXPECT_EQ(q.offset, -7);
  EXPECT_EQ(q.limit, 9u);
}

TEST_F(output, what_is_found_is_redacted_as_a_part_of_its_line) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "Epoch API_KEY=ABCDEF\nthe basic strategy\nEpoch basic strat";
  });
  auto path =
      std::string{"/api/v1/strategies/A/processes/trade/output?search="};
  auto found = [&](const std::string& what) {
    return call("GET", path + what).doc()["matches"];
  };
  EXPECT_EQ(found("epoch")[0]["text"], "Epoch API_KEY=***");
  EXPECT_EQ(found("epoch%20BASIC").size(), 1u);
  EXPECT_EQ(found("abcdef").size(), 0u); // redacted, so nobody finds it
  EXPECT_EQ(found("basic").size(), 2u);
  EXPECT_EQ(found("strategy")[0]["text"], "the basic strategy");
  EXPECT_EQ(found("strat").size(), 1u); // the last line may become a secret
}

TEST_F(output, following_output_waits_for_more) {
  change([](owners& x) {
    x.launch = "L1";
    x.output = "one\n";
  });
  wire w{address_.port};
  w.send(http_text(
      "GET", "/api/v1/strategies/A/processes/trade/output?offset=4&follow=1",
      key()));
  for (int reads = 0; reads == 0; std::this_thread::yield()) {
    std::lock_guard guard{owners_->mutex};
    reads = owners_->output_reads;
  }
  change([](owners& x) { x.output += "two\n"; });
  EXPECT_EQ(read_answer(w).body, "two\n");
}

} // namespace
} // namespace ftm::test
