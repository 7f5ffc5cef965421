#include "tests/actors/hyperopt_monitor/monitor_fixture.hpp"
#include "tests/actors/hyperopt_monitor/nobody.hpp"

#include <sys/stat.h>

namespace ftm {
namespace {

using namespace std::chrono_literals;
using test::epoch_line;
using test::named;
using test::new_name;
using test::old_name;

class monitor_folder : public test::monitor_fixture {
protected:
  std::vector<result_file> files() {
    auto y = get<std::vector<result_file>>(atom::get_v, files_query{"S"});
    EXPECT_TRUE(y);
    return y ? *y : std::vector<result_file>{};
  }

  result_file file(const std::string& name) {
    for (const auto& x : files())
      if (x.name == name)
        return x;
    ADD_FAILURE() << name << " is not listed";
    return {};
  }

  std::filesystem::path folder() const {
    return disk_.path() / results("");
  }

  void past_launch(const std::string& id, timestamp from, timestamp upto) {
    process_status y;
    y.id = {"S", process_kind::hyperopt};
    y.launch = id;
    y.state = process_state::completed;
    y.started_at = from;
    y.ended_at = upto;
    peers_->launches.push_back(y);
  }

  const timestamp now = std::chrono::system_clock::now();
};

TEST_F(monitor_folder, knows_launch_and_run_of_files_from_before_its_time) {
  past_launch("S.20261124T020000Z.hyperopt.2", now - 1min, now + 1min);
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  disk_.add(results(named(now)), epoch_line(1, 3) + "\n");
  start();
  auto x = file(named(now));
  EXPECT_EQ(x.launch, "S.20261124T020000Z.hyperopt.2");
  EXPECT_EQ(x.run, "S.20261124T020000Z");
  EXPECT_EQ(x.epochs, 1u);
  EXPECT_EQ(x.bytes, epoch_line(1, 3).size() + 1);
  auto old = file(old_name);
  EXPECT_EQ(old.launch, "");
  EXPECT_EQ(old.run, "");
  EXPECT_FALSE(old.epochs) << "nobody opened it";
  EXPECT_EQ(status()->launch, x.launch);
}

TEST_F(monitor_folder, asks_for_past_launches_once_for_each_supervisor) {
  start();
  for (int i = 0; i < 20; ++i)
    advance(1min);
  EXPECT_EQ(peers_->asked_for_launches, 1);
  past_launch("by-hand", now - 1min, now + 1min);
  disk_.add(results(named(now)), epoch_line(1, 3) + "\n");
  EXPECT_EQ(file(named(now)).launch, "");
  peers_->facts = ledger{8, {}};
  started_ = std::chrono::system_clock::now() + 1s;
  launch("newer", process_state::running);
  EXPECT_EQ(peers_->asked_for_launches, 2);
  EXPECT_EQ(file(named(now)).launch, "by-hand");
}

TEST_F(monitor_folder, a_file_that_was_opened_keeps_its_count) {
  std::vector<std::string> names;
  for (int i = 0; i < 7; ++i) {
    names.push_back(named(now - i * 1h));
    std::string text;
    for (int k = 0; k <= i; ++k)
      text += epoch_line(k + 1, 1) + "\n";
    disk_.add(results(names.back()), text);
  }
  start();
  EXPECT_FALSE(file(names[6]).epochs);
  for (const auto& name : names) {
    epoch_range q;
    q.source.file = name;
    q.columns = {"line"};
    EXPECT_TRUE(get<epoch_page>(atom::read_v, q));
  }
  for (size_t i = 0; i < names.size(); ++i)
    EXPECT_EQ(file(names[i]).epochs, i + 1) << i;
  disk_.append(results(names[1]), epoch_line(9, 1) + "\n");
  EXPECT_FALSE(file(names[1]).epochs) << "it was closed, and has grown since";
}

TEST_F(monitor_folder, mistake_15_only_files_of_exactly_this_strategy) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  for (std::string other : {"strategy_SX_", "strategy_S_2_", "strategy_XS_"})
    disk_.add(results(other + "2026-11-22_00-00-00.fthypt"),
              epoch_line(1, 3) + "\n");
  start();
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(files()[0].name, old_name);
  EXPECT_EQ(status()->file, old_name);
}

TEST_F(monitor_folder, nothing_but_its_own_file_takes_over_from_a_launch) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  start();
  launch("L", process_state::running);
  auto ours = named(started_);
  disk_.add(results(ours), epoch_line(1, 3) + "\n");
  advance(3s);
  ASSERT_EQ(status()->file, ours);
  disk_.append(results(old_name), epoch_line(2, 9) + "\n");
  disk_.add(results(new_name), epoch_line(1, 9) + "\n"); // a copy
  disk_.add(results("strategy_SX_2099-01-01_00-00-00.fthypt"), "x\n");
  disk_.add(results(named(now + 1h)), epoch_line(1, 9) + "\n");
  advance(3s);
  EXPECT_EQ(status()->file, ours);
  EXPECT_EQ(status()->launch, "L");
  EXPECT_EQ(files().size(), 4u);
}

