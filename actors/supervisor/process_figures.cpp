#include "actors/supervisor/process_figures.hpp"

#include "actors/supervisor/shim/small_file.hpp"

#include <charconv>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

namespace {

/// The number after `name`, which begins a line; colon and blanks between.
std::optional<uint64_t> number_of(std::string_view x, std::string_view name) {
  size_t i = 0;
  for (; (i = x.find(name, i)) != std::string_view::npos; ++i)
    if ((i == 0 || x[i - 1] == '\n') && x.substr(i + name.size(), 1) == ":")
      break;
  if (i == std::string_view::npos)
    return {};
  x.remove_prefix(i + name.size() + 1);
  x.remove_prefix(std::min(x.find_first_not_of(" \t"), x.size()));
  uint64_t y = 0;
  auto r = std::from_chars(x.data(), x.data() + x.size(), y);
  return r.ec == std::errc{} ? std::optional{y} : std::nullopt;
}

/// A path below /proc/PID.
class proc_path {
public:
  proc_path(pid_t x, const char* name) {
    std::snprintf(text_, sizeof text_, "/proc/%d/%s", x, name);
  }
  operator const char*() const {
    return text_;
  }

private:
  char text_[48];
};

std::optional<uint32_t> count_files(pid_t x) {
  proc_path path{x, "fd"};
  struct stat s;
  if (::stat(path, &s) == 0 && s.st_size > 0) // Linux 6.2 and newer
    return static_cast<uint32_t>(s.st_size);
  auto folder = ::opendir(path);
  if (folder == nullptr)
    return {};
  uint32_t y = 0;
  while (auto e = ::readdir(folder))
    y += e->d_name[0] != '.' ? 1 : 0;
  ::closedir(folder);
  return y;
}

std::string text_of(pid_t x, const char* name) {
  return shim::read_small_file(AT_FDCWD,
                               static_cast<const char*>(proc_path{x, name}));
}

} // namespace

std::optional<io_bytes> parse_io(std::string_view x) {
  auto read = number_of(x, "read_bytes");
  auto written = number_of(x, "write_bytes");
  if (!read || !written)
    return {};
  return io_bytes{*read, *written};
}

std::optional<uint64_t> parse_pss(std::string_view x) {
  auto y = number_of(x, "Pss");
  return y ? std::optional{*y * 1024} : std::nullopt;
}

void figure_reader::begin() {
  std::erase_if(kept_, [this](auto& x) { return x.second.seen != look_; });
  ++look_;
  spent_ = {};
}

process_figures figure_reader::read(const shim::process_entry& x, bool brief) {
  process_figures y;
  y.io = parse_io(text_of(x.id.pid, "io"));
  if (brief)
    return y;
  y.open_files = count_files(x.id.pid);
  auto& k = kept_[x.id];
  k.seen = look_;
  if ((k.look == 0 || look_ - k.look >= looks_between)
      && spent_ < longest_pss) {
    auto begin = std::chrono::steady_clock::now();
    k.pss = parse_pss(text_of(x.id.pid, "smaps_rollup"));
    k.look = look_;
    spent_ += std::chrono::steady_clock::now() - begin;
  }
  y.pss_bytes = k.pss;
  return y;
}

} // namespace ftm
