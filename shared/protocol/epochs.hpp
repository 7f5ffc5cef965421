#pragma once

#include "shared/protocol/base.hpp"

#include <limits>
#include <map>

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
  // As freqtrade has them (ratios, not percent); NaN where it has none.
  real profit_median = absent;
  real expectancy = absent;
  real sortino = absent;
  real sharpe = absent;
  real calmar = absent;
  real profit_factor = absent;
  real cagr = absent;
  real trades_per_day = absent;
  bool operator==(const epoch_row&) const = default;

  static constexpr double absent = std::numeric_limits<double>::quiet_NaN();

  /// Wins over trades, 0 without a trade, as freqtrade 2024.9 counts it.
  double winrate() const {
    return trades > 0 ? static_cast<double>(wins) / trades : 0;
  }
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_row& x) {
  return f(caf::meta::type_name("ftm::epoch_row"), x.line, x.epoch, x.trades,
           x.wins, x.draws, x.losses, x.avg_profit, x.profit_total_pct,
           x.profit_total_abs, x.max_drawdown, x.max_drawdown_abs, x.duration,
           x.objective, x.flags, x.profit_median, x.expectancy, x.sortino,
           x.sharpe, x.calmar, x.profit_factor, x.cagr, x.trades_per_day);
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
  std::string field; ///< see epoch_column_of()
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
  std::vector<epoch_row> next;        ///< the 3 that rank behind it
  std::optional<epoch_row> favourite; ///< freqtrade's own best
  /// Epochs that the console told and the file does not have (yet), by number,
  /// at most 16, the newest.
  std::vector<epoch_row> printed;
  bool operator==(const hyperopt_status&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, hyperopt_status& x) {
  return f(caf::meta::type_name("ftm::hyperopt_status"), x.strategy, x.launch,
           x.file, x.generation, x.epochs, x.wanted, x.rejected_lines,
           x.remaining, x.winner, x.next, x.favourite, x.printed);
}

/// Asks for columns of epochs in file order; parked like output_range.
struct epoch_range {
  epoch_source source;
  uint64_t generation = 0;          ///< as answered before; 0 = first time
  uint64_t first = 1;               ///< line
  uint32_t limit = 8192;            ///< rows, at most 8192
  std::vector<std::string> columns; ///< fields, params.NAME or params.*
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
  /// Of columns that hold texts, such as a parameter that is a choice: their
  /// values are indexes into these.
  std::map<std::string, std::vector<std::string>> texts;
  /// As asked, "params.*" written out; without parameters that no epoch has.
  std::vector<std::string> columns;
  bool behind = false; ///< more is being read: no rows are not the end
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, epoch_page& x) {
  return f(caf::meta::type_name("ftm::epoch_page"), x.file, x.generation,
           x.first, x.total, x.rows, x.values, x.texts, x.columns, x.behind);
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
  std::vector<std::string> pareto; ///< two or three columns; empty = not asked
  bool pareto_rows = false;        ///< the front's epochs, not only their lines
  std::vector<uint64_t> around; ///< lines whose stability is asked, at most 8
  /// Of so many rows of the answer also verdict and stability; at most 8.
  uint32_t study = 0;
  uint32_t neighbours = 10; ///< that a stability looks at, 1 to 100
  /// Of the rows, as epoch_range has them; empty = none.
  std::vector<std::string> columns;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, question& x) {
  return f(caf::meta::type_name("ftm::question"), x.source, x.inode, x.size,
           x.criteria, x.tradeless, x.skip, x.limit, x.explain, x.pareto,
           x.pareto_rows, x.around, x.study, x.neighbours, x.columns);
}

/// Why a line stands where it stands.
struct verdict {
  uint64_t line = 0;
  uint64_t rank = 0;       ///< 1 = winner; 0 = removed
  int32_t removed_by = -1; ///< index of a criterion; -1 = none, -2 = no trade
  std::vector<real> found; ///< the value each criterion looked at
  std::string sentence;
  std::vector<uint32_t> failed; ///< indexes of all criteria that it fails
  bool operator==(const verdict&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, verdict& x) {
  return f(caf::meta::type_name("ftm::verdict"), x.line, x.rank, x.removed_by,
           x.found, x.sentence, x.failed);
}

/// An epoch close to another one in the space of the parameters.
struct neighbour {
  uint64_t line = 0;
  real distance; ///< 0 = same parameters, 1 = all of them as far as can be
  real value;    ///< of the stability's field
  bool passes = false;
  bool operator==(const neighbour&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, neighbour& x) {
  return f(caf::meta::type_name("ftm::neighbour"), x.line, x.distance, x.value,
           x.passes);
}

/// How good an epoch's neighbours are: whether it stands on a plateau or on a
/// peak. The formula is in docs/CRITERIA.md.
struct stability {
  uint64_t line = 0;
  std::string field; ///< what is compared: the sort that counts most
  real value;        ///< of the epoch
  real score;        ///< 0 to 100; NaN if there is no neighbour
  real passing;      ///< share of the neighbours that pass the criteria, 0 to 1
  real level;  ///< 1 less the ranks from the epoch down to its neighbours'
               ///< median, as a share of all ranks
  real median; ///< value of the neighbours
  real radius; ///< mean distance of the neighbours
  std::vector<neighbour> neighbours; ///< the nearest first
  std::string sentence;
  bool operator==(const stability&) const = default;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, stability& x) {
  return f(caf::meta::type_name("ftm::stability"), x.line, x.field, x.value,
           x.score, x.passing, x.level, x.median, x.radius, x.neighbours,
           x.sentence);
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
  std::vector<uint64_t> pareto;       ///< lines, in file order
  std::vector<epoch_row> pareto_rows; ///< the first 4,096 of them, if asked
  uint64_t pareto_total = 0;          ///< on the front, however many are told
  bool winner_on_front = false;
  std::vector<stability> stabilities; ///< of `study`, then of `around`
  uint64_t generation = 0;            ///< of the file
  /// Of the rows, if columns were asked for: as in an epoch_page.
  std::string values;
  std::map<std::string, std::vector<std::string>> texts;
  std::vector<std::string> columns;
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, ranking& x) {
  return f(caf::meta::type_name("ftm::ranking"), x.file, x.bytes, x.sha256,
           x.launch, x.epochs, x.rejected_lines, x.criteria, x.remaining,
           x.rows, x.verdicts, x.pareto, x.pareto_rows, x.pareto_total,
           x.winner_on_front, x.stabilities, x.generation, x.values, x.texts,
           x.columns);
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
  std::string run;                ///< that the launch was a step of; "" = none
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, result_file& x) {
  return f(caf::meta::type_name("ftm::result_file"), x.name, x.inode, x.bytes,
           x.modified_at, x.epochs, x.launch, x.run);
}

} // namespace ftm
