#include "actors/hyperopt_monitor/file_facts.hpp"

#include "tests/actors/hyperopt_monitor/scratch.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace ftm {
namespace {

using test::scratch;

std::vector<std::string> names(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::string> y;
  for (const auto& x : list_results(folder, "S", error))
    y.push_back(x.name);
  EXPECT_FALSE(error) << error.message();
  return y;
}

TEST(list_results, newest_first_and_only_ours) {
  scratch x;
  x.add("strategy_S_2026-01-01_00-00-00.fthypt", "");
  x.add("strategy_S_2026-03-01_00-00-00.fthypt", "");
  x.add("strategy_S_2026-02-01_00-00-00.fthypt", "");
  x.add("strategy_S2_2026-04-01_00-00-00.fthypt", "");
  EXPECT_EQ(names(x.path()), (std::vector<std::string>{
                                 "strategy_S_2026-03-01_00-00-00.fthypt",
                                 "strategy_S_2026-02-01_00-00-00.fthypt",
                                 "strategy_S_2026-01-01_00-00-00.fthypt"}));
}

TEST(list_results, a_folder_that_is_missing_or_none_holds_none) {
  scratch x;
  EXPECT_TRUE(names(x.path() / "missing").empty());
  EXPECT_TRUE(names(x.add("file", "")).empty());
  EXPECT_TRUE(names(x.path() / "file/below").empty());
}

TEST(list_results, only_what_can_be_read_as_a_file_is_listed) {
  scratch x;
  auto name = [](int i) {
    return "strategy_S_2026-01-0" + std::to_string(i) + "_00-00-00.fthypt";
  };
  x.add(name(1), "1");
  ASSERT_EQ(::mkfifo((x.path() / name(2)).c_str(), 0600), 0);
  std::filesystem::create_directory(x.path() / name(3));
  std::filesystem::create_symlink(name(1), x.path() / name(4));
  std::filesystem::create_symlink(name(2), x.path() / name(5));
  std::filesystem::create_symlink("nowhere", x.path() / name(6));
  std::filesystem::create_symlink(name(7), x.path() / name(7));
  EXPECT_EQ(names(x.path()), (std::vector<std::string>{name(4), name(1)}));
}

} // namespace
} // namespace ftm
