#pragma once

#include "shared/protocol/base.hpp"

namespace ftm {

/// Names a result file: by `file`, else as written by `launch`, else the
/// newest.
struct epoch_source {
  std::string strategy;
  std::string file;
  std::string launch;
  bool operator==(const epoch_source&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_source& x) {
  return f(caf::meta::type_name("ftm::epoch_source"), x.strategy, x.file,
           x.launch);
}

enum class epoch_flag : uint8_t {
  best = 1,
  initial_point = 2,
  random = 4,
  from_console = 8
};

/// The scalars of one epoch. Drawdown and profit as the criteria mean them (%).
struct epoch_row {
  uint64_t line = 0;  ///< 1-based position in its file
  uint64_t epoch = 0; ///< freqtrade's current_epoch
  uint32_t trades = 0;
  uint32_t wins = 0;
  uint32_t draws = 0;
  uint32_t losses = 0;
  real avg_profit;
  real profit_total_pct;
  real profit_total_abs;
  real max_drawdown;
  real max_drawdown_abs;
  real duration; ///< seconds
  real objective;
  uint8_t flags = 0; ///< of epoch_flag
  bool operator==(const epoch_row&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_row& x) {
  return f(caf::meta::type_name("ftm::epoch_row"), x.line, x.epoch, x.trades,
           x.wins, x.draws, x.losses, x.avg_profit, x.profit_total_pct,
           x.profit_total_abs, x.max_drawdown, x.max_drawdown_abs, x.duration,
           x.objective, x.flags);
}

enum class comparison : uint8_t { none, lt, le, gt, ge, eq };

inline const char* to_string(comparison x) {
  constexpr const char* names[] = {"", "<", "<=", ">", ">=", "=="};
  return name_in(names, x);
}

enum class sorting : uint8_t { none, ascending, descending };

inline const char* to_string(sorting x) {
  constexpr const char* names[] = {"none", "ascending", "descending"};
  return name_in(names, x);
}

struct criterion {
  std::string field;
  comparison op = comparison::none;
  real value;
  sorting sort = sorting::none;
  bool operator==(const criterion&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, criterion& x) {
  return f(caf::meta::type_name("ftm::criterion"), x.field, x.op, x.value,
           x.sort);
}

/// FACT of a monitor, one for each strategy: the watched file.
struct hyperopt_status {
  std::string strategy;
  std::string launch; ///< that writes it; "" = unknown or ended before our time
  std::string file;   ///< "" = none yet
  uint64_t generation = 0;
  uint64_t epochs = 0;
  uint64_t wanted = 0; ///< of the launch; 0 = unknown
  uint64_t rejected_lines = 0;
  std::vector<uint64_t>
      remaining; ///< with trades, then after criterion 1, 2, …
  std::optional<epoch_row> winner;
  std::optional<epoch_row> favourite; ///< freqtrade's own best
  bool operator==(const hyperopt_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, hyperopt_status& x) {
  return f(caf::meta::type_name("ftm::hyperopt_status"), x.strategy, x.launch,
           x.file, x.generation, x.epochs, x.wanted, x.rejected_lines,
           x.remaining, x.winner, x.favourite);
}

/// Asks for columns of epochs in file order; parked like output_range.
struct epoch_range {
  epoch_source source;
  uint64_t generation = 0; ///< as answered before; 0 = first time
  uint64_t first = 1;      ///< line
  uint32_t limit = 8192;   ///< rows, at most 8192
  std::vector<std::string> columns;
  milliseconds wait{};
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_range& x) {
  return f(caf::meta::type_name("ftm::epoch_range"), x.source, x.generation,
           x.first, x.limit, x.columns, x.wait);
}

struct epoch_page {
  std::string file;
  uint64_t generation = 0; ///< other than asked: forget all rows, first is 1
  uint64_t first = 1;
  uint64_t total = 0; ///< rows known now
  uint32_t rows = 0;
  std::string values; ///< columns.size() × rows doubles, column by column, in
                      ///< the machine's own byte order (peers share it)
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_page& x) {
  return f(caf::meta::type_name("ftm::epoch_page"), x.file, x.generation,
           x.first, x.total, x.rows, x.values);
}

struct epoch_query {
  epoch_source source;
  uint64_t line = 0;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_query& x) {
  return f(caf::meta::type_name("ftm::epoch_query"), x.source, x.line);
}

struct epoch_record {
  std::string file;
  epoch_row row;
  std::string json; ///< the line without its trades, non-finite as null
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_record& x) {
  return f(caf::meta::type_name("ftm::epoch_record"), x.file, x.row, x.json);
}

/// Best, next best, what-if, explain, Pareto and sorted lists are all this one.
struct question {
  epoch_source source;           ///< read to its end before the answer
  std::optional<uint64_t> inode; ///< must be this file …
  std::optional<uint64_t> size;  ///< … ingested to this size
  std::optional<std::vector<criterion>> criteria; ///< none = the configured
  bool tradeless = false; ///< lists also want epochs without a trade
  uint64_t skip = 0;
  uint32_t limit = 4;              ///< rows of the answer, at most 8192
  std::vector<uint64_t> explain;   ///< lines, at most 1000
  std::vector<std::string> pareto; ///< two or three fields; empty = not asked
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, question& x) {
  return f(caf::meta::type_name("ftm::question"), x.source, x.inode, x.size,
           x.criteria, x.tradeless, x.skip, x.limit, x.explain, x.pareto);
}

/// Why a line stands where it stands.
struct verdict {
  uint64_t line = 0;
  uint64_t rank = 0;       ///< 1 = winner; 0 = removed
  int32_t removed_by = -1; ///< index of a criterion; -1 = none, -2 = no trade
  std::vector<real> found; ///< the value each criterion looked at
  std::string sentence;
  bool operator==(const verdict&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, verdict& x) {
  return f(caf::meta::type_name("ftm::verdict"), x.line, x.rank, x.removed_by,
           x.found, x.sentence);
}

/// Answers a question; stored whole, it is a run's decision record.
struct ranking {
  std::string file;
  uint64_t bytes = 0; ///< of the file that were judged
  std::string sha256; ///< of them; "" unless size was asked for
  std::string launch;
  uint64_t epochs = 0;
  uint64_t rejected_lines = 0;
  std::vector<criterion> criteria;
  std::vector<uint64_t>
      remaining;               ///< with trades, then after criterion 1, 2, …
  std::vector<epoch_row> rows; ///< in order; the first is the winner
  std::vector<verdict> verdicts;
  std::vector<uint64_t> pareto; ///< lines
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, ranking& x) {
  return f(caf::meta::type_name("ftm::ranking"), x.file, x.bytes, x.sha256,
           x.launch, x.epochs, x.rejected_lines, x.criteria, x.remaining,
           x.rows, x.verdicts, x.pareto);
}

struct files_query {
  std::string strategy;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, files_query& x) {
  return f(caf::meta::type_name("ftm::files_query"), x.strategy);
}

struct result_file {
  std::string name;
  uint64_t inode = 0;
  uint64_t bytes = 0;
  timestamp modified_at{};
  std::optional<uint64_t> epochs; ///< none = not read yet
  std::string launch;             ///< "" = unknown
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, result_file& x) {
  return f(caf::meta::type_name("ftm::result_file"), x.name, x.inode, x.bytes,
           x.modified_at, x.epochs, x.launch);
}

} // namespace ftm
