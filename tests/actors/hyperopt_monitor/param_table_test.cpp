#include "actors/hyperopt_monitor/param_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ftm {
namespace {

using texts = std::vector<std::string>;

TEST(param_table, has_a_column_for_each_name) {
  param_table x;
  x.set("rsi", 30.0);
  x.set("vol", true);
  x.end_row();
  x.set("rsi", 25.5);
  x.end_row();
  x.set("vol", false);
  x.set("late", 1.0);
  x.end_row();
  ASSERT_EQ(x.columns(), 3u);
  EXPECT_EQ(x.names(), "rsi, vol, late");
  EXPECT_EQ(x.value(0, 0), 30);
  EXPECT_EQ(x.value(0, 1), 25.5);
  EXPECT_TRUE(std::isnan(x.value(0, 2)));
  EXPECT_EQ(x.value(1, 0), 1);
  EXPECT_EQ(x.value(1, 2), 0);
  EXPECT_TRUE(std::isnan(x.value(2, 0)));
  EXPECT_EQ(x.value(2, 2), 1);
  EXPECT_TRUE(std::isnan(x.value(2, 3))) << "not read yet";
  EXPECT_EQ(x.find("late"), 2u);
  EXPECT_FALSE(x.find("none"));
}

TEST(param_table, a_column_with_a_text_is_one_of_texts) {
  param_table x;
  x.set("mode", 1.5);
  x.end_row();
  x.set("mode", std::string_view{"dip"});
  x.end_row();
  x.set("mode", 1.5);
  x.end_row();
  ASSERT_TRUE(x.is_text(0));
  EXPECT_EQ(x.texts(0), (texts{"1.5", "dip"}));
  EXPECT_EQ(x.value(0, 0), 0);
  EXPECT_EQ(x.value(0, 1), 1);
  EXPECT_EQ(x.value(0, 2), 0);
}

TEST(param_table, knows_how_far_a_column_reaches) {
  param_table x;
  for (double v : {3.0, std::nan(""), -1.0, 7.0, double{INFINITY}}) {
    x.set("a", v);
    x.set("b", std::string_view{v > 0 ? "yes" : "no"});
    x.end_row();
  }
  EXPECT_EQ(x.range(0).low, -1);
  EXPECT_EQ(x.range(0).high, 7);
  EXPECT_EQ(x.range(0).known, 3u);
  EXPECT_EQ(x.range(1).known, 5u);
  EXPECT_EQ(x.range(1).high, 1);
}

TEST(param_table, a_row_can_be_taken_back) {
  param_table x;
  x.set("a", 3.0);
  x.drop_row();
  x.end_row();
  EXPECT_TRUE(std::isnan(x.value(0, 0)));
  EXPECT_EQ(x.rows(), 1u);
  EXPECT_EQ(x.range(0).known, 0u);
}

TEST(param_table, names_without_end_cost_neither_room_nor_time) {
  param_table x;
  constexpr size_t many = 300'000;
  for (size_t i = 0; i < many; ++i)
    x.set("p" + std::to_string(i), 1.0);
  x.end_row();
  for (size_t i = 0; i < many; ++i) {
    x.set("q" + std::to_string(i), "text");
    if (i % 1'000 == 0)
      x.end_row();
  }
  EXPECT_EQ(x.columns(), param_table::most_columns);
  EXPECT_EQ(x.value(0, 0), 1);
  EXPECT_EQ(x.find("p1023"), 1'023u);
  EXPECT_FALSE(x.find("p1024"));
}

TEST(param_table, goes_on_in_the_next_chunk) {
  param_table x;
  for (size_t i = 0; i < 3000; ++i) {
    x.set("a", static_cast<double>(i));
    x.end_row();
  }
  EXPECT_EQ(x.value(0, 2999), 2999);
  EXPECT_EQ(x.chunk(0, 1)[0], 1024);
  EXPECT_TRUE(x.chunk(0, 7).empty());
  x.clear();
  EXPECT_EQ(x.rows(), 0u);
  EXPECT_EQ(x.columns(), 0u);
}

} // namespace
} // namespace ftm
