#include "tests/actors/orchestrator/world.hpp"

#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <spdlog/spdlog.h>

namespace ftm::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

orchestrator_world::orchestrator_world() {
  spdlog::set_level(std::getenv("FTM_LOUD") ? spdlog::level::debug
                                            : spdlog::level::off);
  folder_ = fs::temp_directory_path() / ("ftm-" + random_hex(8));
  state_dir_ = folder_ / "state";
  user_data_ = folder_ / "ft/user_data";
  params_file_ = user_data_ / "strategies/S.json";
  results_ = user_data_ / "hyperopt_results";
  fs::create_directories(state_dir_);
  write(user_data_ / "strategies/S.py", "class S(IStrategy):\n  pass\n");
  write(user_data_ / "strategies/T.py", "class T(IStrategy):\n  pass\n");
  write(folder_ / "ft/config.json",
        "{\"dry_run\": true, \"initial_state\": \"running\"}");
  write(folder_ / "ft/.venv/bin/freqtrade", "");
  fs::create_directories(results_);
  write_config();
  supervisor_actor_ = sys_.spawn(fake_supervisor, &supervisor_);
  monitor_actor_ = sys_.spawn(fake_monitor, &monitor_);
  sched_.run();
  supervisor_->usual[process_kind::hyperopt_show].at_end =
      [this](const process_spec& x) {
        write(params_file_, exported(std::stoi(x.command.back())));
      };
  hyperopt_writes("strategy_S_2026-11-22_13-21-14.fthypt", 8);
}

orchestrator_world::~orchestrator_world() {
  if (orchestrator_)
    end(orchestrator_);
  orchestrator_ = orchestrator_actor{};
  end(supervisor_actor_);
  end(monitor_actor_);
  fs::remove_all(folder_);
}

void orchestrator_world::write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  ASSERT_FALSE(write_file_durably(file, text, 0644));
}

void orchestrator_world::write_config(const std::string& more,
                                      const std::string& rest) {
  write(folder_ / "config.yaml",
        "freqtrade:\n"
        "  directory: ft\n"
        "strategies:\n"
        "  - name: S\n"
        "    config: config.json\n"
        "    epoch_criteria:\n"
        "      - {field: max_drawdown, operator: \"<=\", value: 2}\n"
        "      - {field: profit_total_pct, operator: \">=\", value: 0, "
        "sort: desc}\n"
            + more
            + "  - name: T\n"
              "    config: config.json\n"
            + rest);
}

void orchestrator_world::begin(bool keep_config) {
  orchestrator_options x;
  x.config_path = folder_ / "config.yaml";
  x.state_dir = state_dir_;
  x.keep_config = keep_config;
  x.boottime = [this] {
    auto t = sched_.clock().now().time_since_epoch() + slept_;
    return std::chrono::duration_cast<milliseconds>(t).count();
  };
  orchestrator_ =
      sys_.spawn(orchestrator, x, supervisor_actor_, monitor_actor_);
  sched_.run();
}

void orchestrator_world::kill_orchestrator() {
  end(orchestrator_);
  orchestrator_ = orchestrator_actor{};
}

std::string orchestrator_world::params() const {
  return read_file(params_file_).value_or("");
}

void orchestrator_world::trade_runs() {
  process_status x;
  x.id = {"S", process_kind::trade};
  x.launch = "by-hand";
  x.state = process_state::ready;
  x.wanted = true;
  x.loaded_at = std::chrono::system_clock::now();
  x.worker_state = "running";
  put(x);
}

void orchestrator_world::put(const process_status& x) {
  supervisor_->outside.push_back(x);
  caf::anon_send(supervisor_actor_, atom::tick_v);
  sched_.run();
}

void orchestrator_world::put(const hyperopt_status& x) {
  monitor_->outside.push_back(x);
  caf::anon_send(monitor_actor_, atom::tick_v);
  sched_.run();
}

const process_status& orchestrator_world::trade() const {
  return supervisor_->newest[{"S", process_kind::trade}];
}

