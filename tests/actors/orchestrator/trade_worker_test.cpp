#include "actors/orchestrator/trade_worker.hpp"

#include "tests/actors/orchestrator/world.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

namespace {

process_status in_state(process_state state, const std::string& worker) {
  process_status y;
  y.state = state;
  y.worker_state = worker;
  return y;
}

} // namespace

TEST(trade_worker, is_suspended_if_it_is_up_and_does_not_trade) {
  EXPECT_TRUE(is_suspended(in_state(process_state::running, "stopped")));
  EXPECT_FALSE(is_suspended(in_state(process_state::running, "")));
  EXPECT_FALSE(is_suspended(in_state(process_state::ready, "paused")));
  EXPECT_FALSE(is_suspended(in_state(process_state::stopping, "stopped")));
}

TEST(trade_worker, may_have_new_params_unless_it_has_loaded_nothing_since) {
  process_status x;
  run_memory run;
  EXPECT_TRUE(may_have_new_params(x, run)) << "nothing is known";
  x.loaded_at = timestamp{5s};
  EXPECT_TRUE(may_have_new_params(x, run)) << "it did not run then";
  run.loaded_before = timestamp{4s};
  EXPECT_TRUE(may_have_new_params(x, run));
  run.loaded_before = timestamp{5s};
  EXPECT_FALSE(may_have_new_params(x, run));
  x.loaded_at.reset();
  EXPECT_TRUE(may_have_new_params(x, run)) << "it loads just now";
}

TEST(trade_worker, remembers_across_a_crash) {
  run_memory x;
  x.worker_state = "paused";
  x.loaded_before = timestamp{1'234'567'890'123'456'789ns};
  EXPECT_EQ(decode_memory(encode_memory(x)), x);
}

class trade_worker_state : public orchestrator_world {
protected:
  void says(const std::string& config) {
    write(folder_ / "ft/config.json", config);
  }
  process_spec spec() const {
    process_spec y;
    y.command = {"freqtrade", "trade", "--config", "config.json"};
    y.folder = (folder_ / "ft").string();
    return y;
  }
};

TEST_F(trade_worker_state, initial_is_what_freqtrade_makes_of_its_config) {
  says(R"({"initial_state": "Running"})");
  EXPECT_EQ(initial_state(spec()), "running");
  says("{}");
  EXPECT_EQ(initial_state(spec()), "stopped");
  says(R"({"initial_state": 3})");
  EXPECT_EQ(initial_state(spec()), "stopped");
  auto x = spec();
  x.environment["FREQTRADE__INITIAL_STATE"] = "paused";
  EXPECT_EQ(initial_state(x), "paused");
  says("{");
  EXPECT_EQ(initial_state(spec()), "");
}

TEST_F(trade_worker_state, is_what_it_was_after_a_run_that_is_done) {
  write_config();
  begin();
  trade_runs();
  auto t = trade();
  t.state = process_state::running;
  t.worker_state = "stopped";
  put(t);
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(
      supervisor_->last(k::trade)->environment.at("FREQTRADE__INITIAL_STATE"),
      "stopped");
  EXPECT_EQ(trade().worker_state, "stopped");
  EXPECT_NE(step(x, s::restart_trade).note.find("as trade was before"),
            std::string::npos);
}

TEST_F(trade_worker_state, is_what_it_was_after_a_run_that_is_undone) {
  write_config();
  begin();
  trade_runs();
  auto t = trade();
  t.state = process_state::running;
  t.worker_state = "stopped";
  put(t);
  supervisor_->usual[k::backtest].code = 2;
  supervisor_->usual[k::backtest].end = process_state::failed;
  start("R1");
  EXPECT_EQ(finish("R1").state, run_state::restored);
  EXPECT_EQ(supervisor_->last(k::trade)->launch, "R1.restore_trade.1");
  EXPECT_EQ(trade().worker_state, "stopped");
}

TEST_F(trade_worker_state, is_left_to_the_config_where_it_is_the_same) {
  write_config();
  begin();
  trade_runs();
  start("R1");
  EXPECT_EQ(finish("R1").state, run_state::done);
  EXPECT_FALSE(supervisor_->last(k::trade)->environment.contains(
      "FREQTRADE__INITIAL_STATE"));
}

/// A config that says "stopped" made each cycle fail after ready_timeout.
TEST_F(trade_worker_state, stopped_at_first_is_no_failed_start) {
  write_config();
  says(R"({"dry_run": true, "initial_state": "stopped"})");
  supervisor_->usual[k::trade].comes_up = "stopped";
  begin();
  trade_runs();
  auto t = trade();
  t.state = process_state::running; // just started, by a console without news
  t.worker_state.clear();
  put(t);
  start("R1");
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_NE(step(x, s::restart_trade).note.find("so says initial_state"),
            std::string::npos)
      << step(x, s::restart_trade).note;
}

} // namespace ftm::test
