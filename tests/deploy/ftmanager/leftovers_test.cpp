#include "deploy/ftmanager/leftovers.hpp"

#include "shared/util/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace ftm {
namespace {

namespace fs = std::filesystem;

struct leftovers : testing::Test {
  leftovers() {
    std::string x = (fs::temp_directory_path() / "ftm-parts-XXXXXX").string();
    folder = ::mkdtemp(x.data());
  }
  ~leftovers() override {
    fs::remove_all(folder);
  }

  nlohmann::json recorded() const {
    auto x = read_file(folder / "warden.json").value_or("");
    return nlohmann::json::parse(x).at("parts");
  }

  fs::path folder;
};

} // namespace

TEST_F(leftovers, says_why_parts_could_not_be_written_down) {
  EXPECT_EQ(record_parts(folder, {{"supervisor", 11, 22}}), "");
  ASSERT_EQ(recorded().size(), 1u);
  // As on a full disk: no temporary file can be made.
  fs::create_directories(folder
                         / ("warden.json.tmp." + std::to_string(::getpid())));
  auto why = record_parts(folder, {});
  EXPECT_NE(why.find((folder / "warden.json").string()), std::string::npos);
  EXPECT_NE(why.find("Is a directory"), std::string::npos) << why;
  ASSERT_EQ(recorded().size(), 1u) << "what was written before is still there";
  EXPECT_EQ(recorded()[0]["pid"], 11);
}

} // namespace ftm
