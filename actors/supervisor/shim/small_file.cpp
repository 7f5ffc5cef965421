#include "actors/supervisor/shim/small_file.hpp"

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace ftm::shim {

std::string read_small_file(int folder, const char* name, size_t limit) {
  std::string y;
  auto fd = ::openat(folder, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return y;
  char block[4096];
  while (y.size() < limit) {
    auto n = ::read(fd, block, sizeof block);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    y.append(block, static_cast<size_t>(n));
  }
  ::close(fd);
  return y;
}

int write_all(int fd, std::string_view x) {
  while (!x.empty()) {
    auto n = ::write(fd, x.data(), x.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    x.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

int write_small_file(int folder, const char* name, std::string_view x) {
  auto temporary = std::string{name} + ".tmp";
  auto fd = ::openat(folder, temporary.c_str(),
                     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    return errno;
  auto e = write_all(fd, x);
  if (e == 0 && ::fsync(fd) != 0)
    e = errno;
  ::close(fd);
  if (e == 0 && ::renameat(folder, temporary.c_str(), folder, name) != 0)
    e = errno;
  if (e == 0 && ::fsync(folder) != 0)
    e = errno;
  if (e != 0)
    ::unlinkat(folder, temporary.c_str(), 0);
  return e;
}

} // namespace ftm::shim
