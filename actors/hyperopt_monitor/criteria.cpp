#include "actors/hyperopt_monitor/criteria.hpp"

#include <cmath>

namespace ftm {

namespace {

bool passes(comparison op, double x, double limit) {
  switch (op) {
  case comparison::none:
    return true;
  case comparison::lt:
    return x < limit;
  case comparison::le:
    return x <= limit;
  case comparison::gt:
    return x > limit;
  case comparison::ge:
    return x >= limit;
  case comparison::eq:
    return x == limit || std::abs(x - limit) <= 1e-9;
  }
  return false;
}

/// < 0: a first, > 0: b first, 0: neither.
int compare(sorting order, double a, double b) {
  auto no_a = std::isnan(a);
  auto no_b = std::isnan(b);
  if (no_a || no_b)
    return static_cast<int>(no_a) - static_cast<int>(no_b);
  if (a == b)
    return 0;
  return (a < b) == (order == sorting::ascending) ? -1 : 1;
}

} // namespace

std::optional<criteria> criteria::compile(std::vector<criterion> list,
                                          std::string& error) {
  criteria y;
  for (size_t i = 0; i < list.size(); ++i) {
    auto field = epoch_field_of(list[i].field);
    if (!field) {
      error = "criterion " + std::to_string(i + 1) + ": \"" + list[i].field
              + "\" is no field of an epoch; there are " + epoch_field_names();
      return std::nullopt;
    }
    if (list[i].op != comparison::none && std::isnan(list[i].value)) {
      error = "criterion " + std::to_string(i + 1) + ": " + list[i].field
              + " is compared with no number";
      return std::nullopt;
    }
    y.fields_.push_back(*field);
    if (list[i].sort != sorting::none)
      y.sorts_.insert(y.sorts_.begin(), i);
  }
  y.list_ = std::move(list);
  return y;
}

int32_t criteria::removed_by(const epoch_store& x, size_t i,
                             bool tradeless) const {
  if (!tradeless && x.trades(i) == 0)
    return no_trade;
  for (size_t k = 0; k < list_.size(); ++k)
    if (list_[k].op != comparison::none
        && !passes(list_[k].op, x.value(fields_[k], i), list_[k].value))
      return static_cast<int32_t>(k);
  return stays;
}

std::optional<size_t> criteria::decides(const epoch_store& x, size_t a,
                                        size_t b) const {
  for (auto k : sorts_)
    if (compare(list_[k].sort, x.value(fields_[k], a), x.value(fields_[k], b))
        != 0)
      return k;
  return std::nullopt;
}

bool criteria::before(const epoch_store& x, size_t a, size_t b) const {
  for (auto k : sorts_) {
    auto y =
        compare(list_[k].sort, x.value(fields_[k], a), x.value(fields_[k], b));
    if (y != 0)
      return y < 0;
  }
  return a < b;
}

winner_tracker::winner_tracker(criteria x) : rules_(std::move(x)) {
  reset();
}

void winner_tracker::reset() {
  seen_ = 0;
  remaining_.assign(rules_.list().size() + 1, 0);
  winner_.reset();
  favourite_.reset();
}

void winner_tracker::follow(const epoch_store& x) {
  for (; seen_ < x.size(); ++seen_) {
    if ((x.flags(seen_) & static_cast<uint8_t>(epoch_flag::best)) != 0)
      favourite_ = seen_;
    auto removed = rules_.removed_by(x, seen_);
    if (removed == criteria::no_trade)
      continue;
    auto passed = removed == criteria::stays ? remaining_.size()
                                             : static_cast<size_t>(removed) + 1;
    for (size_t k = 0; k < passed; ++k)
      ++remaining_[k];
    if (removed == criteria::stays
        && (!winner_ || rules_.before(x, seen_, *winner_)))
      winner_ = seen_;
  }
}

} // namespace ftm
