#include "actors/broadcaster/broadcaster.hpp"
#include "tests/support/deterministic_system.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace ftm {

static_assert(!std::is_aggregate_v<broadcaster_state>);

namespace {

using namespace std::chrono_literals;

struct owner_state : part_base {
  owner_state() = default;
  static inline const char* name = "owner";
};

/// Owns the facts that a test sends it as lines: "+RUN" puts a run of that id,
/// "-RUN" drops it, anything else is a line.
part_actor::behavior_type
fake_owner(part_actor::stateful_pointer<owner_state> self, std::string part) {
  report_health(self, part, part_state::ready);
  return {
      [self](atom::read, const facts_after& q) -> caf::result<fact_page> {
        return read_facts(self, q);
      },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, log_line& x) {
        if (x.text[0] == '+') {
          run_status y;
          y.id = x.text.substr(1);
          y.strategy = x.strategy;
          put_fact(self, y);
        } else if (x.text[0] == '-') {
          self->state.facts.drop("run/" + x.text.substr(1));
          answer_readers(self);
        } else {
          put_fact(self, std::move(x));
        }
      },
      [self](atom::tick) { answer_readers(self); },
  };
}

struct monitors_state : part_base {
  monitors_state() = default;
  static inline const char* name = "monitors";
  std::map<std::string, uint64_t> epochs; ///< per strategy; absent = not there
  std::map<std::string, ledger> ledgers;
};

using monitors_ptr = monitor_actor::stateful_pointer<monitors_state>;

/// A router whose monitors are made by a line that names a strategy.
monitor_actor::behavior_type fake_monitors(monitors_ptr self) {
  return {
      [self](atom::read, const facts_after& q) -> caf::result<fact_page> {
        auto i = self->state.ledgers.find(q.strategy);
        if (i == self->state.ledgers.end())
          return make_error(ec::not_found, "no strategy " + q.strategy);
        if (i->second.news_for(q))
          return i->second.after(q);
        auto rp = self->make_response_promise<fact_page>();
        self->state.readers.add(q, rp, self->clock().now() + q.wait);
        return caf::delegated<fact_page>{};
      },
      [self](atom::get) { return self->state.me; },
      [self](atom::log, const log_line& x) {
        auto [i, fresh] = self->state.ledgers.try_emplace(
            x.strategy, random_epoch(), ledger::limits{});
        hyperopt_status y;
        y.strategy = x.strategy;
        i->second.put({{}, y});
      },
      [](atom::tick) {},
      [](atom::read, const epoch_range&) { return epoch_page{}; },
      [](atom::get, const question&) { return ranking{}; },
      [](atom::get, const epoch_query&) { return epoch_record{}; },
      [](atom::get, const files_query&) { return std::vector<result_file>{}; },
  };
}

struct config_state : part_base {
  config_state() = default;
  static inline const char* name = "config";
  config_text text;
  parked_reads<config_after, config_text> waiting;
};

/// An orchestrator that only knows its config, which a test sets.
orchestrator_actor::behavior_type
fake_config(orchestrator_actor::stateful_pointer<config_state> self) {
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [](atom::tick) {},
      [](atom::start, const run_request&) { return run_status{}; },
      [](atom::start, const process_request&) { return process_status{}; },
      [](atom::control, const run_control&) { return run_status{}; },
      [](atom::set, const switches&) { return strategy_status{}; },
      [self](atom::set, const config_change& x) {
        auto& st = self->state;
        st.text.yaml = *x.yaml;
        ++st.text.revision;
        st.waiting.answer(
            self->clock().now(), [](auto&) { return true; },
            [&](auto&) { return st.text; });
        return config_report{st.text.revision, true, {}};
      },
      [self](atom::read, const config_after& q) -> caf::result<config_text> {
        auto& st = self->state;
        if (st.text.revision == 0)
          return make_error(ec::unavailable, "no config yet");
        if (st.text.revision != q.revision)
          return st.text;
        auto rp = self->make_response_promise<config_text>();
        st.waiting.add(q, rp, self->clock().now() + q.wait);
        return caf::delegated<config_text>{};
      },
      [](atom::get, const runs_query&) { return std::vector<run_status>{}; },
      [](atom::get, const decision_query&) { return ranking{}; },
      [](atom::get, const params_query&) {
        return std::vector<params_version>{};
      },
  };
}

std::string yaml_with(const std::vector<std::string>& strategies) {
  std::string y = "strategies:\n";
  for (auto& s : strategies)
    y += "  - name: " + s + "\n    freqtrade:\n      directory: /tmp/ft\n";
  return y;
}

} // namespace

class broadcaster_test : public test::deterministic_system {
protected:
  part_actor supervisor_ = sys_.spawn(fake_owner, std::string{"supervisor"});
  monitor_actor monitors_ = sys_.spawn(fake_monitors);
  orchestrator_actor config_ = sys_.spawn(fake_config);
  broadcaster_actor uut_ = sys_.spawn(
      broadcaster, std::vector<followed_part>{{"supervisor", supervisor_, ""}},
      monitors_, config_);

  broadcaster_test() {
    sched_.run();
  }

  ~broadcaster_test() override {
    end(uut_);
    end(supervisor_);
    end(monitors_);
    end(config_);
  }

  void tell(const std::string& text, const std::string& strategy = "") {
    caf::anon_send(supervisor_, atom::log_v,
                   log_line{log_level::info, "supervisor", strategy, text});
    sched_.run();
  }

  void make_monitor(const std::string& strategy) {
    caf::anon_send(monitors_, atom::log_v,
                   log_line{log_level::info, "", strategy, ""});
    sched_.run();
  }

