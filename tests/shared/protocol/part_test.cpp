#include "shared/protocol/part.hpp"
#include "tests/support/deterministic_system.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace ftm {

namespace {

using namespace std::chrono_literals;

struct plain_state : part_base {
  plain_state() = default;
  static inline const char* name = "plain";
};

static_assert(!std::is_aggregate_v<plain_state>);

part_actor::behavior_type
plain_part(part_actor::stateful_pointer<plain_state> self) {
  report_health(self, "plain", part_state::ready);
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) { put_fact(self, std::move(x)); },
      [self](atom::tick) { answer_readers(self); },
  };
}

} // namespace

class parked : public test::deterministic_system {
protected:
  part_actor uut_ = sys_.spawn(plain_part);

  parked() {
    sched_.run();
  }

  ~parked() override {
    end(uut_);
  }

  stamp now() {
    return ask<fact_page>(uut_, atom::read_v, facts_after{}).upto;
  }

  auto read(stamp after, milliseconds wait, const std::string& strategy = {}) {
    auto y = self_->request(uut_, caf::infinite, atom::read_v,
                            facts_after{after, strategy, wait});
    sched_.run();
    return y;
  }

  void log(const std::string& text, const std::string& strategy = {}) {
    caf::anon_send(uut_, atom::log_v,
                   log_line{log_level::info, "plain", strategy, text});
    sched_.run();
  }

  bool answered() {
    return self_->has_next_message();
  }

  template <class Response>
  fact_page get(Response& x) {
    fact_page y;
    x.receive([&](fact_page& page) { y = std::move(page); },
              [&](caf::error& e) { ADD_FAILURE() << sys_.render(e); });
    return y;
  }
};

TEST_F(parked, a_read_is_answered_at_once_if_there_is_news) {
  auto x = read({}, 10s);
  ASSERT_TRUE(answered());
  EXPECT_EQ(get(x).facts.size(), 1u);
}

TEST_F(parked, a_read_waits_for_news) {
  auto x = read(now(), 10s);
  EXPECT_FALSE(answered());
  log("hello");
  ASSERT_TRUE(answered());
  EXPECT_EQ(get(x).facts.size(), 1u);
}

TEST_F(parked, a_read_ends_with_an_empty_page_when_its_time_is_up) {
  auto at = now();
  auto x = read(at, 10s);
  advance(9999ms);
  EXPECT_FALSE(answered());
  advance(1ms);
  ASSERT_TRUE(answered());
  auto page = get(x);
  EXPECT_TRUE(page.facts.empty());
  EXPECT_FALSE(page.whole);
  EXPECT_EQ(page.upto, at);
}

TEST_F(parked, a_read_without_patience_is_answered_at_once) {
  auto x = read(now(), 0ms);
  ASSERT_TRUE(answered());
  EXPECT_TRUE(get(x).facts.empty());
  auto y = read(now(), -5ms);
  ASSERT_TRUE(answered());
  get(y);
}

TEST_F(parked, news_of_another_strategy_wakes_nobody) {
  auto x = read(now(), 10s, "Alpha");
  log("for Beta", "Beta");
  EXPECT_FALSE(answered());
  log("for Alpha", "Alpha");
  ASSERT_TRUE(answered());
  EXPECT_EQ(get(x).facts.size(), 1u);
}

TEST_F(parked, many_readers_wait_each_for_its_own_time) {
  auto at = now();
  auto soon = read(at, 1s);
  auto late = read(at, 5s);
  advance(1s);
  EXPECT_TRUE(get(soon).facts.empty());
  EXPECT_FALSE(answered());
  log("hello");
  EXPECT_EQ(get(late).facts.size(), 1u);
}

TEST_F(parked, a_reader_that_comes_after_many_others_is_woken_in_time) {
  for (int i = 0; i < 50; ++i) {
    auto x = read(now(), 10s);
    log("news");
    get(x);
  }
  auto x = read(now(), 3s);
  advance(3s);
  ASSERT_TRUE(answered());
  EXPECT_TRUE(get(x).facts.empty());
}

TEST_F(parked, health_is_a_fact_that_changes_when_it_changes) {
  auto x = ask<part_status>(uut_, atom::get_v);
  EXPECT_EQ(x.part, "plain");
  EXPECT_EQ(x.by, "plain");
  EXPECT_EQ(x.state, part_state::ready);
  EXPECT_EQ(x.pid, ::getpid());
}

} // namespace ftm
