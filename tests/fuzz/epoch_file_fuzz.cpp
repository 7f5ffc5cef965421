#include "actors/hyperopt_monitor/epoch_file.hpp"
#include "actors/hyperopt_monitor/readable.hpp"
#include "tests/fuzz/must.hpp"

#include <sys/mman.h>
#include <unistd.h>

/// A file of any bytes, read in any steps while it grows. The first four bytes
/// say how: block, step, longest line, growth.
namespace ftm {
namespace {

class memory_file {
public:
  memory_file() : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    FTM_MUST(fd_ >= 0, "no memory file");
  }
  ~memory_file() {
    ::close(fd_);
  }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;

  void append(std::string_view x) {
    FTM_MUST(::write(fd_, x.data(), x.size()) == static_cast<ssize_t>(x.size()),
             "a short write");
  }
  std::string path() const {
    return "/proc/self/fd/" + std::to_string(fd_);
  }

private:
  int fd_;
};

constexpr size_t all = size_t{1} << 30;

void finish(epoch_file& x, size_t step) {
  while (x.step(step).more) {
  }
}

void equal(const epoch_file& a, const epoch_file& b) {
  FTM_MUST(a.epochs().size() == b.epochs().size(), "other epochs");
  for (size_t i = 0; i < a.epochs().size(); ++i) {
    FTM_MUST(a.epochs().row(i) == b.epochs().row(i), "another epoch");
    auto x = a.epochs().place(i);
    auto y = b.epochs().place(i);
    FTM_MUST(x.offset == y.offset && x.length == y.length, "another place");
  }
  FTM_MUST(a.rejected_lines() == b.rejected_lines(), "other rejected lines");
  FTM_MUST(a.first_rejected() == b.first_rejected(), "another first one");
  FTM_MUST(a.bytes_read() == b.bytes_read(), "other bytes");
  const auto& p = a.epochs().params;
  const auto& q = b.epochs().params;
  FTM_MUST(p.rows() == a.epochs().size(), "an epoch without a row");
  FTM_MUST(q.rows() == b.epochs().size(), "an epoch without a row");
  FTM_MUST(p.columns() == q.columns(), "other parameters");
  for (size_t c = 0; c < p.columns(); ++c)
    for (size_t i = 0; i < p.rows(); ++i)
      FTM_MUST(real{p.value(c, i)} == real{q.value(c, i)}, "another parameter");
}

/// Confirms every row, reading again as often as one does not hold.
void confirm_all(epoch_file& x) {
  for (size_t times = 0, i = 0; i < x.epochs().size(); ++i)
    if (!x.confirm(i)) {
      FTM_MUST(++times == 1, "reads again once at most");
      finish(x, all);
      i = 0;
    }
  for (size_t i = 0; i < x.epochs().size(); ++i)
    FTM_MUST(is_readable(*x.text(i)), "a confirmed epoch is readable");
}

void run(std::string_view text, const uint8_t* how) {
  epoch_file::options o;
  o.longest_line = 64 + size_t{how[2]} * 16;
  o.ended = true;
  o.hash = true;
  auto live = o;
  live.block = 1 + size_t{how[0]} * 8;
  live.ended = false;
  size_t step = 1 + size_t{how[1]} * 16;
  size_t growth = 1 + size_t{how[3]} * 16;
  memory_file disk;
  epoch_file growing{disk.path(), live};
  growing.want_params();
  for (size_t i = 0; i < text.size(); i += growth) {
    disk.append(text.substr(i, growth));
    growing.step(step);
  }
  if (!text.empty() && text.back() != '\n')
    disk.append("\n");
  finish(growing, step);
  FTM_MUST(growing.half_line() == 0, "all lines are whole");
  epoch_file whole{disk.path(), o};
  whole.want_params();
  finish(whole, all);
  equal(growing, whole);
  FTM_MUST(growing.sha256() == whole.sha256(), "another hash");
  for (size_t i = 0; i < whole.epochs().size(); ++i) {
    auto line = whole.text(i);
    FTM_MUST(line && line->find('\n') == std::string::npos, "a line is one");
  }
  confirm_all(growing);
  confirm_all(whole);
  equal(growing, whole);
}

} // namespace
} // namespace ftm

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4)
    return 0;
  ftm::run({reinterpret_cast<const char*>(data) + 4, size - 4}, data);
  return 0;
}
