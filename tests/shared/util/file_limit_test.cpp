#include "shared/util/file_limit.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace {

using namespace ftm;

TEST(file_limit, is_raised_to_the_hard_limit_and_tells_what_it_was) {
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  auto low = old;
  low.rlim_cur = 200;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(file_limit(), 200u);
  EXPECT_EQ(raise_file_limit(), 200u);
  EXPECT_EQ(file_limit(), old.rlim_max);
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
}

} // namespace
