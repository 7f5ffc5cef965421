#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace ftm;
namespace fs = std::filesystem;

namespace {

class files : public ::testing::Test {
protected:
  files() {
    std::string name = (fs::temp_directory_path() / "ftm-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }

  ~files() override {
    fs::remove_all(folder_);
  }

  size_t entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator{folder_}, {}));
  }

  fs::path folder_;
};

} // namespace

TEST_F(files, are_replaced_whole_with_the_mode_asked_for) {
  auto path = folder_ / "x";
  ASSERT_FALSE(write_file_durably(path, "one", 0644));
  ASSERT_FALSE(write_file_durably(path, std::string("t\0o", 3)));
  EXPECT_EQ(read_file(path), std::string("t\0o", 3));
  EXPECT_EQ(fs::status(path).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(files, are_left_alone_when_they_cannot_be_replaced) {
  auto path = folder_ / "x";
  fs::create_directories(path / "full");
  EXPECT_TRUE(write_file_durably(path, "text"));
  EXPECT_TRUE(fs::is_directory(path));
  EXPECT_EQ(entries(), 1u); // nothing temporary is left
  EXPECT_TRUE(write_file_durably(folder_ / "none" / "x", "text"));
}

TEST_F(files, that_cannot_be_read_say_why) {
  std::error_code error;
  EXPECT_FALSE(read_file(folder_ / "none", error));
  EXPECT_EQ(error, std::errc::no_such_file_or_directory);
  EXPECT_FALSE(read_file(folder_, error));
  EXPECT_EQ(error, std::errc::is_a_directory);
  ASSERT_FALSE(write_file_durably(folder_ / "x", ""));
  EXPECT_EQ(read_file(folder_ / "x", error), "");
  EXPECT_FALSE(error);
}

TEST_F(files, private_folders_are_ours_alone) {
  auto path = folder_ / "a" / "b";
  ASSERT_FALSE(make_private_folder(path));
  ASSERT_FALSE(make_private_folder(path));
  EXPECT_EQ(fs::status(folder_ / "a").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  ASSERT_FALSE(write_file_durably(folder_ / "x", ""));
  EXPECT_TRUE(make_private_folder(folder_ / "x" / "y"));
}

TEST(sha256, is_the_one_of_the_standard) {
  EXPECT_EQ(sha256_hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sha256_stream x;
  x.add("a");
  x.add("");
  x.add("bc");
  EXPECT_EQ(x.finish(), sha256_hex("abc"));
}

TEST(random_hex, is_never_the_same) {
  EXPECT_EQ(random_hex(32).size(), 64u);
  EXPECT_NE(random_hex(32), random_hex(32));
  EXPECT_EQ(random_hex(8).find_first_not_of("0123456789abcdef"),
            std::string::npos);
}
