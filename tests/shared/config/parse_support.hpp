#pragma once

#include "shared/config/problems.hpp"
#include "shared/config/settings.hpp"

#include <gtest/gtest.h>

namespace ftm::test {

using namespace ftm::config;

inline loaded read(const std::string& yaml,
                   const std::string& overrides = "{}") {
  return parse(yaml, "/home/me/bots/config.yaml", overrides);
}

inline std::string all_problems(const loaded& x) {
  std::string y;
  for (auto& p : x.problems)
    y += to_text(p, "config.yaml") + "\n";
  return y;
}

/// The settings of a file that must be without any problem.
inline settings good(const std::string& yaml,
                     const std::string& overrides = "{}") {
  auto x = read(yaml, overrides);
  EXPECT_EQ(all_problems(x), "");
  EXPECT_TRUE(x.value);
  return x.value.value_or(settings{});
}

/// The only problem of a file.
inline config_problem only(const std::string& yaml) {
  auto x = read(yaml);
  EXPECT_EQ(x.problems.size(), 1u) << all_problems(x);
  EXPECT_EQ(x.value.has_value(),
            x.problems.empty() || !x.problems.front().fatal);
  return x.problems.empty() ? config_problem{} : x.problems.front();
}

/// A file with one strategy and `more`, which begins on line 4.
inline std::string with(const std::string& more) {
  return "strategies:\n  - name: A\n    freqtrade: {directory: ft}\n" + more;
}

} // namespace ftm::test
