#pragma once

#include "actors/hyperopt_monitor/epoch_file.hpp"
#include "actors/hyperopt_monitor/pareto.hpp"
#include "actors/hyperopt_monitor/winner_tracker.hpp"

#include <list>
#include <memory>
#include <set>
#include <string>

namespace ftm {

/// A result file that is read as it grows, and what the configured criteria
/// say of it.
struct open_file {
  open_file(std::filesystem::path path, epoch_file::options x, criteria rules)
      : file(std::move(path), x), tracker(std::move(rules)) {
    if (tracker.rules().uses_params())
      file.want_params();
  }

  epoch_file file;
  winner_tracker tracker;
  bool behind = true; ///< there may be something to read
  /// It was read to its end once: before, what leads is no choice.
  bool read_once = false;
  std::error_code error;

  /// Reads about `most` bytes; whether anything changed.
  bool step(size_t most);
  /// Takes in what was read. A winner whose line is not readable makes the file
  /// be read anew.
  void follow();
  /// The front of the epochs that pass, of columns that pareto_columns() found
  /// right; those asked for lately are kept up.
  std::vector<size_t> front(const std::vector<epoch_column>& columns);
  /// Begins to judge by other criteria.
  void judge_by(const criteria& rules);
  /// Parameters are asked for: it is behind until they are read.
  void want_params();
  /// Nobody writes it any more: a last line counts without its newline.
  void take_rest();
  /// As epoch_file::confirm(): false = it is to be read anew.
  bool confirm(size_t row);
  std::string name() const {
    return file.path().filename();
  }

private:
  /// What was judged before does not count any more.
  void begin_again();

  std::vector<pareto_tracker> fronts_; ///< last used first
};

/// The result files that were asked for lately, by name.
class open_files {
public:
  explicit open_files(size_t most = 4) : most_(most) {}

  /// Forgets all files, and looks into another folder from now on.
  void move_to(std::filesystem::path folder);
  /// The criteria of all files from now on.
  void judge_by(const criteria& rules);

  /// The file of that name, opened now if it was not; what was used least
  /// lately is closed, unless somebody holds it or it is the pinned one. It
  /// need not exist.
  std::shared_ptr<open_file> use(const std::string& name);
  /// This file stays open and is read first: the one that is shown.
  void pin(const std::string& name) {
    pinned_ = name;
  }
  /// The file if it is open.
  std::shared_ptr<open_file> find(const std::string& name) const;

  const std::list<std::shared_ptr<open_file>>& all() const {
    return files_;
  }

  /// These may have grown.
  void touch(const std::set<std::string>& names);
  void touch_all();
  /// Gives back parameters that the criteria do not need.
  void drop_params();
  /// Reads on where something is behind, about `most` bytes in all; whether
  /// anything changed.
  bool step(size_t most);
  bool behind() const;

private:
  void close_old();
  bool step(open_file& x, size_t& left);

  size_t most_;
  std::filesystem::path folder_;
  std::string pinned_;
  criteria rules_;
  std::list<std::shared_ptr<open_file>> files_; ///< last used first
};

} // namespace ftm
