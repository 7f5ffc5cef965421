#include "deploy/demo/demo_folder.hpp"
#include "deploy/ftmanager/version_check.hpp"
#include "shared/config/problems.hpp"
#include "shared/util/file.hpp"
#include "tests/support/bin_dir.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace ftm {
namespace {

namespace fs = std::filesystem;

TEST(check, has_nothing_against_the_demo) {
  std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
  fs::path folder = ::mkdtemp(name.data());
  ASSERT_FALSE(write_demo(folder, test::bin_dir() / "ftm-freqtrade-sim"));
  auto file = folder / "config.yaml";
  auto x = config::parse(read_file(file).value_or(""), file);
  auto seen = config::verify(x, std::chrono::system_clock::now());
  auto all = x.problems;
  all.insert(all.end(), seen.problems.begin(), seen.problems.end());
  for (auto& p : check_versions(seen.strategies, x))
    all.push_back(p);
  for (auto& p : all)
    if (!p.key.ends_with("time_zone")) // of the machine that tests
      ADD_FAILURE() << config::to_text(p, "config.yaml");
  ASSERT_EQ(seen.strategies.size(), 3u);
  for (auto& s : seen.strategies)
    EXPECT_EQ(s.version, "2023.2") << s.name;
  fs::remove_all(folder);
}

} // namespace
} // namespace ftm
