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
    return says(value, path("X.json"));
  }
  static std::string line(const std::string& x) {
    return "echo '" + x + "'; ";
  }
  static std::string says(const std::string& value, const std::string& params) {
    return line("w - Changing state from RUNNING to: RELOAD_CONFIG")
           + line("t - freqtrade.strategy.hyper - INFO - Loading parameters "
                  "from file "
                  + params)
           + line("t - freqtrade.strategy.hyper - INFO - Strategy Parameter: "
                  "buy_a = "
                  + value)
           + line("w - Changing state from RELOAD_CONFIG to: RUNNING");
  }
  caf::expected<process_status> reload(harness& h, const std::string& id,
                                       const std::string& params = "") {
    return h.supervised.control(
        {bot_.id, "one", process_action::reload, "tester", "", id, params});
  }
  /// What becomes of a reload that says `text` and must load `params`.
  std::string outcome(const std::string& text, const std::string& params) {
    reload_says(text);
    harness h{state_};
    EXPECT_TRUE(h.start(bot_));
    EXPECT_TRUE(h.until_state(bot_.id, process_state::ready));
    EXPECT_TRUE(reload(h, "a", params));
    EXPECT_TRUE(h.until(
        [&] { return h.status[bot_.id].reload != reload_state::running; }));
    end(h);
    return to_string(h.status[bot_.id].reload)
           + (": " + h.status[bot_.id].reload_note);
  }
  /// A reload command that hangs, with a child, away from the bot's log.
  void reload_hangs() {
    reload_says("exec > /dev/null 2>&1; sleep 60 & echo $$ > " + path("leader")
                + "; echo $! > " + path("child") + "; wait");
  }
  void expect_gone(pid_t leader, pid_t child) const {
    auto end = shim::boottime_ms() + 5000;
    while ((runs(leader) || runs(child)) && shim::boottime_ms() < end)
      ::poll(nullptr, 0, 10);
    EXPECT_FALSE(runs(leader));
    EXPECT_FALSE(runs(child));
  }
  bool until_hangs(harness& h) const {
    return h.until([&] { return pid_in(file("child")) > 0; });
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

TEST_F(reloads, must_load_the_params_file_that_was_named) {
  EXPECT_EQ(outcome(says("7"), path("X.json")),
            "done: by the reload command; it has loaded " + path("X.json"));
}

TEST_F(reloads, may_name_the_params_file_otherwise) {
  fs::create_symlink(path("X.json"), file("link.json"));
  bot_.folder = folder_.path().string();
  EXPECT_EQ(outcome(says("7", "./X.json"), path("link.json")),
            "done: by the reload command; it has loaded ./X.json");
}

TEST_F(reloads, that_load_another_params_file_have_failed) {
  ASSERT_FALSE(write_file_durably(file("Y.json"),
                                  R"({"params": {"buy": {"buy_a": 7}}})"));
  EXPECT_EQ(outcome(says("7"), path("Y.json")),
            "failed: it is not proved that it has loaded " + path("Y.json")
                + ": it has loaded " + path("X.json"));
}

TEST_F(reloads, that_find_no_params_file_have_failed) {
  auto found_none =
      line("w - Changing state from RUNNING to: RELOAD_CONFIG")
      + line("t - freqtrade.strategy.hyper - INFO - Found no parameter file.")
      + line("w - Changing state from RELOAD_CONFIG to: RUNNING");
  EXPECT_EQ(outcome(found_none, path("X.json")),
            "failed: it is not proved that it has loaded " + path("X.json")
                + ": it has found no params file");
}

TEST_F(reloads, that_do_not_say_what_they_load_have_failed) {
  auto says_nothing =
      line("w - Changing state from RUNNING to: RELOAD_CONFIG")
      + line("w - Changing state from RELOAD_CONFIG to: RUNNING");
  EXPECT_EQ(outcome(says_nothing, path("X.json")),
            "failed: it is not proved that it has loaded " + path("X.json")
                + ": its console does not say what it has loaded");
}

/// It took two minutes to say that it was not back.
TEST_F(reloads, that_end_its_trading_have_failed_at_once) {
  auto stops = line("w - Changing state from RUNNING to: RELOAD_CONFIG")
               + line("w - Changing state from RELOAD_CONFIG to: STOPPED");
  EXPECT_EQ(outcome(stops, ""),
            "failed: it has come back stopped and does not trade: so says "
            "initial_state of its config");
}

TEST_F(reloads, of_a_person_are_done_without_a_proof_and_say_so) {
  auto says_nothing =
      line("w - Changing state from RUNNING to: RELOAD_CONFIG")
      + line("w - Changing state from RELOAD_CONFIG to: RUNNING");
  EXPECT_EQ(outcome(says_nothing, ""),
            "done: by the reload command; that it has loaded its params is not "
            "proved: its console does not say what it has loaded");
}

TEST_F(reloads, are_not_proved_by_what_was_said_before) {
  reload_says(line("w - Changing state from RUNNING to: STOPPED"));
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  // Nobody has read it yet.
  ASSERT_EQ(
      std::system(("( " + says("7") + ") >> " + slot(bot_).log("one").string())
                      .c_str()),
      0);
  ASSERT_TRUE(reload(h, "a", path("X.json")));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::running));
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::running);
  end(h);
}

TEST_F(reloads, whose_command_hangs_end_with_it) {
  reload_hangs();
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(h.until_state(bot_.id, process_state::ready));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(until_hangs(h));
  auto leader = pid_in(file("leader")), child = pid_in(file("child"));
  h.supervised.on_time(shim::boottime_ms() + 121'000);
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::failed);
  expect_gone(leader, child);
  // Its end is none of the next one's.
  ASSERT_TRUE(reload(h, "b"));
  ASSERT_TRUE(h.until([&] { return pid_in(file("leader")) != leader; }));
  EXPECT_EQ(h.status[bot_.id].reload, reload_state::running);
  end(h);
}

TEST_F(reloads, whose_command_hangs_end_with_the_bot) {
  reload_hangs();
  harness h{state_};
  ASSERT_TRUE(h.start(bot_));
  ASSERT_TRUE(reload(h, "a"));
  ASSERT_TRUE(until_hangs(h));
  auto leader = pid_in(file("leader")), child = pid_in(file("child"));
  end(h);
  EXPECT_EQ(h.status[bot_.id].reload_note, "it ended meanwhile");
  expect_gone(leader, child);
}

TEST_F(reloads, whose_command_hangs_end_with_the_supervisor) {
  reload_hangs();
  pid_t leader = 0, child = 0;
  {
    harness h{state_};
    ASSERT_TRUE(h.start(bot_));
    ASSERT_TRUE(reload(h, "a"));
    ASSERT_TRUE(until_hangs(h));
    leader = pid_in(file("leader"));
    child = pid_in(file("child"));
  }
  expect_gone(leader, child);
  ::waitpid(leader, nullptr, WNOHANG);
  harness h{state_, 2};
  h.supervised.open();
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
