#include "shared/util/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace fs = std::filesystem;

namespace {

std::error_code last_error() {
  return {errno, std::generic_category()};
}

struct descriptor {
  int fd = -1;
  explicit descriptor(int x) : fd(x) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd >= 0)
      ::close(fd);
  }
};

std::error_code sync_folder(const fs::path& x) {
  descriptor d{
      ::open(x.empty() ? "." : x.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (d.fd < 0 || ::fsync(d.fd) != 0)
    return last_error();
  return {};
}

std::error_code write_all(int fd, std::string_view x) {
  while (!x.empty()) {
    auto n = ::write(fd, x.data(), x.size());
    if (n < 0) {
      if (errno == EINTR)
        continue;
      return last_error();
    }
    x.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

/// At most `most` bytes, and one more if there are more.
std::optional<std::string> read_from(int fd, size_t most,
                                     std::error_code& error) {
  std::string y;
  char block[65536];
  for (;;) {
    auto room = most < y.size() ? 0 : most - y.size();
    auto want = room < sizeof block ? room + 1 : sizeof block;
    auto n = ::read(fd, block, want);
    if (n == 0)
      return y;
    if (n < 0) {
      if (errno == EINTR)
        continue;
      error = last_error();
      return {};
    }
    y.append(block, static_cast<size_t>(n));
    if (y.size() > most)
      return y;
  }
}

} // namespace

std::optional<std::string> read_file(const fs::path& x,
                                     std::error_code& error) {
  error.clear();
  descriptor d{::open(x.c_str(), O_RDONLY | O_CLOEXEC)};
  if (d.fd < 0) {
    error = last_error();
    return {};
  }
  return read_from(d.fd, std::numeric_limits<size_t>::max(), error);
}

std::optional<std::string> read_text_file(const fs::path& x, std::string& why,
                                          size_t most) {
  // A FIFO without a writer would block.
  descriptor d{::open(x.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
  struct stat status {};
  if (d.fd < 0 || ::fstat(d.fd, &status) != 0) {
    why = last_error().message();
    return {};
  }
  if (!S_ISREG(status.st_mode)) {
    why = S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file";
    return {};
  }
  std::error_code error;
  auto y = read_from(d.fd, most, error);
  if (!y)
    why = error.message();
  else if (y->size() > most)
    why = "it has more than " + std::to_string(most) + " bytes";
  else
    return y;
  return {};
}

std::optional<std::string> read_file(const fs::path& x) {
  std::error_code ignored;
  return read_file(x, ignored);
}

std::error_code write_file_durably(const fs::path& path,
                                   std::string_view content, int mode) {
  auto temporary = path.string() + ".tmp." + std::to_string(::getpid());
  {
    descriptor d{::open(temporary.c_str(),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)};
    if (d.fd < 0)
      return last_error();
    auto e = write_all(d.fd, content);
    if (!e
        && (::fchmod(d.fd, static_cast<mode_t>(mode)) != 0
            || ::fsync(d.fd) != 0))
      e = last_error();
    if (e) {
      ::unlink(temporary.c_str());
      return e;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto e = last_error();
    ::unlink(temporary.c_str());
    return e;
  }
  return sync_folder(path.parent_path());
}

std::error_code make_private_folder(const fs::path& path) {
  std::error_code e;
  if (fs::is_directory(path, e))
    return {};
  if (path.has_parent_path() && path.parent_path() != path)
    if (auto x = make_private_folder(path.parent_path()))
      return x;
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return last_error();
  return {};
}

} // namespace ftm
