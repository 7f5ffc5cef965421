#include "shared/util/file_limit.hpp"

#include <sys/resource.h>

namespace ftm {

uint64_t file_limit() {
  rlimit x{};
  return ::getrlimit(RLIMIT_NOFILE, &x) == 0 ? x.rlim_cur : 1024;
}

uint64_t raise_file_limit() {
  rlimit x{};
  if (::getrlimit(RLIMIT_NOFILE, &x) != 0)
    return 0;
  auto before = x.rlim_cur;
  x.rlim_cur = x.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &x);
  return before;
}

} // namespace ftm
