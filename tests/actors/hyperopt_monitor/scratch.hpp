#pragma once

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

namespace ftm::test {

/// A folder of its own that ends with the test.
class scratch {
public:
  scratch() {
    auto name = (std::filesystem::temp_directory_path() / "ftm-monitor-XXXXXX")
                    .string();
    path_ = ::mkdtemp(name.data());
  }
  ~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  const std::filesystem::path& path() const {
    return path_;
  }
  std::filesystem::path add(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name, std::ios::binary} << text;
    return path_ / name;
  }
  void append(const std::string& name, const std::string& text) {
    std::ofstream{path_ / name, std::ios::binary | std::ios::app} << text;
  }
  /// Truncates and writes: the same file as before.
  void rewrite(const std::string& name, const std::string& text) {
    std::ofstream{path_ / name, std::ios::binary} << text;
  }

private:
  std::filesystem::path path_;
};

/// As freqtrade names what a hyperopt of that time writes.
inline std::string named(std::chrono::system_clock::time_point at) {
  auto t = std::chrono::system_clock::to_time_t(at);
  std::tm tm{};
  ::localtime_r(&t, &tm);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d_%H-%M-%S", &tm);
  return "strategy_S_" + std::string{text} + ".fthypt";
}

/// A line as freqtrade writes it, without its newline.
inline std::string epoch_line(int epoch, double profit_pct,
                              const std::string& padding = "") {
  auto ratio = std::to_string(profit_pct / 100);
  return R"({"loss":-1.5,"params_dict":{"x":)" + std::to_string(epoch)
         + R"(},"params_details":{},"results_metrics":{"trades":[{"tag":")"
         + padding + R"("}],"locks":[],"total_trades":10,"profit_mean":0.01,)"
         + R"("profit_total":)" + ratio + R"(,"profit_total_abs":)" + ratio
         + R"(,"wins":6,"losses":3,"draws":1,"holding_avg":"1:00:00",)"
         + R"("holding_avg_s":3600.0,"max_drawdown_account":0.01,)"
         + R"("max_drawdown_abs":10},"total_profit":)" + ratio
         + R"(,"current_epoch":)" + std::to_string(epoch)
         + R"(,"is_initial_point":false,"is_best":false,"is_random":false})";
}

} // namespace ftm::test
