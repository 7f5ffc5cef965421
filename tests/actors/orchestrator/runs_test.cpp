#include "tests/actors/orchestrator/world.hpp"

#include "actors/orchestrator/schema.hpp"
#include "shared/storage/database.hpp"
#include "shared/util/file.hpp"

namespace ftm::test {

using namespace std::chrono_literals;
using k = process_kind;
using s = step_kind;

class runs : public orchestrator_world {
protected:
  run_request request(const std::string& id) {
    run_request x;
    x.id = id;
    x.strategy = "S";
    return x;
  }
  ec refused(const run_request& x) {
    return code_of(ask_error<run_status>(orchestrator_, atom::start_v, x));
  }
};

TEST_F(runs, a_known_id_is_answered_even_when_it_has_ended) {
  begin();
  start("R1", {s::backtest});
  EXPECT_EQ(start("R1", {s::backtest}).id, "R1");
  finish("R1");
  EXPECT_EQ(start("R1", {s::backtest}).state, run_state::done);
  kill_orchestrator();
  begin();
  EXPECT_EQ(start("R1", {s::backtest}).state, run_state::done);
  EXPECT_EQ(supervisor_->count(k::backtest), 1u);
}

TEST_F(runs, a_second_run_of_a_strategy_is_answered_with_the_first) {
  begin();
  start("R1");
  EXPECT_EQ(start("R2").id, "R1");
  finish("R1");
  EXPECT_EQ(start("R2").id, "R2");
}

TEST_F(runs, requests_that_make_no_sense_are_refused) {
  begin();
  auto x = request("a/b");
  EXPECT_EQ(refused(x), ec::invalid);
  x = request("R1");
  x.strategy = "nobody";
  EXPECT_EQ(refused(x), ec::not_found);
  x = request("R1");
  x.steps = {s::extract};
  EXPECT_EQ(refused(x), ec::invalid);
  x.params = params_source{"../x.fthypt", 1, ""};
  EXPECT_EQ(refused(x), ec::invalid);
  x = request("R1");
  x.steps = {s::evaluate};
  EXPECT_EQ(refused(x), ec::invalid);
  EXPECT_TRUE(supervisor_->started.empty());
}

TEST_F(runs, extracts_any_epoch_and_rolls_back_to_the_old_params) {
  write(params_file_, "old");
  begin();
  monitor_->epochs[{"strategy_S_2026-11-20_10-00-00.fthypt", 3}] =
      R"({"params_details":{"buy":{"buy_fast":3}}})";
  start("R1", {s::extract},
        params_source{"strategy_S_2026-11-20_10-00-00.fthypt", 3, ""});
  auto x = finish("R1");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(x.outcome, "Epoch 5 (line 3) of "
                       "strategy_S_2026-11-20_10-00-00.fthypt was extracted");
  params_query q;
  q.strategy = "S";
  auto ys = ask<std::vector<params_version>>(orchestrator_, atom::get_v, q);
  ASSERT_EQ(ys.size(), 2u);
  EXPECT_TRUE(ys[0].live);
  EXPECT_EQ(ys[0].run, "R1");
  EXPECT_EQ(ys[0].origin.line, 3u);
  EXPECT_FALSE(ys[1].live);
  start("R2", {s::extract}, params_source{"", 0, ys[1].version});
  x = finish("R2");
  EXPECT_EQ(x.state, run_state::done) << x.outcome;
  EXPECT_EQ(params(), "old");
  q.version = ys[1].version;
  ys = ask<std::vector<params_version>>(orchestrator_, atom::get_v, q);
  ASSERT_EQ(ys.size(), 1u);
  EXPECT_EQ(ys[0].json, "old");
  EXPECT_TRUE(ys[0].live);
}

TEST_F(runs, a_dry_run_says_what_it_would_do_and_does_nothing) {
  begin();
  trade_runs();
  auto q = request("R1");
  q.dry_run = true;
  auto x = ask<run_status>(orchestrator_, atom::start_v, q);
  EXPECT_EQ(x.state, run_state::done);
  EXPECT_NE(step(x, s::backtest).note.find("freqtrade backtesting --config"),
            std::string::npos);
  EXPECT_NE(step(x, s::stop_trade).note.find("by-hand"), std::string::npos);
  advance(3600s);
  EXPECT_TRUE(supervisor_->started.empty());
  EXPECT_TRUE(supervisor_->controls.empty());
  EXPECT_EQ(refused(request("a b")), ec::invalid);
}

TEST_F(runs, strategies_that_share_user_data_take_turns_at_hyperopt) {
  begin();
  auto q = request("R2");
  q.strategy = "T";
  q.steps = {s::hyperopt};
  start("R1", {s::hyperopt});
  until("R1", s::hyperopt);
  ask<run_status>(orchestrator_, atom::start_v, q);
  advance(1s);
  auto x = status("R2");
  EXPECT_EQ(x.state, run_state::waiting);
  EXPECT_NE(x.outcome.find("user_data"), std::string::npos);
  EXPECT_NE(x.outcome.find("R1"), std::string::npos);
  EXPECT_EQ(supervisor_->count(k::hyperopt), 1u);
  EXPECT_EQ(finish("R1").state, run_state::done);
  advance(1s);
  EXPECT_EQ(supervisor_->count(k::hyperopt), 2u);
  // A person's is refused, since freqtrade would end it with exit code 0.
  process_request p;
  p.id = {"S", k::hyperopt};
  p.launch = "mine";
  EXPECT_EQ(code_of(ask_error<process_status>(orchestrator_, atom::start_v, p)),
            ec::conflict);
}

TEST_F(runs, starts_a_single_process_with_the_configured_command) {
  begin();
  process_request p;
  p.id = {"S", k::trade};
  p.launch = "mine";
  p.by = "tester";
  auto x = ask<process_status>(orchestrator_, atom::start_v, p);
  EXPECT_EQ(x.launch, "mine");
  auto& spec = *supervisor_->last(k::trade);
  EXPECT_EQ(spec.bot_config, (folder_ / "ft/config.json").string());
  EXPECT_EQ(spec.command[1], "trade");
  p.id.strategy = "nobody";
  EXPECT_EQ(code_of(ask_error<process_status>(orchestrator_, atom::start_v, p)),
            ec::not_found);
  p.id = {"S", k::hyperopt_show};
  EXPECT_EQ(code_of(ask_error<process_status>(orchestrator_, atom::start_v, p)),
            ec::invalid);
}

// Mistaken once: the failure of the last save was ignored, so that the next
// start undid what was done.
TEST_F(runs, an_end_that_cannot_be_written_down_is_no_end_yet) {
  begin();
  storage::database disk;
  ASSERT_TRUE(
      disk.open(state_dir_ / "orchestrator.sqlite", orchestrator_schema())
          .ok());
  ASSERT_TRUE(disk.run("CREATE TRIGGER full BEFORE UPDATE ON runs WHEN "
                       "NEW.ended_at IS NOT NULL BEGIN SELECT "
                       "RAISE(FAIL, 'the disk is full'); END")
                  .ok());
  start("R1", {s::download_data});
  pass(30s);
  auto x = status("R1");
  EXPECT_EQ(x.state, run_state::running);
  EXPECT_FALSE(x.ended_at);
  EXPECT_NE(x.outcome.find("the disk is full"), std::string::npos) << x.outcome;
  EXPECT_EQ(ask<part_status>(orchestrator_, atom::get_v).state,
            part_state::degraded);
  EXPECT_EQ(start("R2", {s::download_data}).id, "R1");
  ASSERT_TRUE(disk.run("DROP TRIGGER full").ok());
  x = finish("R1");
  EXPECT_EQ(x.state, run_state::done);
  EXPECT_EQ(ask<part_status>(orchestrator_, atom::get_v).state,
            part_state::ready);
  EXPECT_EQ(start("R2", {s::download_data}).id, "R2");
  kill_orchestrator();
  begin();
  EXPECT_EQ(status("R1").state, run_state::done);
}

TEST_F(runs, history_is_newest_first_and_survives_a_restart) {
  begin();
  for (auto id : {"R1", "R2", "R3"}) {
    start(id, {s::cleanup_results});
    finish(id);
  }
  kill_orchestrator();
  begin();
  runs_query q;
  q.strategy = "S";
  q.limit = 2;
  auto xs = ask<std::vector<run_status>>(orchestrator_, atom::get_v, q);
  ASSERT_EQ(xs.size(), 2u);
  EXPECT_EQ(xs[0].id, "R3");
  EXPECT_EQ(xs[1].id, "R2");
  q.before = "R2";
  xs = ask<std::vector<run_status>>(orchestrator_, atom::get_v, q);
  ASSERT_EQ(xs.size(), 1u);
  EXPECT_EQ(xs[0].steps[0].state, step_state::done);
}

TEST_F(runs, switches_survive_a_restart_and_never_touch_config_yaml) {
  // Mistake 14 of the original: toggles rewrite config.yaml.
  begin();
  auto before = read_file(folder_ / "config.yaml");
  switches x;
  x.strategy = "S";
  x.steps = std::vector{s::backtest, s::download_data};
  x.scheduled = false;
  auto y = ask<strategy_status>(orchestrator_, atom::set_v, x);
  EXPECT_EQ(y.steps, (std::vector{s::download_data, s::backtest}));
  EXPECT_FALSE(y.scheduled);
  EXPECT_EQ(y.config_revision, 2u);
  EXPECT_EQ(ask<strategy_status>(orchestrator_, atom::set_v, x).config_revision,
            2u);
  EXPECT_EQ(read_file(folder_ / "config.yaml"), before);
  kill_orchestrator();
  begin();
  x.steps.reset();
  x.scheduled.reset();
  y = ask<strategy_status>(orchestrator_, atom::set_v, x);
  EXPECT_EQ(y.steps, (std::vector{s::download_data, s::backtest}));
  EXPECT_FALSE(y.scheduled);
  start("R1");
  auto run = finish("R1");
  EXPECT_EQ(run.state, run_state::done) << run.outcome;
  EXPECT_EQ(step(run, s::hyperopt).state, step_state::skipped);
  EXPECT_EQ(supervisor_->started.size(), 2u);
}

// An idle trade's mode is known, also after a person edited the bot's config.
TEST_F(runs, a_strategy_tells_whether_its_trade_is_with_real_money) {
  begin();
  switches x;
  x.strategy = "S";
  EXPECT_EQ(ask<strategy_status>(orchestrator_, atom::set_v, x).live, false);
  write(folder_ / "ft/config.json", "{\"dry_run\": false}");
  auto live = [&]() -> std::optional<bool> {
    auto page = ask<fact_page>(orchestrator_, atom::read_v, facts_after{});
    for (auto& f : page.facts)
      if (auto y = caf::get_if<strategy_status>(&f.body);
          y && y->strategy == "S")
        return y->live;
    return {};
  };
  pass(15s);
  EXPECT_EQ(live(), true);
  write(folder_ / "ft/config.json", "{");
  pass(15s);
  EXPECT_EQ(live(), std::nullopt);
}

TEST_F(runs, broken_yaml_on_reload_is_refused_and_the_old_config_stays) {
  // Mistake 14 of the original: broken YAML on reload says success.
  begin();
  write(folder_ / "config.yaml", "strategies: [\n");
  config_change x;
  x.apply = true;
  auto y = ask<config_report>(orchestrator_, atom::set_v, x);
  EXPECT_FALSE(y.accepted);
  EXPECT_FALSE(y.problems.empty());
  EXPECT_EQ(y.revision, 1u);
  EXPECT_EQ(start("R1", {s::backtest}).id, "R1");
  std::filesystem::remove(folder_ / "config.yaml");
  EXPECT_FALSE(ask<config_report>(orchestrator_, atom::set_v, x).accepted);
}

TEST_F(runs, an_invalid_config_at_the_start_means_the_last_good_one) {
  begin();
  kill_orchestrator();
  write(folder_ / "config.yaml", "strategies: 5\n");
  begin();
  auto x = ask<part_status>(orchestrator_, atom::get_v);
  EXPECT_EQ(x.state, part_state::degraded);
  EXPECT_NE(x.note.find("last good one"), std::string::npos);
  EXPECT_EQ(start("R1", {s::backtest}).id, "R1");
}

TEST_F(runs, without_any_valid_config_it_serves_with_its_errors) {
  write(folder_ / "config.yaml", "strategies: 5\n");
  begin();
  auto x = ask<part_status>(orchestrator_, atom::get_v);
  EXPECT_EQ(x.state, part_state::degraded);
  EXPECT_NE(x.note.find("strategies"), std::string::npos);
  EXPECT_EQ(refused(request("R1")), ec::not_found);
  write_config();
  config_change c;
  c.apply = true;
  EXPECT_TRUE(ask<config_report>(orchestrator_, atom::set_v, c).accepted);
  EXPECT_EQ(ask<part_status>(orchestrator_, atom::get_v).state,
            part_state::ready);
  EXPECT_EQ(start("R1", {s::backtest}).id, "R1");
}

TEST_F(runs, a_reader_of_the_config_is_answered_when_it_changes) {
  begin();
  auto first = ask<config_text>(orchestrator_, atom::read_v, config_after{});
  EXPECT_EQ(first.revision, 1u);
  auto request =
      self_->request(orchestrator_, caf::infinite, atom::read_v,
                     config_after{first.revision, milliseconds{10'000}});
  sched_.run();
  write_config("    enabled: false\n");
  config_change c;
  c.apply = true;
  EXPECT_TRUE(ask<config_report>(orchestrator_, atom::set_v, c).accepted);
  sched_.run();
  request.receive(
      [&](config_text& x) {
        EXPECT_EQ(x.revision, 2u);
        EXPECT_NE(x.yaml.find("enabled: false"), std::string::npos);
      },
      [&](caf::error& e) { ADD_FAILURE() << sys_.render(e); });
  EXPECT_EQ(refused(this->request("R1")), ec::conflict);
}

TEST_F(runs, a_running_cycle_keeps_the_config_it_began_with) {
  begin();
  start("R1", {s::download_data, s::backtest});
  until("R1", s::download_data);
  write_config("    strategy_name: Other\n");
  config_change c;
  c.apply = true;
  ASSERT_TRUE(ask<config_report>(orchestrator_, atom::set_v, c).accepted);
  finish("R1");
  auto& command = supervisor_->last(k::backtest)->command;
  EXPECT_NE(std::find(command.begin(), command.end(), "S"), command.end());
}

} // namespace ftm::test