TEST_F(monitor_folder, mistake_19_a_late_writer_does_not_take_over) {
  start();
  launch("L", process_state::running);
  disk_.add(results(named(started_)), epoch_line(1, 3) + "\n");
  auto first = named(started_);
  advance(3s);
  ASSERT_EQ(status()->file, first);
  started_ = now + 10s;
  launch("M", process_state::running);
  EXPECT_EQ(status()->file, "");
  disk_.append(results(first), epoch_line(2, 9) + "\n");
  advance(3s);
  EXPECT_EQ(status()->launch, "M");
  EXPECT_EQ(status()->file, "");
  EXPECT_EQ(status()->epochs, 0u);
}

TEST_F(monitor_folder, what_last_result_says_changes_nothing) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  start();
  auto before = status();
  ASSERT_EQ(before->file, new_name);
  for (auto text : {"", "{\"latest_hy", "{\"latest_hyperopt\":\"none\"}",
                    "{\"latest_hyperopt\":\"strategy_S_2026-01-01_00-00-00."
                    "fthypt\"}"}) {
    disk_.add(results(".last_result.json"), text);
    EXPECT_EQ(files().size(), 2u);
    EXPECT_EQ(status(), before) << text;
  }
  std::filesystem::remove(folder() / ".last_result.json");
  files();
  EXPECT_EQ(status(), before);
}

TEST_F(monitor_folder, is_listed_only_when_names_may_have_changed) {
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  auto long_ago = std::filesystem::file_time_type::clock::now() - 1h;
  std::filesystem::last_write_time(folder(), long_ago);
  start();
  launch("L", process_state::running);
  disk_.add(results(named(started_)), epoch_line(1, 3) + "\n");
  std::filesystem::last_write_time(folder(), long_ago);
  advance(3s);
  EXPECT_EQ(status()->file, "") << "the folder looked as before";
  std::filesystem::last_write_time(folder(), long_ago + 1s);
  advance(3s);
  EXPECT_EQ(status()->file, named(started_));
}

TEST_F(monitor_folder, may_be_missing_and_come_later_and_be_replaced) {
  start();
  EXPECT_TRUE(files().empty());
  launch("L", process_state::running);
  disk_.add(results(named(started_)), epoch_line(1, 3) + "\n");
  advance(3s);
  EXPECT_EQ(status()->epochs, 1u);
  std::filesystem::rename(disk_.path() / "ft/user_data/hyperopt_results",
                          disk_.path() / "aside");
  advance(3s);
  EXPECT_EQ(status()->file, "");
  disk_.add(results(named(started_)),
            epoch_line(1, 3) + "\n" + epoch_line(2, 3) + "\n");
  advance(3s);
  EXPECT_EQ(status()->file, named(started_));
  EXPECT_EQ(status()->epochs, 2u);
}

TEST_F(monitor_folder, what_is_no_file_holds_nobody_up) {
  auto path = disk_.add(results(new_name), epoch_line(1, 3) + "\n");
  ASSERT_EQ(::mkfifo((folder() / named(now)).c_str(), 0600), 0);
  std::filesystem::create_directory(folder() / named(now + 1h));
  std::filesystem::create_symlink("/dev/zero", folder() / named(now + 2h));
  std::filesystem::create_symlink(named(now), folder() / named(now + 3h));
  start();
  EXPECT_EQ(files().size(), 1u);
  EXPECT_EQ(status()->epochs, 1u);
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  question q; // of the file that was open under this name
  q.source = {"S", new_name, ""};
  auto x = get<ranking>(atom::get_v, q);
  ASSERT_FALSE(x);
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(status()->file, "");
}

TEST_F(monitor_folder, that_cannot_be_read_is_said_aloud_and_read_later) {
  namespace fs = std::filesystem;
  disk_.add(results(old_name), epoch_line(1, 3) + "\n");
  fs::permissions(disk_.path(), fs::perms{0755});
  start();
  ASSERT_EQ(status()->epochs, 1u);
  fs::permissions(folder(), fs::perms{0});
  {
    test::nobody rights;
    if (!rights.ok())
      GTEST_SKIP() << "root's rights cannot be laid down here";
    EXPECT_EQ(files().size(), 1u) << "as it was before";
    auto me = get<part_status>(atom::get_v);
    EXPECT_EQ(me->state, part_state::degraded);
    EXPECT_NE(me->note.find("cannot be read: Permission denied"),
              std::string::npos)
        << me->note;
    EXPECT_EQ(status()->epochs, 1u) << "what was read stays";
  }
  fs::permissions(folder(), fs::perms{0755});
  EXPECT_EQ(files().size(), 1u);
  EXPECT_EQ(get<part_status>(atom::get_v)->state, part_state::ready);
}

} // namespace
} // namespace ftm
