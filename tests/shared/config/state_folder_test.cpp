#include "shared/config/state_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace ftm::config {
namespace {

TEST(state_folder, knows_network_file_systems_by_their_type) {
  EXPECT_EQ(network_file_system(0x6969), "NFS");
  EXPECT_EQ(network_file_system(0xff534d42), "SMB");
  EXPECT_EQ(network_file_system(0xffffffff'ff534d42), "SMB") << "sign-extended";
  EXPECT_EQ(network_file_system(0x01021997), "9P");
  EXPECT_EQ(network_file_system(0x65735546), "FUSE") << "sshfs is one";
  EXPECT_EQ(network_file_system(0xef53), "") << "ext4";
  EXPECT_EQ(network_file_system(0x01021994), "") << "tmpfs";
  EXPECT_EQ(network_file_system(0x9123683e), "") << "btrfs";
}

TEST(state_folder, looks_where_it_will_be_made_and_leaves_nothing) {
  auto base = std::filesystem::temp_directory_path();
  std::string name = (base / "ftm-XXXXXX").string();
  std::filesystem::path folder = ::mkdtemp(name.data());
  auto x = look_at_state_folder(folder / "not" / "there" / "yet");
  EXPECT_EQ(x.network, look_at_state_folder(folder).network);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace ftm::config
