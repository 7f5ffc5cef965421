// What a later version may write is read by this one.

#include "actors/supervisor/records.hpp"
#include "actors/supervisor/shim/record.hpp"
#include "actors/supervisor/shim/spec.hpp"
#include "actors/supervisor/shim_launcher.hpp"

#include <gtest/gtest.h>

namespace ftm::shim {
namespace {

TEST(shim_records, of_a_later_version_are_read_for_what_is_known) {
  state_record y;
  ASSERT_TRUE(parse_state(
      R"({"v":2,"news":{"launch":"wrong","main":{"pid":1,"start":1}},)"
      R"("words":["boot_id","main",{"pidns":3}],"said":"\"launch\":\"wrong\"",)"
      R"("launch":"one","boot_id":"b","pidns":7,)"
      R"("shim":{"threads":[{"pid":1}],"pid":2,"start":3},)"
      R"("main":{"was":{"pid":1,"start":1},"pid":4,"start":5,"x":null},)"
      R"("started_at":6,"started_boottime_ms":8,"cgroup":"/c","later":true})",
      y));
  EXPECT_EQ(y.launch, "one");
  EXPECT_EQ(y.boot, "b");
  EXPECT_EQ(y.pid_namespace, 7U);
  EXPECT_EQ(y.shim, (identity{2, 3}));
  EXPECT_EQ(y.main, (identity{4, 5}));
  EXPECT_EQ(y.started_at, 6);
  EXPECT_EQ(y.started_boottime_ms, 8);
  EXPECT_EQ(y.cgroup, "/c");
}

TEST(shim_records, of_the_first_version_have_no_cgroup) {
  state_record y;
  ASSERT_TRUE(parse_state(
      R"({"v":1,"launch":"one","boot_id":"b","pidns":7,"shim":{"pid":2,)"
      R"("start":3},"main":{"pid":4,"start":5},"started_at":6,)"
      R"("started_boottime_ms":8})",
      y));
  EXPECT_EQ(y.main, (identity{4, 5}));
  EXPECT_EQ(y.cgroup, "");
}

TEST(shim_records, that_are_no_records_are_refused) {
  for (auto bad : {"", "{", "{}", "\"", "{\"main\":", "{\"main\":\"",
                   "{\"x\":{\"main\":{\"pid\":4}}}", "[{\"main\":{\"pid\":4}}",
                   "{\"main\":{}}", "\\", "{\"\\"}) {
    state_record y;
    EXPECT_FALSE(parse_state(bad, y)) << bad;
  }
}

TEST(shim_records, keep_what_they_quote) {
  stop_record x{"a \"b\" \\ c\n\x01", "user", 1}, y;
  ASSERT_TRUE(parse_stop(to_json(x), y));
  EXPECT_EQ(y.who, x.who);
}

TEST(shim_records, of_an_exit_may_hold_more_than_we_know) {
  auto x = parse_exit(R"({"v":2,"launch":"one","reason":"exited","code":3,)"
                      R"("signal":null,"requested":null,"ended_at":5,)"
                      R"("duration_ms":1,"log_end":9,"rusage":{},)"
                      R"("output_missing":{"since":1,"until":2},"new":[1]})");
  ASSERT_TRUE(x);
  EXPECT_EQ(x->code, 3);
  EXPECT_EQ(x->log_end, 9U);
}

TEST(shim_spec, takes_priorities_and_ignores_what_it_does_not_know) {
  std::string text;
  for (auto s : {"nice=10", "io_class=2", "io_level=7", "oom_score_adj=500",
                 "novelty=1", "cgroup=/c", "arg=a", "arg=b=c"})
    text += std::string{s} + '\0';
  auto x = parse_spec(text);
  EXPECT_EQ(x.nice, 10);
  EXPECT_EQ(x.io_class, 2);
  EXPECT_EQ(x.io_level, 7);
  EXPECT_EQ(x.oom_score_adj, 500);
  EXPECT_EQ(x.cgroup, "/c");
  EXPECT_EQ(x.command, (std::vector<std::string>{"a", "b=c"}));
}

} // namespace
} // namespace ftm::shim
