#include "actors/hyperopt_monitor/open_files.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace ftm {

bool open_file::step(size_t most) {
  auto generation = file.generation();
  auto x = file.step(most);
  if (file.generation() != generation)
    begin_again();
  behind = x.more;
  read_once = read_once || (!x.more && !x.error);
  error = x.error;
  follow();
  return x.changed;
}

void open_file::follow() {
  tracker.follow(file.epochs());
  if (tracker.winner())
    confirm(*tracker.winner());
}

void open_file::begin_again() {
  tracker.reset();
  fronts_.clear();
  read_once = false;
}

void open_file::take_rest() {
  if (!behind && file.take_rest())
    follow();
}

std::vector<size_t> open_file::front(const std::vector<epoch_column>& columns) {
  constexpr size_t most_kept = 4;
  auto i = std::find_if(fronts_.begin(), fronts_.end(),
                        [&](const auto& x) { return x.columns() == columns; });
  if (i == fronts_.end()) {
    if (fronts_.size() == most_kept)
      fronts_.pop_back();
    i = fronts_.emplace(fronts_.begin(), columns, tracker.rules());
  } else {
    std::rotate(fronts_.begin(), i, i + 1);
    i = fronts_.begin();
  }
  i->follow(file.epochs());
  return i->rows(file.epochs());
}

void open_file::judge_by(const criteria& rules) {
  tracker = winner_tracker{rules};
  fronts_.clear();
  if (rules.uses_params())
    want_params();
  follow();
}

void open_file::want_params() {
  file.want_params();
  behind = behind || !file.has_params();
}

bool open_file::confirm(size_t row) {
  if (file.confirm(row))
    return true;
  spdlog::warn("hyperopt_monitor: {} holds epochs that are no valid JSON, "
               "every line is checked in full",
               name());
  begin_again();
  behind = true;
  return false;
}

void open_files::move_to(std::filesystem::path folder) {
  if (folder == folder_)
    return;
  folder_ = std::move(folder);
  files_.clear();
}

void open_files::judge_by(const criteria& rules) {
  rules_ = rules;
  for (auto& x : files_)
    x->judge_by(rules);
}

void open_files::drop_params() {
  if (!rules_.uses_params())
    for (auto& x : files_)
      x->file.drop_params();
}

std::shared_ptr<open_file> open_files::find(const std::string& name) const {
  for (const auto& x : files_)
    if (x->name() == name)
      return x;
  return nullptr;
}

std::shared_ptr<open_file> open_files::use(const std::string& name) {
  auto i = std::find_if(files_.begin(), files_.end(),
                        [&](const auto& x) { return x->name() == name; });
  if (i != files_.end()) {
    files_.splice(files_.begin(), files_, i);
  } else {
    files_.push_front(std::make_shared<open_file>(
        folder_ / name, epoch_file::options{}, rules_));
    close_old();
  }
  return files_.front();
}

void open_files::close_old() {
  // The first is the one that is being used.
  for (auto i = std::prev(files_.end());
       files_.size() > most_ && i != files_.begin();) {
    auto x = i--;
    if (x->use_count() == 1 && (*x)->name() != pinned_)
      files_.erase(x);
  }
}

void open_files::touch(const std::set<std::string>& names) {
  for (auto& x : files_)
    if (names.contains(x->name()))
      x->behind = true;
}

void open_files::touch_all() {
  for (auto& x : files_)
    x->behind = true;
}

bool open_files::step(size_t most) {
  bool changed = false;
  size_t left = most;
  for (auto pinned : {true, false})
    for (auto& x : files_)
      if ((x->name() == pinned_) == pinned)
        changed = step(*x, left) || changed;
  return changed;
}

bool open_files::step(open_file& x, size_t& left) {
  if (!x.behind || left == 0)
    return false;
  auto before = x.file.bytes_read();
  auto params = x.file.epochs().params.rows();
  auto changed = x.step(left);
  auto cost = [](uint64_t from, uint64_t to) {
    return to > from ? to - from : 0;
  };
  auto done =
      cost(before, x.file.bytes_read())
      + epoch_file::param_cost * cost(params, x.file.epochs().params.rows());
  left -= std::min<uint64_t>(left, done);
  return changed;
}

bool open_files::behind() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const auto& x) { return x->behind; });
}

} // namespace ftm
