#include "actors/supervisor/supervisor.hpp"
#include "tests/actors/supervisor/harness.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

namespace ftm::test {
namespace {

struct real_config : caf::actor_system_config {
  real_config() {
    add_message_types<caf::id_block::ftm>();
    set("logger.verbosity", caf::atom("quiet"));
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 2);
  }
};

/// A manager of its own: actor system and supervisor. Real time, real events.
class manager {
public:
  explicit manager(const fs::path& state_dir) {
    supervisor_ = system_.spawn(
        supervisor, supervisor_options{state_dir, test::bin_dir() / "ftm-shim",
                                       milliseconds{100}});
    self_->monitor(supervisor_);
  }
  manager(const manager&) = delete;
  manager& operator=(const manager&) = delete;
  ~manager() {
    caf::anon_send_exit(supervisor_, caf::exit_reason::kill);
    self_->receive([](const caf::down_msg&) {});
  }

  template <class T, class... Ts>
  caf::expected<T> ask(Ts... xs) {
    caf::expected<T> y{caf::error{}};
    self_->request(supervisor_, seconds{20}, xs...)
        .receive([&](T& x) { y = std::move(x); },
                 [&](caf::error& e) { y = std::move(e); });
    return y;
  }

  /// Follows the facts until `done` says so.
  template <class F>
  bool until(F done) {
    auto end = shim::boottime_ms() + 15'000;
    while (shim::boottime_ms() < end) {
      auto page =
          ask<fact_page>(atom::read_v, facts_after{seen_, "", seconds{5}});
      if (!page)
        return false;
      seen_ = page->upto;
      for (auto& f : page->facts) {
        if (auto s = caf::get_if<process_status>(&f.body))
          status = *s;
        if (auto s = caf::get_if<process_stats>(&f.body))
          stats = *s;
        if (auto s = caf::get_if<part_status>(&f.body))
          health = *s;
      }
      if (done())
        return true;
    }
    return false;
  }

  process_status status;
  process_stats stats;
  part_status health;

private:
  real_config config_;
  caf::actor_system system_{config_};
  caf::scoped_actor self_{system_};
  supervisor_actor supervisor_;
  stamp seen_;
};

const char ready_line[] =
    "echo '2026-11-22 13:36:58,877 - freqtrade.worker - INFO - Changing "
    "state to: RUNNING'; exec sleep 60";

TEST(supervisor, tells_start_ready_and_stop_as_facts) {
  temporary_folder t;
  manager m{t.path()};
  auto spec = shell("one", ready_line, process_kind::trade);
  auto x = m.ask<process_status>(atom::start_v, spec);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "one");
  ASSERT_TRUE(m.until([&] { return m.status.state == process_state::ready; }));
  EXPECT_EQ(m.health.state, part_state::ready);
  ASSERT_TRUE(m.until([&] { return m.stats.processes == 1; }));
  auto y = m.ask<process_status>(
      atom::control_v,
      process_control{spec.id, "one", process_action::stop, "tester", ""});
  ASSERT_TRUE(y);
  EXPECT_EQ(y->state, process_state::stopping);
  ASSERT_TRUE(
      m.until([&] { return m.status.state == process_state::stopped; }));
  EXPECT_FALSE(runs(*x->pid));
}

