#include "deploy/ftmanager/check_text.hpp"

#include <gtest/gtest.h>

namespace ftm {
namespace {

config::strategy_report report(const char* name) {
  config::strategy_report y;
  y.name = name;
  y.directory = "/f";
  y.executable = "/f/freqtrade";
  y.executable_found = true;
  y.version = "2023.2";
  y.live = true;
  y.scheduled = true;
  y.rule = "every 6 hours";
  return y;
}

std::string report_of(const std::string& name) {
  return name
         + "\n"
           "  folder      /f\n"
           "  executable  /f/freqtrade\n"
           "  freqtrade   2023.2\n"
           "  trade       LIVE, with real money\n"
           "  schedule    every 6 hours\n\n";
}

TEST(check_text, ends_with_the_problems_by_strategy_and_their_numbers) {
  // The second strategy of the file could not be read.
  std::vector<config_problem> problems{
      {false, 2, "web.port", "0", "a port"},
      {false, 5, "strategies[0].config", "no heartbeat\n  in it", ""},
      {true, 7, "strategies[1].name", "nothing", "a name"},
      {false, 8, "strategies[2].hyperopt.jobs", "99", "fewer"},
      {true, 9, "strategies[2]", "what", "else"},
      {false, 9, "strategies[10].config", "x", ""}};
  EXPECT_EQ(check_text(problems, {report("A"), report("B")}, {0, 2}, "c.yaml"),
            report_of("A") + report_of("B")
                + "c.yaml:\n"
                  "  c.yaml:2: warning: web.port: found 0, expected a port\n\n"
                  "A:\n"
                  "  c.yaml:5: warning: config: no heartbeat in it\n\n"
                  "strategies[1]:\n"
                  "  c.yaml:7: error: name: found nothing, expected a name\n\n"
                  "B:\n"
                  "  c.yaml:9: error: found what, expected else\n"
                  "  c.yaml:8: warning: hyperopt.jobs: found 99, expected "
                  "fewer\n\n"
                  "strategies[10]:\n"
                  "  c.yaml:9: warning: config: x\n\n"
                  "2 errors, 4 warnings.\n");
}

TEST(check_text, says_that_all_is_well) {
  EXPECT_EQ(check_text({}, {report("A")}, {0}, "c.yaml"),
            report_of("A") + "No problem found.\n");
}

} // namespace
} // namespace ftm
