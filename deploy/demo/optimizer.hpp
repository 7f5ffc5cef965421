#pragma once

#include "deploy/demo/result_writer.hpp"

namespace ftm::sim {

/// One hyperopt's search: draws candidates, runs the toy strategy with them,
/// writes and prints the epochs in batches of `jobs`.
class optimizer {
public:
  optimizer(const session& s, run_facts facts, market m, int jobs);

  /// The whole search, up to freqtrade's last lines; the exit code.
  int run();

private:
  void search();
  void replay(const std::string& file);
  /// Writes, prints and remembers one epoch's line.
  void publish(int number, const std::string& line, bool best);
  void show_progress(int done, bool at_end);
  epoch evaluate(int number);
  std::string line_of(epoch& e);
  bool listed(std::string_view key, int number) const;
  void finish();

  const session& s_;
  run_facts facts_;
  market market_;
  int jobs_;
  int total_;
  double per_second_;
  result_writer writer_;
  std::mt19937_64 random_;
  double best_loss_ = 100; // freqtrade's start of the running record
  candidate best_;
  bool has_best_ = false;
  std::string best_line_;
  int saved_ = 0;
  int turns_ = 0;
  std::int64_t started_ms_ = 0;
};

} // namespace ftm::sim
