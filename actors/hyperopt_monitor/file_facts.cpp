#include "actors/hyperopt_monitor/file_facts.hpp"

#include "actors/hyperopt_monitor/file_names.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace ftm {

namespace {

file_facts::time_point time_of(const struct statx_timestamp& x) {
  return file_facts::time_point{
      std::chrono::duration_cast<file_facts::time_point::duration>(
          std::chrono::seconds{x.tv_sec}
          + std::chrono::nanoseconds{x.tv_nsec})};
}

std::optional<file_facts> ask(int fd, const char* path, int flags,
                              std::error_code& error) {
  struct statx x {};
  if (::statx(fd, path, flags, STATX_BASIC_STATS | STATX_BTIME, &x) != 0) {
    error = {errno, std::system_category()};
    return std::nullopt;
  }
  file_facts y;
  y.inode = x.stx_ino;
  y.bytes = x.stx_size;
  y.modified_at = time_of(x.stx_mtime);
  if ((x.stx_mask & STATX_BTIME) != 0)
    y.created_at = time_of(x.stx_btime);
  y.regular = S_ISREG(x.stx_mode);
  return y;
}

} // namespace

std::optional<file_facts> facts_of(const std::filesystem::path& x,
                                   std::error_code& error) {
  auto y = ask(AT_FDCWD, x.c_str(), 0, error);
  if (y)
    y->name = x.filename();
  return y;
}

std::optional<file_facts> facts_of(int fd, std::error_code& error) {
  return ask(fd, "", AT_EMPTY_PATH, error);
}

std::vector<file_facts> list_results(const std::filesystem::path& folder,
                                     const std::string& strategy) {
  std::vector<file_facts> y;
  std::error_code error;
  for (std::filesystem::directory_iterator i{folder, error}, end;
       !error && i != end; i.increment(error)) {
    auto name = i->path().filename().string();
    if (!is_result_of(name, strategy))
      continue;
    std::error_code gone; // between the listing and the look
    if (auto x = facts_of(i->path(), gone); x && x->regular)
      y.push_back(std::move(*x));
  }
  auto when = [](const file_facts& x) {
    return time_in_name(x.name).value_or(x.modified_at);
  };
  std::sort(y.begin(), y.end(), [&](const auto& a, const auto& b) {
    return std::pair{when(a), a.modified_at}
           > std::pair{when(b), b.modified_at};
  });
  return y;
}

} // namespace ftm
