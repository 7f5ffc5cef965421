#include "shared/util/log.hpp"

#include "shared/util/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

using namespace ftm;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

TEST(log, knows_the_levels_of_config_yaml) {
  EXPECT_EQ(log_level_of("DEBUG"), spdlog::level::debug);
  EXPECT_EQ(log_level_of("info"), spdlog::level::info);
  EXPECT_EQ(log_level_of("WARNING"), spdlog::level::warn);
  EXPECT_EQ(log_level_of("ERROR"), spdlog::level::err);
  EXPECT_EQ(log_level_of("CRITICAL"), spdlog::level::critical);
  EXPECT_EQ(log_level_of("loud"), spdlog::level::info);
}

TEST(log, a_line_names_its_part_and_its_strategy) {
  auto x = log_head_of("supervisor: [DipHunter] starts trade: launch L1");
  EXPECT_EQ(x.part, "supervisor");
  EXPECT_EQ(x.strategy, "DipHunter");
  EXPECT_EQ(x.text, "starts trade: launch L1");
  EXPECT_EQ(log_head_of("scheduler: [My Bot v2] is due").strategy, "My Bot v2");
}

TEST(log, a_line_without_them_stays_as_it_is) {
  for (std::string line : {"supervisor: no strategy [here] at all",
                           "supervisor: [] nothing", "[DipHunter] no part",
                           "no part: [DipHunter] either", "supervisor: [open"})
    EXPECT_EQ(log_head_of(line).strategy, "") << line;
  EXPECT_EQ(log_head_of("no part: here").part, "");
  EXPECT_EQ(log_head_of("no part: here").text, "no part: here");
  EXPECT_EQ(log_head_of("supervisor: a [b] c").text, "a [b] c");
}

TEST(log, writes_redacted_lines_to_the_file_and_the_sink) {
  std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
  fs::path folder = ::mkdtemp(name.data());
  log_options options;
  options.file = (folder / "m.log").string();
  options.console = false;
  options.level = "INFO";
  start_logging(options);
  std::vector<std::string> seen;
  set_log_sink([&](spdlog::level::level_enum, const std::string& line) {
    seen.push_back(line);
  });
  spdlog::debug("test: not this");
  spdlog::info("test: started password=hunter2");
  set_log_sink({});
  spdlog::info("test: after the sink");
  spdlog::default_logger()->flush();
  auto text = read_file(options.file).value_or("");
  EXPECT_THAT(text, HasSubstr("INFO test: started"));
  EXPECT_THAT(text, HasSubstr("after the sink"));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, Not(HasSubstr("not this")));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_THAT(seen[0], HasSubstr("test: started"));
  EXPECT_THAT(seen[0], Not(HasSubstr("hunter2")));
  options.file.clear();
  start_logging(options);
  fs::remove_all(folder);
}
