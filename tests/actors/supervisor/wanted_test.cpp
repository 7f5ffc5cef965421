#include "actors/supervisor/wanted.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

const wanted_record wanted{true, "", "me", {}};

launch_exit stopped(const char* why) {
  launch_exit y;
  y.requested = true;
  y.who = "tester";
  y.why = why;
  return y;
}

TEST(wanted_on_return, is_what_was_written_down) {
  EXPECT_EQ(wanted_on_return(wanted, false, {}), wanted);
  EXPECT_EQ(wanted_on_return(wanted, true, {}), wanted);
  wanted_record held{true, "run-1", "run", {}};
  EXPECT_EQ(wanted_on_return(held, false, stopped("run")), held);
  EXPECT_EQ(wanted_on_return(wanted_record{}, true, {}), wanted_record{});
}

TEST(wanted_on_return,
     a_person_s_stop_outranks_a_file_that_could_not_be_written) {
  for (auto lives : {false, true}) {
    auto x = wanted_on_return(wanted, lives, stopped(person_reason));
    EXPECT_FALSE(x.wanted);
    EXPECT_EQ(x.held_by, "");
    EXPECT_EQ(x.by, "tester");
  }
  EXPECT_TRUE(wanted_on_return(wanted, false, stopped("timeout")).wanted);
}

TEST(wanted_on_return, without_a_file_only_what_runs_is_wanted) {
  EXPECT_TRUE(wanted_on_return({}, true, {}).wanted);
  EXPECT_FALSE(wanted_on_return({}, false, {}).wanted);
  EXPECT_FALSE(wanted_on_return({}, true, stopped(person_reason)).wanted);
  EXPECT_FALSE(wanted_on_return({}, true, stopped("run")).wanted);
}

} // namespace
} // namespace ftm
