#include "actors/hyperopt_monitor/told_epochs.hpp"

namespace ftm {

void number_set::insert(uint64_t x) {
  auto& y = pages_[x / page_size];
  if (!y)
    y = std::make_unique<page>();
  y->set(x % page_size);
}

bool number_set::contains(uint64_t x) const {
  auto i = pages_.find(x / page_size);
  return i != pages_.end() && i->second->test(x % page_size);
}

bool told_epochs::tell(epoch_row x) {
  if (in_file_.contains(x.epoch))
    return false;
  x.line = 0;
  auto [i, fresh] = rows_.try_emplace(x.epoch, x);
  if (!fresh && i->second == x)
    return false;
  i->second = x;
  return true;
}

bool told_epochs::follow(const epoch_store& x, uint64_t generation) {
  if (generation != generation_ || x.size() < seen_) {
    in_file_.clear();
    seen_ = 0;
    generation_ = generation;
  }
  auto before = rows_.size();
  for (; seen_ < x.size(); ++seen_) {
    auto number = static_cast<uint64_t>(x.value(epoch_field::epoch, seen_));
    in_file_.insert(number);
    rows_.erase(number);
  }
  return rows_.size() != before;
}

bool told_epochs::lost(const epoch_store& x, uint64_t generation) const {
  return seen_ > 0 && (generation != generation_ || x.size() < seen_);
}

std::vector<epoch_row> told_epochs::newest(size_t most) const {
  std::vector<epoch_row> y;
  for (auto i = rows_.rbegin(); i != rows_.rend() && y.size() < most; ++i)
    y.push_back(i->second);
  return {y.rbegin(), y.rend()};
}

void told_epochs::write_to(epoch_store& y) const {
  y.clear();
  for (const auto& [epoch, told] : rows_) {
    auto row = told;
    row.line = y.size() + 1;
    y.append(row, {});
  }
}

} // namespace ftm
