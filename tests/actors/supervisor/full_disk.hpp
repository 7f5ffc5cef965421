#pragma once

#include "tests/actors/supervisor/supervised.hpp"

#include <cerrno>
#include <cstring>
#include <sched.h>
#include <sys/mount.h>

namespace ftm::test {

/// A state folder on a disk of 6 MiB of its own.
class full_disk : public supervision_of_real_processes {
protected:
  void SetUp() override {
    if (::unshare(CLONE_NEWNS) != 0
        || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      GTEST_SKIP() << "no private mount namespace: " << std::strerror(errno);
    fs::create_directory(state_);
    if (::mount("ftm-test", state_.c_str(), "tmpfs", 0, "size=6m") != 0)
      GTEST_SKIP() << "no tmpfs: " << std::strerror(errno);
    mounted_ = true;
  }
  void TearDown() override {
    if (mounted_)
      ::umount2(state_.c_str(), MNT_DETACH);
  }
  /// Another one's file takes what room there is, but for so many pages.
  void fill(size_t spare = 0) {
    auto x = state_ / "another";
    auto fd =
        ::open(x.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::string page(4096, 'x');
    while (::write(fd, page.data(), page.size()) == 4096) {
    }
    ASSERT_EQ(errno, ENOSPC);
    auto size = fs::file_size(x);
    ASSERT_EQ(::ftruncate(fd, static_cast<off_t>(size - spare * 4096)), 0);
    ::close(fd);
  }
  void make_room() const {
    fs::remove(state_ / "another");
  }

  bool mounted_ = false;
};

} // namespace ftm::test
