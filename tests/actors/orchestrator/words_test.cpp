#include "actors/orchestrator/words.hpp"

#include <gtest/gtest.h>

namespace ftm {

using namespace std::chrono_literals;

TEST(words, sizes_and_durations_are_for_people) {
  EXPECT_EQ(size_in_words(1), "1 byte");
  EXPECT_EQ(size_in_words(999), "999 bytes");
  EXPECT_EQ(size_in_words(1000), "1.0 kB");
  EXPECT_EQ(size_in_words(1'260'000), "1.3 MB");
  EXPECT_EQ(size_in_words(999'999'999), "1.0 GB");
  EXPECT_EQ(duration_in_words(400ms), "0 s");
  EXPECT_EQ(duration_in_words(4600ms), "5 s");
  EXPECT_EQ(duration_in_words(200s), "3 min 20 s");
  EXPECT_EQ(duration_in_words(120s), "2 min");
  EXPECT_EQ(duration_in_words(125min), "2 h 5 min");
  EXPECT_EQ(duration_in_words(-5s), "0 s");
}

TEST(words, a_run_beside_its_strategy_is_named_shortly) {
  EXPECT_EQ(short_run("DipHunter.20241122T020000Z", "DipHunter"),
            "20241122T020000Z");
  EXPECT_EQ(short_run("0123456789abcdef0123456789abcdef", "S"), "01234567");
  EXPECT_EQ(short_run("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "S"), "1b4e28ba");
  EXPECT_EQ(short_run("R1", "S"), "R1");
  EXPECT_EQ(short_run("S.", "S"), "S.");
  EXPECT_EQ(short_run("my-nightly-experiment", "S"), "my-nightly-experiment");
}

TEST(words, a_failure_names_what_failed_once) {
  EXPECT_EQ(failure_in_words(step_kind::hyperopt, "hyperopt was stopped"),
            "Hyperopt was stopped");
  EXPECT_EQ(failure_in_words(step_kind::extract, "hyperopt-show was stopped"),
            "Extraction failed: hyperopt-show was stopped");
  EXPECT_EQ(failure_in_words(step_kind::download_data, "no disk"),
            "Data download failed: no disk");
}

} // namespace ftm
