#include "actors/hyperopt_monitor/console_parser.hpp"
#include "tests/fuzz/must.hpp"

#include <algorithm>

/// What hyperopt prints, cut wherever a pipe cuts it. The first byte says into
/// pieces of how many bytes.
namespace ftm {
namespace {

void run(std::string_view text, size_t piece) {
  console_parser whole;
  whole.feed(text);
  whole.feed("\n");
  console_parser cut;
  for (size_t i = 0; i < text.size(); i += piece)
    cut.feed(text.substr(i, piece));
  cut.feed("\n");
  FTM_MUST(whole.rows() == cut.rows(), "rows depend on how output is cut");
  FTM_MUST(whole.done() == cut.done() && whole.wanted() == cut.wanted(),
           "progress depends on how output is cut");
  uint64_t last = 0;
  for (const auto& x : whole.rows()) {
    FTM_MUST(x.epoch > last, "an epoch is there once, in order");
    last = x.epoch;
    FTM_MUST(x.flags & static_cast<uint8_t>(epoch_flag::from_console),
             "a row says where it comes from");
  }
}

} // namespace
} // namespace ftm

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0)
    return 0;
  std::string_view x{reinterpret_cast<const char*>(data), size};
  ftm::run(x.substr(1), std::max<size_t>(data[0], 1));
  return 0;
}
