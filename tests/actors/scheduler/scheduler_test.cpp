#include "actors/scheduler/scheduler.hpp"

#include "shared/util/clock.hpp"
#include "tests/support/deterministic_system.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace ftm {

static_assert(!std::is_aggregate_v<scheduler_state>);

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct fake_state : part_base {
  fake_state() = default;
  static inline const char* name = "orchestrator";
  config_text text;
  parked_reads<config_after, config_text> waiting;
};

/// What the orchestrator was asked for, and what it answers.
struct script {
  std::vector<std::string> asked; ///< ids of runs
  std::vector<run_request> requests;
  std::string going; ///< the run that is answered instead; "" = the asked one
  ec refuse = ec::none;
};

orchestrator_actor::behavior_type
fake_orchestrator(orchestrator_actor::stateful_pointer<fake_state> self,
                  std::shared_ptr<script> x) {
  return {
      [self](atom::read, const facts_after& q) { return read_facts(self, q); },
      [self](atom::get) { return self->state.me; },
      [](atom::log, const log_line&) {},
      [self](atom::tick) { answer_readers(self); },
      [self, x](atom::start, const run_request& r) -> caf::result<run_status> {
        x->asked.push_back(r.id);
        x->requests.push_back(r);
        if (x->refuse != ec::none)
          return make_error(x->refuse, "no");
        run_status y;
        y.id = x->going.empty() ? r.id : x->going;
        y.strategy = r.strategy;
        y.state = run_state::running;
        y.steps.resize(1);
        y.steps[0].kind = step_kind::hyperopt;
        put_fact(self, y);
        return y;
      },
      [](atom::start, const process_request&) { return process_status{}; },
      // A run ends when it is cancelled, at the time that `by` says.
      [self](atom::control, const run_control& c) {
        run_status y;
        y.id = c.run;
        y.strategy = "Alpha";
        y.state = run_state::done;
        y.ended_at = from_rfc3339(c.by);
        y.steps.resize(1);
        y.steps[0].kind = step_kind::hyperopt;
        put_fact(self, y);
        return y;
      },
      [self](atom::set, const switches& s) {
        strategy_status y;
        y.strategy = s.strategy;
        y.scheduled = s.scheduled.value_or(true);
        put_fact(self, y);
        return y;
      },
      [self](atom::set, const config_change& c) {
        auto& st = self->state;
        st.text.yaml = *c.yaml;
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

} // namespace

class scheduler_test : public test::deterministic_system {
protected:
  std::shared_ptr<script> script_ = std::make_shared<script>();
  std::string folder_ = "/tmp/ftm-scheduler-XXXXXX";
  std::shared_ptr<timestamp> now_ =
      std::make_shared<timestamp>(*from_rfc3339("2024-11-22T01:00:00Z"));
  orchestrator_actor orchestrator_ = sys_.spawn(fake_orchestrator, script_);
  scheduler_actor uut_;

  scheduler_test() {
    if (mkdtemp(folder_.data()) == nullptr)
      ADD_FAILURE() << "no folder";
    spawn();
  }

  ~scheduler_test() override {
    end(uut_);
    end(orchestrator_);
    std::filesystem::remove_all(folder_);
  }

  void spawn() {
    scheduler_options x;
    x.state_dir = folder_;
    x.now = [now = now_] { return *now; };
    uut_ = sys_.spawn(scheduler, std::move(x), orchestrator_);
    sched_.run();
  }

  void restart() {
    end(uut_);
    spawn();
  }

  void configure(const std::string& schedule) {
    ask<config_report>(orchestrator_, atom::set_v,
                       config_change{"strategies:\n"
                                     "  - name: Alpha\n"
                                     "    freqtrade:\n"
                                     "      directory: /tmp/ft\n"
                                     "    schedule:\n"
                                     "      time_zone: Etc/UTC\n      "
                                         + schedule,
                                     true, "me"});
    advance(2s); // longer than it waits before it asks again
  }

  void switch_to(bool scheduled) {
    switches x;
    x.strategy = "Alpha";
    x.scheduled = scheduled;
    ask<strategy_status>(orchestrator_, atom::set_v, x);
  }

  void end_run(const std::string& id, const std::string& when) {
    ask<run_status>(orchestrator_, atom::control_v,
                    run_control{id, run_action::cancel, when});
  }

  /// Both clocks go on, as they do in life, minute by minute.
  void pass(seconds x) {
    for (; x > 0s; x -= 30s) {
      *now_ += 30s;
      advance(30s);
    }
  }

  schedule_status schedule() {
    auto page = ask<fact_page>(uut_, atom::read_v, facts_after{});
    for (auto& f : page.facts)
      if (auto* y = caf::get_if<schedule_status>(&f.body))
        return *y;
    return {};
  }
};

TEST_F(scheduler_test, starts_a_run_when_cron_says_so) {
  configure("cron: '0 2 * * *'");
  pass(59min);
  EXPECT_THAT(script_->asked, IsEmpty());
  pass(1min);
  ASSERT_THAT(script_->asked, ElementsAre("Alpha.20241122T020000Z"));
  auto& x = script_->requests[0];
  EXPECT_EQ(x.strategy, "Alpha");
  EXPECT_EQ(x.trigger, run_trigger::schedule);
  EXPECT_TRUE(x.steps.empty()) << "as configured";
  EXPECT_FALSE(x.dry_run);
  pass(2h);
  EXPECT_EQ(script_->asked.size(), 1u);
}

TEST_F(scheduler_test, tells_the_next_thirty_firings) {
  configure("cron: '0 2 * * *'");
  auto x = schedule();
  EXPECT_TRUE(x.enabled);
  EXPECT_EQ(x.cron, "0 2 * * *");
  EXPECT_EQ(x.time_zone, "Etc/UTC");
  EXPECT_FALSE(x.last_fired);
  ASSERT_EQ(x.next.size(), 30u);
  EXPECT_EQ(x.next[0], *from_rfc3339("2024-11-22T02:00:00Z"));
  pass(1h);
  EXPECT_EQ(schedule().last_fired, from_rfc3339("2024-11-22T02:00:00Z"));
  EXPECT_EQ(schedule().next[0], *from_rfc3339("2024-11-23T02:00:00Z"));
}

TEST_F(scheduler_test, repeats_the_same_id_until_it_is_answered) {
  configure("cron: '0 2 * * *'");
  script_->refuse = ec::unavailable;
  pass(1h);
  advance(50ms);
  advance(100ms);
  EXPECT_THAT(script_->asked,
              ElementsAre("Alpha.20241122T020000Z", "Alpha.20241122T020000Z",
                          "Alpha.20241122T020000Z"));
  script_->refuse = ec::none;
  advance(2s);
  auto asked = script_->asked.size();
  pass(1h);
  EXPECT_EQ(script_->asked.size(), asked);
}

TEST_F(scheduler_test, gives_a_firing_up_that_nobody_answers_in_time) {
  configure("cron: '0 2 * * *'");
  script_->refuse = ec::unavailable;
  pass(1h);
  pass(61min);
  script_->refuse = ec::none;
  auto asked = script_->asked.size();
  pass(1min);
  EXPECT_EQ(script_->asked.size(), asked);
}

TEST_F(scheduler_test, does_not_repeat_what_was_refused) {
  configure("cron: '0 2 * * *'");
  script_->refuse = ec::conflict;
  pass(3h);
  EXPECT_EQ(script_->asked.size(), 1u);
}

TEST_F(scheduler_test, leaves_a_firing_out_while_a_run_is_going) {
  configure("cron: '0 2 * * *'");
  script_->going = "by-hand";
  pass(3h);
  EXPECT_EQ(script_->asked.size(), 1u);
  script_->going.clear();
  pass(23h);
  EXPECT_EQ(script_->asked.back(), "Alpha.20241123T020000Z");
}

TEST_F(scheduler_test, obeys_the_switch) {
  configure("cron: '0 2 * * *'");
  switch_to(false);
  EXPECT_FALSE(schedule().enabled);
  EXPECT_THAT(schedule().next, IsEmpty());
  pass(90min);
  switch_to(true);
  EXPECT_TRUE(schedule().enabled);
  pass(1h);
  EXPECT_THAT(script_->asked, IsEmpty()) << "not what it slept through";
  pass(23h);
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241123T020000Z"));
}

TEST_F(scheduler_test, mistake_18_intervals_count_from_the_end_of_a_run) {
  configure("interval_hours: 6");
  pass(6h);
  ASSERT_THAT(script_->asked, ElementsAre("Alpha.20241122T070000Z"));
  EXPECT_THAT(schedule().next, IsEmpty()) << "known when the run has ended";
  pass(10h);
  EXPECT_EQ(script_->asked.size(), 1u);
  end_run("Alpha.20241122T070000Z", "2024-11-22T17:00:00Z");
  EXPECT_THAT(schedule().next,
              ElementsAre(*from_rfc3339("2024-11-22T23:00:00Z")));
  pass(6h);
  EXPECT_EQ(script_->asked.back(), "Alpha.20241122T230000Z");
}

TEST_F(scheduler_test, mistake_18_a_reload_does_not_reset_an_interval) {
  configure("interval_hours: 6");
  pass(5h);
  configure("interval_hours: 6");
  restart();
  configure("interval_hours: 6\n    restart: {enabled: false}");
  pass(1h);
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T070000Z"));
}

TEST_F(scheduler_test, mistake_18_a_missed_interval_runs_after_a_restart) {
  configure("interval_hours: 6");
  end(uut_);
  *now_ += 48h;
  spawn();
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T070000Z"));
}

TEST_F(scheduler_test, makes_up_for_what_it_missed_by_less_than_an_hour) {
  configure("cron: '0 2 * * *'");
  end(uut_);
  *now_ += 90min;
  spawn();
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T020000Z"));
  restart();
  EXPECT_EQ(script_->asked.size(), 1u) << "fired at most once";
}

TEST_F(scheduler_test, leaves_out_what_it_missed_by_more) {
  configure("cron: '0 2 * * *'");
  end(uut_);
  *now_ += 130min;
  spawn();
  EXPECT_THAT(script_->asked, IsEmpty());
}

TEST_F(scheduler_test, asks_again_after_a_crash_before_the_answer) {
  configure("cron: '0 2 * * *'");
  script_->refuse = ec::unavailable;
  pass(1h);
  script_->refuse = ec::none;
  script_->asked.clear();
  restart();
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T020000Z"));
}

TEST_F(scheduler_test, notices_that_the_clock_was_set) {
  configure("cron: '0 2 * * *'");
  *now_ += 61min; // nothing told us
  advance(60s);
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T020000Z"));
}

TEST_F(scheduler_test, a_changed_rule_counts_from_now) {
  configure("interval_hours: 6");
  pass(5h);
  configure("interval_hours: 2");
  pass(1h);
  EXPECT_THAT(script_->asked, IsEmpty());
  pass(1h);
  EXPECT_THAT(script_->asked, ElementsAre("Alpha.20241122T080000Z"));
}

TEST_F(scheduler_test, forgets_a_strategy_that_left_the_config) {
  configure("cron: '0 2 * * *'");
  ask<config_report>(orchestrator_, atom::set_v,
                     config_change{"strategies:\n  - name: Beta\n"
                                   "    freqtrade:\n      directory: /tmp/b\n",
                                   true, "me"});
  EXPECT_EQ(schedule().strategy, "Beta");
  EXPECT_EQ(ask<fact_page>(uut_, atom::read_v, facts_after{}).facts.size(), 2u);
}

TEST_F(scheduler_test, is_ready_once_it_knows_what_to_do) {
  EXPECT_EQ(ask<part_status>(uut_, atom::get_v).state, part_state::starting);
  configure("cron: '0 2 * * *'");
  EXPECT_EQ(ask<part_status>(uut_, atom::get_v).state, part_state::ready);
}

TEST_F(scheduler_test, says_when_it_cannot_keep_what_it_fired) {
  std::filesystem::remove_all(folder_);
  configure("cron: '0 2 * * *'");
  EXPECT_EQ(ask<part_status>(uut_, atom::get_v).state, part_state::degraded);
  pass(1h);
  EXPECT_EQ(script_->asked.size(), 1u) << "but it fires";
}

TEST_F(scheduler_test, sets_an_alarm_by_the_clock_of_the_system) {
  end(uut_);
  scheduler_options x;
  x.state_dir = folder_;
  uut_ = sys_.spawn(scheduler, std::move(x), orchestrator_);
  configure("cron: '0 2 1 1 *'");
  ASSERT_EQ(schedule().next.size(), 30u);
  EXPECT_GT(schedule().next[0], std::chrono::system_clock::now());
  EXPECT_EQ(ask<part_status>(uut_, atom::get_v).state, part_state::ready);
}

} // namespace ftm
