#include "shared/config/freqtrade_version.hpp"

#include <gtest/gtest.h>

namespace ftm::config {
namespace {

TEST(freqtrade_version, is_read_from_what_each_generation_prints) {
  EXPECT_EQ(parse_freqtrade_version("freqtrade 2023.2\n"), "2023.2");
  EXPECT_EQ(
      parse_freqtrade_version(
          "2026-11-22 - freqtrade.loggers - INFO - x\n"
          "Operating System:\tLinux-6.1\nPython Version:\t\tPython "
          "3.11.2\nCCXT Version:\t\t4.4.5\n\nFreqtrade Version:\tfreqtrade "
          "2024.9\n"),
      "2024.9");
  EXPECT_EQ(parse_freqtrade_version("freqtrade 2024.10-dev-1a2b3c4"),
            "2024.10-dev-1a2b3c4");
  EXPECT_EQ(parse_freqtrade_version(""), std::nullopt);
  EXPECT_EQ(parse_freqtrade_version("freqtrade: error: no"), std::nullopt);
  EXPECT_EQ(parse_freqtrade_version("freqtrade is 5"), std::nullopt);
  auto long_one = "freqtrade 2023." + std::string(1000, '1');
  EXPECT_LE(parse_freqtrade_version(long_one)->size(), 40u);
}

TEST(freqtrade_version, families_whose_habits_are_known) {
  for (auto x : {"2023.1", "2023.2", "2023.12.1", "2024.9", "2024.10-dev"})
    EXPECT_TRUE(is_known_freqtrade(x)) << x;
  for (auto x : {"2022.12", "2025.1", "0.17.1", "2023.", "develop", ""})
    EXPECT_FALSE(is_known_freqtrade(x)) << x;
}

} // namespace
} // namespace ftm::config
