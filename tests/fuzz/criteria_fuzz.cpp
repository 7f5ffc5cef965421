#include "shared/config/criteria_text.hpp"
#include "shared/util/text.hpp"
#include "tests/fuzz/must.hpp"

#include <caf/message.hpp>

#include <cmath>

/// Criteria as people type them.
namespace ftm {
namespace {

void run(std::string_view text) {
  auto x = config::parse_criteria(text);
  if (!x) {
    auto why = x.error().context();
    FTM_MUST(why.match_elements<std::string>(), "an error is a sentence");
    const auto& sentence = why.get_as<std::string>(0);
    FTM_MUST(sentence.starts_with("at "), "an error says where");
    FTM_MUST(to_valid_utf8(sentence) == sentence, "an error is UTF-8");
    return;
  }
  for (const auto& c : *x) {
    FTM_MUST(config::is_judged(c.field), "a criterion names what is judged");
    FTM_MUST(std::isfinite(c.value), "a bound is a number");
    FTM_MUST(c.op != comparison::none || c.sort != sorting::none,
             "a criterion says something");
  }
  auto again = config::parse_criteria(config::to_text(*x));
  FTM_MUST(again.engaged(), "what was printed cannot be read");
  FTM_MUST(*again == *x, "what was printed reads differently");
}

} // namespace
} // namespace ftm

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ftm::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
