#include "tests/actors/supervisor/supervised.hpp"

namespace ftm::test {
namespace {

class reloads : public supervision_of_real_processes {
protected:
  void SetUp() override {
    bot_ = shell("one", "echo 'w - Changing state to: RUNNING'; exec sleep 60",
                 process_kind::trade);
    ASSERT_FALSE(write_file_durably(file("X.json"),
                                    R"({"params": {"buy": {"buy_a": 7}}})"));
  }
  /// The reload command's own output stands for what the bot says.
  void reload_says(const std::string& text) {
    bot_.reload_command = {"/bin/sh", "-c",
                           "echo " + path("reload") + " >> " + path("runs")
                               + "; " + text};
  }
  std::string says(const std::string& value) const {
    auto line = [](const std::string& x) { return "echo '" + x + "'; "; };
    return line("w - Changing state from RUNNING to: RELOAD_CONFIG")
           + line("t - freqtrade.strategy.hyper - INFO - Loading parameters "
                  "from file "
                  + path("X.json"))
           + line("t - freqtrade.strategy.hyper - INFO - Strategy Parameter: "
                  "buy_a = "
                  + value)
           + line("w - Changing state from RELOAD_CONFIG to: RUNNING");
  }
  caf::expected<process_status> reload(harness& h, const std::string& id) {
    return h.supervised.control(
        {bot_.id, "one", process_action::reload, "tester", "", id});
  }
  bool until_reload(harness& h, reload_state x) {
    return h.until([&] { return h.status[bot_.id].reload == x; });
  }
  size_t runs_of_command() const {
    auto x = read_file(file("runs")).value_or("");
    return static_cast<size_t>(std::count(x.begin(), x.end(), '\n'));
  }
  void end(harness& h) {
    h.stop(bot_);
    ASSERT_TRUE(h.until_state(bot_.id, process_state::stopped));
  }
  process_spec bot_;
};

TEST_F(reloads, are_proved_by_what_the_console_says) {
  reload_says(says("7"));
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  auto x = reload(h, "run.restart_trade.1");
  ASSERT_TRUE(x) << message_of(x.error());
  EXPECT_EQ(x->reload_id, "run.restart_trade.1");
  EXPECT_EQ(x->reload, reload_state::running);
  ASSERT_TRUE(until_reload(h, reload_state::done));
  EXPECT_NE(
      h.status[bot_.id].reload_note.find("it has loaded " + path("X.json")),
      std::string::npos);
  EXPECT_EQ(h.status[bot_.id].state, process_state::ready);
  end(h);
}

TEST_F(reloads, asked_for_again_under_the_same_id_are_no_second_effect) {
  reload_says(says("7"));
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(reload(h, "a"));
  auto other = reload(h, "b");
  ASSERT_FALSE(other) << "one at a time";
  EXPECT_EQ(code_of(other.error()), ec::conflict);
  EXPECT_TRUE(reload(h, "")) << "any will do";
  ASSERT_TRUE(until_reload(h, reload_state::done));
  auto again = reload(h, "a");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->reload, reload_state::done);
  EXPECT_EQ(runs_of_command(), 1U);
  ASSERT_TRUE(reload(h, "b"));
  ASSERT_TRUE(until_reload(h, reload_state::done));
  EXPECT_EQ(runs_of_command(), 2U);
  end(h);
}

TEST_F(reloads, that_load_other_params_have_failed) {
  reload_says(says("8"));
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(until_reload(h, reload_state::failed));
  EXPECT_NE(h.status[bot_.id].reload_note.find("buy_a is 8 instead of 7"),
            std::string::npos)
      << h.status[bot_.id].reload_note;
  end(h);
}

TEST_F(reloads, whose_command_fails_have_failed) {
  reload_says("exit 3");
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(until_reload(h, reload_state::failed));
  EXPECT_EQ(h.status[bot_.id].reload_note,
            "the reload command failed with exit code 3");
  end(h);
}

TEST_F(reloads, during_which_it_ends_have_failed) {
  reload_says("true");
  harness h{state_};
  auto x = h.start(bot_);
  ASSERT_TRUE(x);
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_EQ(::kill(*x->pid, SIGKILL), 0);
  ASSERT_TRUE(h.until_state(bot_.id, process_state::failed));
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::failed);
  EXPECT_EQ(h.status[bot_.id].reload_note, "it ended meanwhile");
}

TEST_F(reloads, that_never_come_back_fail_in_the_end) {
  reload_says("echo 'w - Changing state from RUNNING to: RELOAD_CONFIG'");
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(h.until(
      [&] { return h.output(bot_).find("RELOAD") != std::string::npos; }));
  auto now = shim::boottime_ms();
  h.supervised.on_time(now + 110'000);
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::running);
  h.supervised.on_time(now + 121'000);
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::failed);
  end(h);
}

TEST_F(reloads, are_refused_where_there_is_no_way_to_ask) {
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  auto x = reload(h, "a");
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::none);
  end(h);
  EXPECT_FALSE(reload(h, "a")) << "it does not run";
}

} // namespace
} // namespace ftm::test
