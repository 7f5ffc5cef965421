#include "actors/supervisor/verdict_cache.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

verdict_key key(const std::string& launch,
                process_kind kind = process_kind::trade) {
  return {{"A", kind}, launch};
}

launch_verdict because(const std::string& why) {
  return {process_event::ended_badly, why};
}

} // namespace

TEST(verdict_cache, forgets_what_nobody_asked_for_longest) {
  verdict_cache x{2};
  x.put(key("a"), because("1"));
  x.put(key("b"), because("2"));
  ASSERT_TRUE(x.find(key("a")));
  x.put(key("c"), because("3"));
  ASSERT_TRUE(x.find(key("a")));
  EXPECT_EQ(x.find(key("a"))->error, "1");
  EXPECT_FALSE(x.find(key("b")));
  EXPECT_TRUE(x.find(key("c")));
}

TEST(verdict_cache, tells_processes_apart_and_keeps_the_last_word) {
  verdict_cache x{2};
  x.put(key("a"), because("1"));
  x.put(key("a", process_kind::backtest), because("2"));
  x.put(key("a"), because("3"));
  EXPECT_EQ(x.find(key("a"))->error, "3");
  EXPECT_EQ(x.find(key("a", process_kind::backtest))->error, "2");
  x.forget(key("a"));
  x.forget(key("a"));
  EXPECT_FALSE(x.find(key("a")));
}

} // namespace ftm
