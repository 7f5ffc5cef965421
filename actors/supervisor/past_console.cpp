#include "actors/supervisor/past_console.hpp"

#include "actors/supervisor/output_reader.hpp"

namespace ftm {

namespace {

constexpr uint64_t part = 65'536;

void feed(console_scanner& y, const std::filesystem::path& log, uint64_t at,
          uint64_t end) {
  while (at < end) {
    auto x = read_output(log, {}, at, most_output, true);
    if (x.bytes.empty())
      return;
    y.feed(x.bytes);
    at = x.offset + x.bytes.size();
  }
}

} // namespace

console_findings scan_log(const std::filesystem::path& log) {
  console_scanner y;
  auto size = output_size(log);
  if (size <= 2 * part) {
    feed(y, log, 0, size);
  } else {
    y.feed(read_output(log, {}, 0, part, true).bytes);
    y.feed("\n");
    feed(y, log, size - part, size);
  }
  y.feed("\n");
  return y.findings();
}

} // namespace ftm
