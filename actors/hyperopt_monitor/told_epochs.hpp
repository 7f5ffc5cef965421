#pragma once

#include "actors/hyperopt_monitor/epoch_store.hpp"

#include <bitset>
#include <map>
#include <memory>
#include <unordered_map>

namespace ftm {

/// Which epoch numbers were met: a bit for each, in pages, so that a number
/// costs O(1) and a huge one no more than a page.
class number_set {
public:
  void insert(uint64_t x);
  bool contains(uint64_t x) const;
  void clear() {
    pages_.clear();
  }

private:
  static constexpr uint64_t page_size = 4096;
  using page = std::bitset<page_size>;
  std::unordered_map<uint64_t, std::unique_ptr<page>> pages_;
};

/// Epochs that a launch's console told and its file does not have, by epoch
/// number: what arrives in the file is forgotten, in whatever order the two
/// come. No I/O, no clock, no actor.
class told_epochs {
public:
  /// Takes in a row of the console; whether it was news.
  bool tell(epoch_row x);
  /// Takes in what the file got since the last call, O(1) for each epoch;
  /// whether anything arrived that was waited for. `generation` is the file's.
  bool follow(const epoch_store& x, uint64_t generation);
  /// Whether rows may have been forgotten that this file does not have: it
  /// began again. Then the console must be told from its start.
  bool lost(const epoch_store& x, uint64_t generation) const;

  bool empty() const {
    return rows_.empty();
  }
  size_t size() const {
    return rows_.size();
  }
  /// The newest `most` of them in ascending order; line 0, as they have none.
  std::vector<epoch_row> newest(size_t most) const;
  /// All of them in ascending order, as a file of their own: line 1, 2, …
  void write_to(epoch_store& y) const;

private:
  std::map<uint64_t, epoch_row> rows_;
  number_set in_file_;
  uint64_t generation_ = 0;
  size_t seen_ = 0;
};

} // namespace ftm
