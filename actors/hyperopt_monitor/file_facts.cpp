#include "actors/hyperopt_monitor/file_facts.hpp"

#include "actors/hyperopt_monitor/file_names.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>

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
                                     const std::string& strategy,
                                     std::error_code& error) {
  using key = std::pair<std::chrono::local_seconds, file_facts::time_point>;
  std::vector<std::pair<key, file_facts>> found;
  std::filesystem::directory_iterator i{folder, error};
  for (std::filesystem::directory_iterator end; !error && i != end;
       i.increment(error)) {
    auto name = i->path().filename().string();
    if (!is_result_of(name, strategy))
      continue;
    std::error_code gone; // between the listing and the look
    auto x = facts_of(i->path(), gone);
    if (!x || !x->regular)
      continue;
    auto named = time_in_name(name);
    if (!named)
      named =
          local_time(x->created_at == file_facts::time_point{} ? x->modified_at
                                                               : x->created_at);
    found.push_back({{*named, x->modified_at}, *x});
  }
  if (error == std::errc::no_such_file_or_directory
      || error == std::errc::not_a_directory)
    error.clear();
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.name) > std::tie(b.first, b.second.name);
  });
  std::vector<file_facts> y;
  y.reserve(found.size());
  for (auto& x : found)
    y.push_back(std::move(x.second));
  return y;
}

} // namespace ftm