TEST(supervisor, parked_reads_of_output_are_answered_when_there_is_some) {
  temporary_folder t;
  auto fifo = (t.path() / "fifo").string();
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  manager m{t.path() / "state"};
  auto spec = shell("one", "read x < " + fifo + "; echo got $x");
  ASSERT_TRUE(m.ask<process_status>(atom::start_v, spec));
  auto nothing = m.ask<output_chunk>(
      atom::read_v, output_range{spec.id, "", 0, 100, milliseconds{50}});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->bytes, "");
  EXPECT_FALSE(nothing->ended);
  auto fd = ::open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(::write(fd, "it\n", 3), 3);
  ::close(fd);
  auto x = m.ask<output_chunk>(
      atom::read_v, output_range{spec.id, "", 0, 100, milliseconds{10'000}});
  ASSERT_TRUE(x);
  EXPECT_EQ(x->bytes, "got it\n");
  auto end = m.ask<output_chunk>(
      atom::read_v, output_range{spec.id, "one", 7, 100, milliseconds{10'000}});
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->ended);
}

TEST(supervisor, a_bot_survives_its_manager_and_is_adopted) {
  // Mistake 6: after kill -9 of the manager, Start made a second bot.
  temporary_folder t;
  auto spec = shell("one", ready_line, process_kind::trade);
  int32_t pid = 0;
  {
    manager m{t.path()};
    auto x = m.ask<process_status>(atom::start_v, spec);
    ASSERT_TRUE(x);
    pid = *x->pid;
  }
  ASSERT_TRUE(runs(pid));
  manager m{t.path()};
  ASSERT_TRUE(m.until([&] { return m.status.state == process_state::ready; }));
  EXPECT_EQ(m.status.pid, pid);
  spec.launch = "two";
  auto x = m.ask<process_status>(atom::start_v, spec);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->launch, "one");
  m.ask<process_status>(
      atom::control_v,
      process_control{spec.id, "one", process_action::stop, "tester", ""});
  ASSERT_TRUE(
      m.until([&] { return m.status.state == process_state::stopped; }));
}

TEST(supervisor, a_second_one_on_the_same_folder_reports_failed) {
  temporary_folder t;
  manager first{t.path()};
  ASSERT_TRUE(
      first.until([&] { return first.health.state == part_state::ready; }));
  manager second{t.path()};
  ASSERT_TRUE(
      second.until([&] { return second.health.state == part_state::failed; }));
  EXPECT_NE(second.health.note.find(std::to_string(::getpid())),
            std::string::npos);
  auto x = second.ask<process_status>(atom::start_v, shell("one", "exit 0"));
  ASSERT_FALSE(x);
  EXPECT_EQ(code_of(x.error()), ec::conflict);
}

TEST(supervisor, takes_a_folder_over_once_its_holder_is_gone) {
  // A leftover that nobody had written down locked supervision out for ever.
  temporary_folder t;
  auto first = std::make_unique<manager>(t.path());
  ASSERT_TRUE(
      first->until([&] { return first->health.state == part_state::ready; }));
  auto spec = shell("one", "exit 1", process_kind::trade);
  spec.restart.mode = restart_mode::on_failure;
  spec.restart.backoff = milliseconds{50};
  ASSERT_TRUE(first->ask<process_status>(atom::start_v, spec));
  ASSERT_TRUE(first->until(
      [&] { return first->status.state == process_state::backing_off; }));
  manager second{t.path()};
  ASSERT_TRUE(
      second.until([&] { return second.health.state == part_state::failed; }));
  // The config comes while it waits, and is not told again.
  ASSERT_TRUE(
      second.ask<part_status>(atom::set_v, configured_strategies{{"Toy"}}));
  first.reset();
  EXPECT_TRUE(second.until([&] {
    return second.health.state == part_state::ready
           && second.status.restarts > 0;
  }));
  EXPECT_EQ(second.health.note, "");
}

TEST(supervisor, lists_launches_in_turns_and_in_order) {
  temporary_folder t;
  process_id id{"Toy", process_kind::backtest};
  run_slot s{t.path(), id};
  for (int i = 0; i < 30; ++i) {
    auto spec = shell("l" + std::to_string(i), "exit 0");
    launch_record r{0, spec, spec.launch, 0};
    ASSERT_FALSE(s.create(r));
    launch_exit e;
    e.launch = spec.launch;
    e.reason = "exited";
    e.code = i;
    ASSERT_FALSE(s.write_exit(e));
  }
  manager m{t.path()};
  auto x = m.ask<std::vector<process_status>>(atom::get_v,
                                              launches_query{id, "", 20});
  ASSERT_TRUE(x);
  ASSERT_EQ(x->size(), 20u);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ((*x)[i].launch, "l" + std::to_string(29 - i));
    EXPECT_EQ((*x)[i].exit_code, 29 - i);
  }
}

TEST(supervisor, its_state_is_no_aggregate) {
  EXPECT_FALSE(std::is_aggregate_v<supervisor_state>);
}

} // namespace
} // namespace ftm::test
