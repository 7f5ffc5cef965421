#include "deploy/demo/demo_folder.hpp"
#include "deploy/demo/demo_texts.hpp"
#include "deploy/demo/session.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

class demo_folder : public testing::Test {
protected:
  demo_folder() {
    std::string name = testing::TempDir() + "ftm-demo-XXXXXX";
    root_ = ::mkdtemp(name.data());
    simulator_ = root_ / "sim";
    std::ofstream{simulator_} << "#!/bin/sh\n";
  }
  ~demo_folder() override {
    fs::remove_all(root_);
  }
  std::string text(const fs::path& file) const {
    std::ifstream in{root_ / file};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }

  fs::path root_, simulator_;
};

} // namespace

TEST_F(demo_folder, has_two_freqtrade_folders_and_three_strategies) {
  ASSERT_FALSE(ftm::write_demo(root_ / "demo", simulator_));
  for (auto x : {"freqtrade-spot", "freqtrade-lab"})
    EXPECT_EQ(fs::read_symlink(root_ / "demo" / x / ".venv/bin/freqtrade"),
              simulator_);
  for (auto& [folder, name] : {std::pair{"freqtrade-spot", "DipHunter"},
                               {"freqtrade-spot", "TideRider"},
                               {"freqtrade-lab", "NightOwl"}}) {
    auto s = ftm::sim::find_strategy(
        root_ / "demo" / folder / "user_data/strategies", name, false);
    ASSERT_TRUE(s) << name;
    EXPECT_GE(s->parameters.size(), 5U) << name;
  }
}

TEST_F(demo_folder, strategies_below_are_found_only_on_demand) {
  fs::create_directories(root_ / "s/archive");
  std::ofstream{root_ / "s/archive/x.py"} << "class S(IStrategy):\n    pass\n";
  EXPECT_FALSE(ftm::sim::find_strategy(root_ / "s", "S", false));
  auto below = ftm::sim::find_strategy(root_ / "s", "S", true);
  ASSERT_TRUE(below);
  EXPECT_EQ(below->file, root_ / "s/archive/x.py");
  std::ofstream{root_ / "s/z.py"} << "class S(IStrategy):\n    pass\n";
  EXPECT_EQ(ftm::sim::find_strategy(root_ / "s", "S", true)->file,
            root_ / "s/z.py");
}

TEST_F(demo_folder, keeps_what_is_there_and_renews_the_link) {
  ASSERT_FALSE(ftm::write_demo(root_ / "demo", simulator_));
  std::ofstream{root_ / "demo/config.yaml"} << "mine";
  auto moved = root_ / "sim2";
  fs::rename(simulator_, moved);
  ASSERT_FALSE(ftm::write_demo(root_ / "demo", moved));
  EXPECT_EQ(text("demo/config.yaml"), "mine");
  EXPECT_EQ(fs::read_symlink(root_ / "demo/freqtrade-lab/.venv/bin/freqtrade"),
            moved);
}

TEST_F(demo_folder, says_that_the_simulator_is_missing) {
  EXPECT_EQ(ftm::write_demo(root_ / "demo", root_ / "nowhere"),
            std::errc::no_such_file_or_directory);
}

TEST_F(demo_folder, configs_are_dry_runs_that_freqtrades_json_reads) {
  for (auto text :
       {ftm::demo::spot_config, ftm::demo::tide_config, ftm::demo::lab_config})
    EXPECT_TRUE(
        ftm::sim::parse_config(std::string{text})["dry_run"].get<bool>());
}

TEST_F(demo_folder, every_bot_has_a_rest_of_its_own) {
  ASSERT_FALSE(ftm::write_demo(root_ / "demo", simulator_));
  std::set<int> ports;
  std::set<std::string> passwords;
  for (auto file :
       {"freqtrade-spot/config.json", "freqtrade-spot/config-tide.json",
        "freqtrade-lab/config.json"}) {
    auto path = fs::path{"demo"} / file;
    auto api = ftm::sim::parse_config(text(path))["api_server"];
    EXPECT_TRUE(api["enabled"].get<bool>());
    EXPECT_EQ(api["listen_ip_address"], "127.0.0.1");
    ports.insert(api["listen_port"].get<int>());
    passwords.insert(api["password"].get<std::string>());
    EXPECT_EQ(fs::status(root_ / path).permissions(), fs::perms{0600});
  }
  EXPECT_EQ(ports.size(), 3U);
  EXPECT_EQ(passwords.size(), 3U);
  EXPECT_EQ(passwords.begin()->size(), 32U);
}
