#include "actors/hyperopt_monitor/line_parser.hpp"
#include "actors/hyperopt_monitor/line_squeezer.hpp"
#include "actors/hyperopt_monitor/param_reader.hpp"
#include "actors/hyperopt_monitor/readable.hpp"
#include "actors/hyperopt_monitor/record.hpp"
#include "tests/fuzz/must.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <sys/mman.h>

/// A line of a .fthypt file, whatever stands in it.
namespace ftm {
namespace {

using json = nlohmann::ordered_json;

/// The line and then a page that nobody may read: not even a library that was
/// built without the sanitizer.
class guarded {
public:
  explicit guarded(std::string_view line) {
    used_ = (line.size() + page - 1) / page * page;
    base_ =
        static_cast<char*>(::mmap(nullptr, used_ + page, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    FTM_MUST(base_ != MAP_FAILED, "no memory");
    FTM_MUST(::mprotect(base_ + used_, page, PROT_NONE) == 0, "no guard");
    line.copy(base_ + used_ - line.size(), line.size());
    line_ = {base_ + used_ - line.size(), line.size()};
  }
  ~guarded() {
    ::munmap(base_, used_ + page);
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;

  std::string_view line() const {
    return line_;
  }

private:
  static constexpr size_t page = 4096;

  char* base_ = nullptr;
  size_t used_ = 0;
  std::string_view line_;
};

bool same(double a, double b) {
  return a == b || (a != a && b != b);
}

double number(const json& notes, const json& x, const char* path) {
  if (x.is_number())
    return x.get<double>();
  auto note = notes.find(path);
  if (note == notes.end() || *note == "NaN")
    return epoch_row::absent;
  auto infinity = std::numeric_limits<double>::infinity();
  return *note == "Infinity" ? infinity : -infinity;
}

/// What the columns say must be what the record says. Names that are written
/// with escapes are none to the columns.
void agree(const epoch_row& row, const std::string& record) {
  auto y = json::parse(record);
  auto notes = y.value("nonfinite", json::object());
  const auto& m = y.at("results_metrics");
  FTM_MUST(same(row.objective, number(notes, y.at("loss"), "loss")),
           "the record has another loss");
  FTM_MUST(m.at("total_trades").is_number(), "the record has no trades");
  FTM_MUST(row.trades == static_cast<uint32_t>(m["total_trades"].get<double>()),
           "the record has another number of trades");
  FTM_MUST(row.epoch
               == static_cast<uint64_t>(y.at("current_epoch").get<double>()),
           "the record has another epoch number");
  for (auto [name, value] : {std::pair{"sharpe", row.sharpe},
                             {"profit_total_abs", row.profit_total_abs},
                             {"calmar", row.calmar}})
    if (m.contains(name))
      FTM_MUST(
          same(value, number(notes, m[name],
                             (std::string{"results_metrics."} + name).c_str())),
          "the record has another metric");
}

/// A beginning of the line that suffices must say what all of it says.
void params_of_a_beginning(std::string_view line) {
  param_reader reader;
  param_table whole;
  auto found = reader.read(line, whole);
  FTM_MUST(whole.rows() == (found ? 1u : 0u),
           "a row for each line that has it");
  for (auto size : {line.size() / 4, line.size() / 2, line.size() * 3 / 4}) {
    param_table part;
    if (!reader.read(line.substr(0, size), part))
      continue;
    FTM_MUST(found, "a beginning has parameters that the line has not");
    FTM_MUST(part.columns() == whole.columns(), "other parameters");
    for (size_t c = 0; c < whole.columns(); ++c)
      FTM_MUST(part.name(c) == whole.name(c)
                   && same(part.value(c, 0), whole.value(c, 0))
                   && part.texts(c) == whole.texts(c),
               "another parameter");
  }
}

void run(std::string_view line) {
  static line_parser kept;
  static line_squeezer squeezer;
  guarded copy{line};
  auto row = kept.parse(copy.line());
  FTM_MUST(row == line_parser{}.parse(line), "a parser remembers lines");
  params_of_a_beginning(copy.line());
  auto readable = is_readable(copy.line());
  auto record = record_json(copy.line());
  FTM_MUST(readable || !record, "a record of what is not readable");
  FTM_MUST(!record || json::accept(*record), "a record is strict JSON");
  std::string squeezed{squeezer.squeeze(copy.line())};
  FTM_MUST(squeezed.size() <= line.size(), "squeezing makes a line longer");
  FTM_MUST(!record || is_readable(squeezed), "squeezing breaks a line");
  FTM_MUST(squeezed.empty() || squeezer.squeeze(squeezed) == squeezed,
           "squeezing twice is more than once");
  if (!row || !readable)
    return;
  FTM_MUST(record.has_value(), "an epoch has a record");
  if (line.find('\\') == std::string_view::npos)
    agree(*row, *record);
}

} // namespace
} // namespace ftm

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view x{reinterpret_cast<const char*>(data), size};
  ftm::run(x.substr(0, x.find('\n')));
  return 0;
}
