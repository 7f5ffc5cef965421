#include "shared/util/clock.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>

namespace ftm {

int64_t boottime_ms() {
  timespec x{};
  clock_gettime(CLOCK_BOOTTIME, &x);
  return int64_t{x.tv_sec} * 1000 + x.tv_nsec / 1'000'000;
}

std::string boot_id() {
  std::ifstream in{"/proc/sys/kernel/random/boot_id"};
  std::string y;
  std::getline(in, y);
  return y;
}

std::string to_rfc3339(std::chrono::system_clock::time_point x) {
  using namespace std::chrono;
  auto whole = floor<seconds>(x);
  auto ms = duration_cast<milliseconds>(x - whole).count();
  auto t = static_cast<time_t>(whole.time_since_epoch().count());
  tm local{};
  localtime_r(&t, &local);
  auto offset = local.tm_gmtoff / 60;
  char y[80];
  std::snprintf(y, sizeof y, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d",
                local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                local.tm_hour, local.tm_min, local.tm_sec, static_cast<int>(ms),
                offset < 0 ? '-' : '+', static_cast<int>(std::abs(offset) / 60),
                static_cast<int>(std::abs(offset) % 60));
  return y;
}

std::optional<std::chrono::system_clock::time_point>
from_rfc3339(const std::string& x) {
  tm t{};
  int used = 0;
  if (std::sscanf(x.c_str(), "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &t.tm_year,
                  &t.tm_mon, &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec,
                  &used)
          != 6
      || used == 0)
    return {};
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  auto i = static_cast<size_t>(used);
  int64_t ns = 0;
  if (i < x.size() && x[i] == '.') {
    int64_t unit = 100'000'000;
    for (++i; i < x.size() && x[i] >= '0' && x[i] <= '9'; ++i, unit /= 10)
      ns += (x[i] - '0') * unit;
  }
  int64_t offset = 0;
  if (i < x.size() && (x[i] == '+' || x[i] == '-')) {
    int hours = 0;
    int minutes = 0;
    if (std::sscanf(x.c_str() + i + 1, "%2d:%2d", &hours, &minutes) != 2)
      return {};
    offset = (hours * 3600 + minutes * 60) * (x[i] == '-' ? -1 : 1);
  } else if (i >= x.size() || (x[i] != 'Z' && x[i] != 'z')) {
    return {};
  }
  using namespace std::chrono;
  return system_clock::time_point{duration_cast<system_clock::duration>(
      seconds{timegm(&t) - offset} + nanoseconds{ns})};
}

} // namespace ftm
