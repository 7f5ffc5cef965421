#include "actors/hyperopt_monitor/told_epochs.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

epoch_row row(uint64_t epoch) {
  epoch_row y;
  y.epoch = epoch;
  y.line = 1;
  y.flags = static_cast<uint8_t>(epoch_flag::from_console);
  return y;
}

std::vector<uint64_t> numbers(const told_epochs& x, size_t most = 16) {
  std::vector<uint64_t> y;
  for (const auto& r : x.newest(most))
    y.push_back(r.epoch);
  return y;
}

using list = std::vector<uint64_t>;

TEST(told_epochs, tells_the_newest_in_ascending_order_without_a_line) {
  told_epochs x;
  for (uint64_t i : {3, 1, 2, 9})
    EXPECT_TRUE(x.tell(row(i)));
  EXPECT_EQ(numbers(x), (list{1, 2, 3, 9}));
  EXPECT_EQ(numbers(x, 2), (list{3, 9}));
  EXPECT_EQ(x.newest(1).front().line, 0u);
}

TEST(told_epochs, mistake_9_no_epoch_is_told_twice) {
  told_epochs x;
  epoch_store file;
  EXPECT_TRUE(x.tell(row(1)));
  EXPECT_FALSE(x.tell(row(1)));
  x.tell(row(2));
  file.append(row(1), {});
  EXPECT_TRUE(x.follow(file, 7));
  EXPECT_EQ(numbers(x), (list{2}));
  EXPECT_FALSE(x.tell(row(1))) << "the console repeats what the file has";
  auto third = row(3);
  third.line = 2;
  file.append(third, {});
  EXPECT_FALSE(x.follow(file, 7));
  EXPECT_FALSE(x.tell(row(3))) << "the file was faster";
  EXPECT_EQ(numbers(x), (list{2}));
}

TEST(told_epochs, says_when_a_file_began_again) {
  told_epochs x;
  epoch_store file;
  EXPECT_FALSE(x.lost(file, 1)) << "no file yet";
  x.follow(file, 1);
  file.append(row(1), {});
  EXPECT_FALSE(x.lost(file, 2)) << "nothing was forgotten for its sake";
  x.follow(file, 2);
  EXPECT_FALSE(x.lost(file, 2));
  file.clear();
  EXPECT_TRUE(x.lost(file, 3));
  x.follow(file, 3);
  EXPECT_TRUE(x.tell(row(1)));
}

TEST(told_epochs, are_a_file_of_their_own) {
  told_epochs x;
  x.tell(row(40));
  x.tell(row(7));
  epoch_store y;
  x.write_to(y);
  ASSERT_EQ(y.size(), 2u);
  EXPECT_EQ(y.row(0).epoch, 7u);
  EXPECT_EQ(y.row(1).line, 2u);
}

TEST(number_set, holds_numbers_of_any_size) {
  number_set x;
  for (uint64_t i : {0UL, 1UL, 4095UL, 4096UL, ~0UL}) {
    EXPECT_FALSE(x.contains(i));
    x.insert(i);
    EXPECT_TRUE(x.contains(i));
  }
  EXPECT_FALSE(x.contains(2));
  x.clear();
  EXPECT_FALSE(x.contains(1));
}

} // namespace
} // namespace ftm
