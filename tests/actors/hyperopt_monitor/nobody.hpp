#pragma once

#include <gtest/gtest.h>

#include <unistd.h>

namespace ftm::test {

/// Without the rights of root while it lives, if we have them.
class nobody {
public:
  nobody() {
    take_away();
  }
  ~nobody() {
    give_back();
  }
  nobody(const nobody&) = delete;
  nobody& operator=(const nobody&) = delete;

  void take_away() {
    if (::geteuid() == 0)
      lent_ = ::seteuid(65534) == 0;
  }
  void give_back() {
    if (lent_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
    lent_ = false;
  }
  bool ok() const {
    return ::geteuid() != 0;
  }

private:
  bool lent_ = false;
};

} // namespace ftm::test
