#include "deploy/ftmanager/version_probe.hpp"

#include "shared/util/file.hpp"
#include "tests/support/bin_dir.hpp"

#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>

namespace ftm {
namespace {

namespace fs = std::filesystem;

class version_probe : public ::testing::Test {
protected:
  version_probe() {
    std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~version_probe() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  /// An executable that is called as freqtrade is.
  version_question script(const std::string& name, const std::string& text) {
    auto file = folder_ / name;
    EXPECT_FALSE(write_file_durably(file, "#!/bin/sh\n" + text + "\n", 0700));
    return {file, folder_};
  }

  version_answer ask(const version_question& q, int limit_ms = 10'000) {
    return ask_versions({q}, std::chrono::milliseconds{limit_ms}).at(0);
  }

  fs::path folder_;
};

TEST_F(version_probe, the_stand_in_answers_as_freqtrade_does) {
  auto x = ask({test::bin_dir() / "ftm-freqtrade-sim", folder_});
  EXPECT_EQ(x.version, "2023.2");
  EXPECT_EQ(x.why, "");
}

TEST_F(version_probe, asks_all_at_once_and_answers_in_order) {
  // Each waits for the other: one after the other would end late.
  auto a =
      script("a", "mkfifo f 2>/dev/null; read x < f; echo freqtrade 2024.9");
  auto b =
      script("b", "mkfifo f 2>/dev/null; echo x > f; echo freqtrade 2025.1");
  auto y = ask_versions({a, b}, std::chrono::seconds{10});
  ASSERT_EQ(y.size(), 2u);
  EXPECT_EQ(y[0].version, "2024.9");
  EXPECT_EQ(y[1].version, "2025.1");
}

TEST_F(version_probe, kills_what_does_not_answer_and_its_children) {
  auto x = ask(script("slow", "sleep 60 & echo $! > child; wait"), 500);
  EXPECT_EQ(x.version, std::nullopt);
  EXPECT_EQ(x.why, "it has not answered in time");
  auto child = std::atoi(read_file(folder_ / "child").value_or("0").c_str());
  ASSERT_GT(child, 0);
  auto state = [&] {
    auto text = read_file("/proc/" + std::to_string(child) + "/stat");
    auto end = text ? text->rfind(") ") : std::string::npos;
    return end == std::string::npos ? 'X' : (*text)[end + 2];
  };
  EXPECT_NE(state(), 'S');
}

TEST_F(version_probe, reads_no_more_than_it_needs_of_a_flood) {
  auto x = ask(script("flood", "while :; do echo no version here; done"));
  EXPECT_EQ(x.version, std::nullopt);
}

TEST_F(version_probe, says_why_there_is_no_version) {
  EXPECT_EQ(ask(script("bad", "exit 3")).why, "exit code 3");
  EXPECT_EQ(ask(script("mute", "exit 0")).why, "it does not say one");
  EXPECT_EQ(ask({folder_ / "none", folder_}).why, "No such file or directory");
  EXPECT_EQ(ask(script("odd", "printf 'freqtrade \\377\\000'")).why,
            "it does not say one");
}

TEST_F(version_probe, is_no_shell) {
  auto q = script("a b; touch owned", "echo freqtrade 2023.4");
  EXPECT_EQ(ask(q).version, "2023.4");
  EXPECT_FALSE(fs::exists(folder_ / "owned"));
}

} // namespace
} // namespace ftm
