#include "actors/hyperopt_monitor/open_files.hpp"

#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using test::epoch_line;
using test::scratch;

constexpr size_t all = size_t{1} << 30;

std::string name_of(int i) {
  return "strategy_S_2026-01-0" + std::to_string(i) + "_00-00-00.fthypt";
}

class open_files_test : public testing::Test {
protected:
  open_files_test() {
    for (int i = 1; i <= 8; ++i)
      disk_.add(name_of(i), epoch_line(i, i) + "\n");
    files_.move_to(disk_.path());
  }

  scratch disk_;
  open_files files_{4};
};

TEST_F(open_files_test, what_was_used_least_lately_is_closed) {
  for (int i = 1; i <= 6; ++i)
    files_.use(name_of(i));
  EXPECT_FALSE(files_.find(name_of(1)));
  EXPECT_FALSE(files_.find(name_of(2)));
  EXPECT_TRUE(files_.find(name_of(3)));
  EXPECT_EQ(files_.all().size(), 4u);
}

TEST_F(open_files_test, readers_of_many_files_leave_the_shown_one_open) {
  files_.pin(name_of(1));
  auto* shown = files_.use(name_of(1)).get();
  files_.step(all);
  for (int round = 0; round < 3; ++round)
    for (int i = 2; i <= 8; ++i) {
      files_.use(name_of(i));
      files_.step(all);
    }
  ASSERT_EQ(files_.find(name_of(1)).get(), shown);
  EXPECT_EQ(shown->file.epochs().size(), 1u);
  EXPECT_EQ(files_.all().size(), 4u);
}

TEST_F(open_files_test, a_file_that_somebody_waits_for_is_read_on) {
  std::vector<std::shared_ptr<open_file>> held;
  for (int i = 1; i <= 7; ++i)
    held.push_back(files_.use(name_of(i)));
  files_.step(all);
  for (const auto& x : held)
    EXPECT_FALSE(x->behind) << x->name();
  held.clear();
  files_.use(name_of(8));
  EXPECT_EQ(files_.all().size(), 4u);
}

TEST_F(open_files_test, the_shown_file_is_read_first) {
  files_.pin(name_of(1));
  auto shown = files_.use(name_of(1));
  auto other = files_.use(name_of(2));
  files_.step(1);
  EXPECT_FALSE(shown->behind);
  EXPECT_TRUE(other->behind);
}

TEST_F(open_files_test, a_part_of_a_file_is_no_choice) {
  std::string text;
  for (int i = 1; i <= 3; ++i)
    text += epoch_line(i, i, std::string(2 << 20, 'x')) + "\n";
  disk_.add("big", text);
  auto x = files_.use("big");
  x->step(1);
  EXPECT_FALSE(x->read_once);
  while (x->behind)
    x->step(1);
  EXPECT_TRUE(x->read_once);
  disk_.append("big", epoch_line(4, 4) + "\n");
  x->behind = true;
  EXPECT_TRUE(x->read_once) << "growing makes no new beginning";
  disk_.rewrite("big", epoch_line(1, 1, std::string(1000, 'x')));
  x->step(1);
  EXPECT_EQ(x->file.epochs().size(), 0u);
}

} // namespace
} // namespace ftm
