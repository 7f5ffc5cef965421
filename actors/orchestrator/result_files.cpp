#include "actors/orchestrator/result_files.hpp"

#include "actors/orchestrator/process_end.hpp"

#include <algorithm>
#include <ctime>
#include <sys/stat.h>

namespace ftm {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view pattern = "dddd-dd-dd_dd-dd-dd";

bool looks_like_time(std::string_view x) {
  return x.size() == pattern.size()
         && std::equal(x.begin(), x.end(), pattern.begin(), [](char c, char p) {
              return p == 'd' ? c >= '0' && c <= '9' : c == p;
            });
}

std::chrono::seconds offset_at(timestamp x) {
  auto t = std::chrono::system_clock::to_time_t(x);
  std::tm tm{};
  ::localtime_r(&t, &tm);
  return std::chrono::seconds{tm.tm_gmtoff};
}

/// The wall's clock as the machine shows it.
std::chrono::local_seconds local_time(timestamp x) {
  auto t = std::chrono::floor<std::chrono::seconds>(x.time_since_epoch());
  return std::chrono::local_seconds{t + offset_at(x)};
}

/// The earliest that a name made since then can say, even if clocks are put
/// back until `ended`.
std::chrono::local_seconds
earliest_name(timestamp started, const std::optional<timestamp>& ended) {
  auto y = local_time(started);
  if (ended)
    y = std::min(y, y - offset_at(started) + offset_at(*ended));
  return y;
}

cleaned clean(const fs::path& folder, const std::string& strategy,
              uint32_t days, timestamp now, bool remove) {
  cleaned y;
  std::error_code e;
  fs::directory_iterator i{folder, e};
  if (e) {
    if (e != std::errc::no_such_file_or_directory)
      y.error = folder.string() + " cannot be read: " + e.message();
    return y;
  }
  auto limit = now - std::chrono::days{days};
  for (; !e && i != fs::directory_iterator{}; i.increment(e)) {
    auto name = i->path().filename().string();
    auto named = time_in_name(name, strategy);
    struct stat s {};
    if (!named || *named >= local_time(limit)
        || ::lstat(i->path().c_str(), &s) != 0 || !S_ISREG(s.st_mode)
        || std::chrono::system_clock::from_time_t(s.st_mtime) >= limit)
      continue;
    if (remove && ::unlink(i->path().c_str()) != 0 && errno != ENOENT) {
      if (y.error.empty())
        y.error = i->path().string() + " cannot be removed: "
                  + std::generic_category().message(errno);
      continue;
    }
    y.removed.push_back(name);
    y.bytes += static_cast<uint64_t>(s.st_size);
  }
  std::sort(y.removed.begin(), y.removed.end());
  return y;
}

} // namespace

std::optional<std::chrono::local_seconds>
time_in_name(const std::string& file, const std::string& strategy) {
  auto head = "strategy_" + strategy + "_";
  constexpr std::string_view tail = ".fthypt";
  if (file.size() != head.size() + pattern.size() + tail.size()
      || !file.starts_with(head) || !file.ends_with(tail))
    return {};
  auto x = file.substr(head.size(), pattern.size());
  if (!looks_like_time(x))
    return {};
  auto number = [&](size_t at, size_t n) { return std::stoi(x.substr(at, n)); };
  using namespace std::chrono;
  auto day = year{number(0, 4)} / month{static_cast<unsigned>(number(5, 2))}
             / std::chrono::day{static_cast<unsigned>(number(8, 2))};
  if (!day.ok())
    return {};
  return local_seconds{local_days{day}} + hours{number(11, 2)}
         + minutes{number(14, 2)} + seconds{number(17, 2)};
}

chosen_file choose_result(const std::vector<result_file>& files,
                          const std::vector<std::string>& before,
                          const std::string& strategy,
                          const result_writer& by) {
  chosen_file y;
  std::string names;
  size_t n = 0;
  for (auto& x : files) {
    auto named = time_in_name(x.name, strategy);
    if (!named
        || std::find(before.begin(), before.end(), x.name) != before.end())
      continue;
    if (by.started && *named < earliest_name(*by.started, by.ended))
      continue;
    if (!x.launch.empty() && !is_launch(x.launch, by.launch))
      continue;
    // File systems keep coarser times than the clock.
    if (by.ended && x.modified_at > *by.ended + 2s)
      continue;
    y.file = x;
    names += (n++ > 0 ? ", " : "") + x.name;
  }
  if (n == 1 && y.file->bytes > 0)
    return y;
  y.file.reset();
  if (n == 1)
    y.error = "the hyperopt left an empty result file: " + names;
  else if (n == 0)
    y.error = "the hyperopt wrote no result file; older results are not used";
  else
    y.error = "it cannot be told which file this hyperopt wrote: " + names;
  return y;
}

cleaned clean_results(const fs::path& folder, const std::string& strategy,
                      uint32_t days, timestamp now) {
  return clean(folder, strategy, days, now, true);
}

cleaned old_results(const fs::path& folder, const std::string& strategy,
                    uint32_t days, timestamp now) {
  return clean(folder, strategy, days, now, false);
}

} // namespace ftm
