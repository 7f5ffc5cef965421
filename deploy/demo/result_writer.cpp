#include "deploy/demo/result_writer.hpp"
#include "deploy/demo/interrupts.hpp"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ftm::sim {

namespace {

constexpr std::size_t chunk = 65'536; // of Python's file buffer

void must_write(int fd, std::string_view bytes) {
  if (!write_all(fd, bytes))
    throw operational_error{std::string{"OSError: "} + std::strerror(errno)};
}

} // namespace

result_writer::result_writer(std::filesystem::path folder,
                             const std::string& strategy)
    : folder_(std::move(folder)),
      file_(folder_
            / ("strategy_" + strategy + "_" + file_stamp() + ".fthypt")) {
  std::error_code e;
  std::filesystem::create_directories(folder_, e);
}

int result_writer::open_file() {
  auto fd =
      ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0)
    throw operational_error{std::string{"OSError: "} + std::strerror(errno)
                            + ": '" + file_.string() + "'"};
  return fd;
}

void result_writer::append(std::string_view line) {
  append_slowly(line, 0);
}

void result_writer::append_slowly(std::string_view line,
                                  std::int64_t stall_ms) {
  auto fd = open_file();
  if (stall_ms > 0) {
    must_write(fd, line.substr(0, line.size() / 2));
    line.remove_prefix(line.size() / 2);
    pause_ms(stall_ms);
  }
  for (; !line.empty(); line.remove_prefix(std::min(chunk, line.size())))
    must_write(fd, line.substr(0, chunk));
  must_write(fd, "\n");
  ::close(fd);
  write_last_result();
}

void result_writer::touch() {
  ::close(open_file());
  write_last_result();
}

void result_writer::write_last_result() {
  auto path = folder_ / ".last_result.json";
  auto fd =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0)
    return;
  write_all(fd, json{{"latest_hyperopt", file_.filename().string()}}.dump());
  ::close(fd);
}

} // namespace ftm::sim