void orchestrator_world::hyperopt_writes(const std::string& file,
                                         uint64_t line) {
  supervisor_->usual[process_kind::hyperopt].at_end =
      [this, file](const process_spec&) {
        result_file x;
        x.name = file;
        x.inode = 7;
        x.bytes = 4000;
        x.modified_at = std::chrono::system_clock::now();
        monitor_->files.insert(monitor_->files.begin(), x);
      };
  ranking y;
  y.file = file;
  y.bytes = 4000;
  y.sha256 = std::string(64, 'a');
  y.epochs = 60;
  y.remaining = {55, 9, line == 0 ? 0u : 3u};
  if (line > 0) {
    y.rows.emplace_back();
    y.rows.back().line = line;
    y.rows.back().epoch = line + 2;
    y.rows.back().objective = std::numeric_limits<double>::quiet_NaN();
    monitor_->epochs[{file, line}] =
        "{\"params_details\":{\"buy\":{\"buy_fast\":" + std::to_string(line)
        + "}},\"params_not_optimized\":{\"stoploss\":{\"stoploss\":-0.1}}}";
  }
  monitor_->rankings[file] = y;
}

std::string orchestrator_world::exported(int value) const {
  return "{\"strategy_name\":\"S\",\"params\":{\"buy\":{\"buy_fast\":"
         + std::to_string(value)
         + "},\"stoploss\":{\"stoploss\":-0.1}},\"ft_stratparam_v\":1,"
           "\"export_time\":\""
         + to_rfc3339(std::chrono::system_clock::now()) + "\"}";
}

run_status orchestrator_world::start(const std::string& id,
                                     std::vector<step_kind> steps,
                                     std::optional<params_source> source) {
  run_request x;
  x.id = id;
  x.strategy = "S";
  x.by = "tester";
  x.steps = std::move(steps);
  x.params = std::move(source);
  return ask<run_status>(orchestrator_, atom::start_v, x);
}

run_status orchestrator_world::status(const std::string& id) {
  runs_query q;
  q.run = id;
  auto xs = ask<std::vector<run_status>>(orchestrator_, atom::get_v, q);
  return xs.empty() ? run_status{} : xs.front();
}

run_status orchestrator_world::finish(const std::string& id) {
  for (int i = 0; i < 2000; ++i) {
    auto x = status(id);
    if (x.ended_at)
      return x;
    advance(500ms);
  }
  auto x = status(id);
  ADD_FAILURE() << "run " << id << " has no end: " << to_string(x.state) << ", "
                << x.outcome;
  return x;
}

run_status orchestrator_world::until(const std::string& id, step_kind kind,
                                     step_state state) {
  for (int i = 0; i < 4000; ++i) {
    auto x = status(id);
    if (step(x, kind).state == state || x.ended_at)
      return x;
    advance(250ms);
  }
  ADD_FAILURE() << "step " << to_string(kind) << " never came";
  return status(id);
}

void orchestrator_world::pass(std::chrono::seconds x) {
  for (auto t = x * 2; t.count() > 0; --t)
    advance(500ms);
}

void orchestrator_world::cancel(const std::string& id) {
  run_control x;
  x.run = id;
  x.by = "tester";
  ask<run_status>(orchestrator_, atom::control_v, x);
}

void orchestrator_world::expect_all_over() {
  for (auto& [id, x] : supervisor_->newest) {
    if (id.kind == process_kind::trade)
      continue;
    EXPECT_TRUE(x.state == process_state::completed
                || x.state == process_state::stopped)
        << to_string(id.kind) << " is " << to_string(x.state);
  }
}

const step_status& orchestrator_world::step(const run_status& x,
                                            step_kind kind) {
  static const step_status none;
  for (auto& y : x.steps)
    if (y.kind == kind)
      return y;
  ADD_FAILURE() << "no step " << to_string(kind);
  return none;
}

} // namespace ftm::test
