#include "deploy/ftmanager/serve.hpp"

#include "deploy/ftmanager/suite.hpp"
#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ftm {
namespace {

namespace fs = std::filesystem;

class resolving : public ::testing::Test {
protected:
  resolving() {
    std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    asked_.config = folder_ / "config.yaml";
  }
  ~resolving() override {
    fs::remove_all(folder_);
  }
  suite_options with(const std::string& yaml) {
    EXPECT_FALSE(write_file_durably(
        asked_.config,
        yaml + "\nstrategies: [{name: A, freqtrade: {directory: /ft}}]\n"));
    return resolve(asked_);
  }

  fs::path folder_;
  serve_options asked_;
};

TEST_F(resolving, the_supervisor_measures_as_often_as_the_config_says) {
  EXPECT_EQ(supervisor_options_of(with("")).stats_interval, seconds{2});
  EXPECT_EQ(
      supervisor_options_of(with("process_stats_interval: 0.5")).stats_interval,
      milliseconds{500});
}

TEST_F(resolving, a_config_without_end_is_not_read) {
  asked_.config = "/dev/zero";
  EXPECT_EQ(resolve(asked_).state_dir, "/dev/ftmanager-state");
}

} // namespace
} // namespace ftm
