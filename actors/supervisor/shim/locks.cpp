#include "actors/supervisor/shim/locks.hpp"

#include <cerrno>
#include <fcntl.h>

namespace ftm::shim {

namespace {

struct flock one_byte(short type, int byte) {
  struct flock x {};
  x.l_type = type;
  x.l_whence = SEEK_SET;
  x.l_start = byte;
  x.l_len = 1;
  return x;
}

} // namespace

bool try_lock(int fd, int byte) {
  auto x = one_byte(F_WRLCK, byte);
  while (::fcntl(fd, F_OFD_SETLK, &x) != 0)
    if (errno != EINTR)
      return false;
  return true;
}

void unlock(int fd, int byte) {
  auto x = one_byte(F_UNLCK, byte);
  ::fcntl(fd, F_OFD_SETLK, &x);
}

bool is_locked(int fd, int byte) {
  auto x = one_byte(F_WRLCK, byte);
  return ::fcntl(fd, F_OFD_GETLK, &x) == 0 && x.l_type != F_UNLCK;
}

} // namespace ftm::shim
