#include "actors/hyperopt_monitor/line_parser.hpp"
#include "actors/hyperopt_monitor/param_reader.hpp"
#include "actors/hyperopt_monitor/readable.hpp"
#include "actors/hyperopt_monitor/record.hpp"
#include "tests/fuzz/must.hpp"

#include <nlohmann/json.hpp>

#include <cstring>
#include <limits>
#include <sys/mman.h>

/// A line of a .fthypt file, whatever stands in it.
namespace ftm {
namespace {

using json = nlohmann::ordered_json;

/// The line, what may be read behind it, and then a page that nobody may read:
/// not even a library that was built without the sanitizer.
class cut_out {
public:
  cut_out(std::string_view line, std::string_view behind) {
    auto need = line.size() + line_parser::padding;
    used_ = (need + page - 1) / page * page;
    base_ =
        static_cast<char*>(::mmap(nullptr, used_ + page, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    FTM_MUST(base_ != MAP_FAILED, "no memory");
    FTM_MUST(::mprotect(base_ + used_, page, PROT_NONE) == 0, "no guard");
    auto* begin = base_ + used_ - need;
    std::memcpy(begin, line.data(), line.size());
    for (size_t i = 0; i < line_parser::padding; ++i)
      begin[line.size() + i] = behind[i % behind.size()];
    line_ = {begin, line.size()};
  }
  ~cut_out() {
    ::munmap(base_, used_ + page);
  }
  cut_out(const cut_out&) = delete;
  cut_out& operator=(const cut_out&) = delete;

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
  cut_out one{line, " "};
  cut_out two{line, "\"}],{\x80"};
  auto row = kept.parse(one.line());
  FTM_MUST(row == kept.parse(two.line()), "what follows a line has changed it");
  FTM_MUST(row == line_parser{}.parse(one.line()), "a parser remembers lines");
  params_of_a_beginning(line);
  auto readable = is_readable(line);
  auto record = record_json(line);
  FTM_MUST(readable || !record, "a record of what is not readable");
  if (record)
    FTM_MUST(json::accept(*record), "a record is strict JSON");
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
