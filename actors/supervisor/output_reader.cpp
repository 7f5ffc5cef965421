#include "actors/supervisor/output_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ftm {

uint64_t output_size(const std::filesystem::path& log) {
  struct stat s;
  return ::stat(log.c_str(), &s) == 0 ? static_cast<uint64_t>(s.st_size) : 0;
}

uint64_t absolute_offset(int64_t offset, uint64_t size) {
  if (offset >= 0)
    return static_cast<uint64_t>(offset);
  auto back = uint64_t{0} - static_cast<uint64_t>(offset);
  return back >= size ? 0 : size - back;
}

output_chunk read_output(const std::filesystem::path& log,
                         const std::string& launch, uint64_t offset,
                         uint32_t limit, bool over) {
  output_chunk y;
  y.launch = launch;
  y.offset = offset;
  auto fd = ::open(log.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat s;
  if (fd < 0 || ::fstat(fd, &s) != 0) {
    if (fd >= 0)
      ::close(fd);
    y.ended = over;
    return y;
  }
  auto size = static_cast<uint64_t>(s.st_size);
  if (offset < size) {
    // The head may have been punched away: zeros are not what was printed.
    auto data = ::lseek(fd, static_cast<off_t>(offset), SEEK_DATA);
    if (data > static_cast<off_t>(offset))
      y.offset = static_cast<uint64_t>(data);
    else if (data < 0 && errno == ENXIO)
      y.offset = size;
  }
  auto want = std::min<uint64_t>(std::min(limit, most_output),
                                 y.offset < size ? size - y.offset : 0);
  y.bytes.resize(want);
  size_t got = 0;
  while (got < want) {
    auto n = ::pread(fd, y.bytes.data() + got, want - got,
                     static_cast<off_t>(y.offset + got));
    if (n <= 0)
      break;
    got += static_cast<size_t>(n);
  }
  y.bytes.resize(got);
  ::close(fd);
  y.ended = over && y.offset + got >= size;
  return y;
}

} // namespace ftm