  void configure(const std::vector<std::string>& strategies) {
    ask<config_report>(config_, atom::set_v,
                       config_change{yaml_with(strategies), true, "me"});
  }

  fact_page page(stamp after = {}) {
    return ask<fact_page>(uut_, atom::read_v, facts_after{after, "", {}});
  }

  std::vector<std::string> keys(stamp after = {}) {
    std::vector<std::string> y;
    for (auto& f : page(after).facts)
      if (auto* line = caf::get_if<log_line>(&f.body))
        y.push_back("line " + line->text);
      else
        y.push_back(key_of(f.body));
    return y;
  }
};

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(broadcaster_test, shows_itself_and_what_its_owners_tell) {
  tell("+R1");
  tell("hello");
  EXPECT_THAT(keys(), ElementsAre("part/broadcaster/broadcaster",
                                  "part/supervisor/supervisor", "run/R1",
                                  "line hello"));
}

TEST_F(broadcaster_test, numbers_each_change_once) {
  auto before = page().upto;
  tell("+R1");
  tell("+R2");
  tell("+R2");
  auto next = page(before);
  EXPECT_FALSE(next.whole);
  EXPECT_EQ(next.facts.size(), 2u);
  EXPECT_EQ(next.upto.number, before.number + 2);
}

TEST_F(broadcaster_test, answers_a_parked_read_when_an_owner_has_news) {
  auto waiting = self_->request(uut_, caf::infinite, atom::read_v,
                                facts_after{page().upto, "", 10s});
  sched_.run();
  tell("+R1");
  waiting.receive([](fact_page& x) { EXPECT_EQ(x.facts.size(), 1u); },
                  [](caf::error&) { FAIL(); });
}

TEST_F(broadcaster_test, mistake_2_a_slow_reader_misses_no_event) {
  auto before = page().upto;
  for (int i = 0; i < 203; ++i) {
    tell("+" + std::to_string(i));
  }
  EXPECT_EQ(page(before).facts.size(), 203u);
}

TEST_F(broadcaster_test, loses_what_an_owner_dropped) {
  tell("+R1");
  tell("+R2");
  tell("-R1");
  EXPECT_THAT(keys(), Not(Contains("run/R1")));
  EXPECT_THAT(keys(), Contains("run/R2"));
}

TEST_F(broadcaster_test, says_which_part_does_not_answer) {
  tell("+R1");
  end(supervisor_);
  advance(33s); // a link would fail the read at once
  EXPECT_THAT(keys(), Contains("part/supervisor/broadcaster"));
  EXPECT_THAT(keys(), Contains("run/R1")) << "stale figures stay";
  auto before = page().upto;
  for (int i = 0; i < 20; ++i)
    advance(2s);
  EXPECT_EQ(page().upto, before) << "said once";
}

TEST_F(broadcaster_test, withdraws_the_report_when_the_part_answers_again) {
  configure({"Alpha"});
  for (int i = 0; i < 10; ++i)
    advance(50ms); // it is given a moment to come up
  EXPECT_THAT(keys(), Contains("part/monitor-Alpha/broadcaster"));
  make_monitor("Alpha");
  advance(2s);
  EXPECT_THAT(keys(), Not(Contains("part/monitor-Alpha/broadcaster")));
  EXPECT_THAT(keys(), Contains("hyperopt/Alpha"));
}

TEST_F(broadcaster_test, waits_a_moment_for_a_monitor_that_is_just_made) {
  configure({"Alpha"});
  for (int i = 0; i < 4; ++i)
    advance(50ms);
  EXPECT_THAT(keys(), Not(Contains("part/monitor-Alpha/broadcaster")));
  make_monitor("Alpha");
  for (int i = 0; i < 4; ++i)
    advance(50ms);
  EXPECT_THAT(keys(), Contains("hyperopt/Alpha"));
  EXPECT_THAT(keys(), Not(Contains("part/monitor-Alpha/broadcaster")));
}

TEST_F(broadcaster_test, follows_the_strategies_of_the_config) {
  make_monitor("Alpha");
  make_monitor("Beta");
  configure({"Alpha"});
  advance(50ms); // it asked before there was a config
  EXPECT_THAT(keys(), Contains("hyperopt/Alpha"));
  EXPECT_THAT(keys(), Not(Contains("hyperopt/Beta")));
  configure({"Beta"});
  EXPECT_THAT(keys(), Contains("hyperopt/Beta"));
  EXPECT_THAT(keys(), Not(Contains("hyperopt/Alpha")));
  auto before = page().upto;
  configure({"Beta"});
  EXPECT_EQ(page().upto, before) << "a revision that changes nothing here";
}

TEST_F(broadcaster_test, keeps_its_picture_when_the_config_makes_no_sense) {
  make_monitor("Alpha");
  configure({"Alpha"});
  advance(50ms);
  ask<config_report>(config_, atom::set_v,
                     config_change{"strategies: 3", true, "me"});
  EXPECT_THAT(keys(), Contains("hyperopt/Alpha"));
}

TEST_F(broadcaster_test, keeps_at_least_ten_thousand_events) {
  configure({});
  auto before = page().upto;
  for (int i = 0; i < 10'000; ++i)
    caf::anon_send(uut_, atom::log_v,
                   log_line{log_level::info, "x", "", std::to_string(i)});
  sched_.run();
  auto next = page(before);
  EXPECT_FALSE(next.whole);
  EXPECT_EQ(next.facts.size(), 1000u) << "a page is bounded";
}

TEST_F(broadcaster_test, says_how_it_is_itself) {
  auto me = ask<part_status>(uut_, atom::get_v);
  EXPECT_EQ(me.part, "broadcaster");
  EXPECT_EQ(me.state, part_state::ready);
}

} // namespace ftm
