#include "deploy/ftmanager/reload_watch.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

using nlohmann::json;
using outcome = reload_watch::outcome;

json trade(const char* state, const char* id = "reload-2",
           const char* launch = "t") {
  return {{"launch", launch},
          {"reload", {{"id", id}, {"state", state}, {"note", "by its REST"}}}};
}

json without_reload(const char* launch) {
  return {{"launch", launch}, {"reload", nullptr}};
}

TEST(reload_watch, goes_on_until_its_own_reload_is_over) {
  reload_watch x{trade("running")};
  EXPECT_EQ(x.state(), outcome::open);
  EXPECT_EQ(x.heed(trade("failed", "reload-1")), outcome::open);
  EXPECT_EQ(x.heed(without_reload("t")), outcome::open);
  EXPECT_EQ(x.heed(trade("running")), outcome::open);
  EXPECT_EQ(x.heed(trade("done")), outcome::done);
  EXPECT_EQ(x.note(), "by its REST");
  EXPECT_EQ(x.heed(trade("failed")), outcome::done);
}

TEST(reload_watch, may_be_over_with_the_answer) {
  EXPECT_EQ(reload_watch{trade("failed")}.state(), outcome::failed);
}

TEST(reload_watch, is_lost_with_the_supervisor_that_knew_of_it) {
  reload_watch x{trade("running")};
  x.heed(trade("running"));
  EXPECT_EQ(x.heed(without_reload("t")), outcome::lost);
  EXPECT_NE(x.note().find("supervisor"), std::string::npos);
}

TEST(reload_watch, is_lost_with_the_launch_that_it_was_of) {
  reload_watch x{trade("running")};
  x.heed(trade("running"));
  EXPECT_EQ(x.heed(without_reload("t.r1")), outcome::lost);
  EXPECT_NE(x.note().find("launch t.r1"), std::string::npos);
}

} // namespace
} // namespace ftm
