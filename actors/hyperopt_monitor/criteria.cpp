#include "actors/hyperopt_monitor/criteria.hpp"

#include <cmath>

namespace ftm {

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

namespace {

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
    auto column = epoch_column_of(list[i].field);
    if (!column) {
      error = "criterion " + std::to_string(i + 1) + ": \"" + list[i].field
              + "\" is no field of an epoch; there are " + epoch_column_names();
      return std::nullopt;
    }
    if (list[i].op != comparison::none && std::isnan(list[i].value)) {
      error = "criterion " + std::to_string(i + 1) + ": " + list[i].field
              + " is compared with no number";
      return std::nullopt;
    }
    y.uses_params_ = y.uses_params_ || column->field == epoch_field::param;
    y.columns_.push_back(std::move(*column));
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
        && !passes(list_[k].op, x.value(columns_[k], i), list_[k].value))
      return static_cast<int32_t>(k);
  return stays;
}

std::vector<uint32_t> criteria::failed(const epoch_store& x, size_t i) const {
  std::vector<uint32_t> y;
  for (size_t k = 0; k < list_.size(); ++k)
    if (list_[k].op != comparison::none
        && !passes(list_[k].op, x.value(columns_[k], i), list_[k].value))
      y.push_back(static_cast<uint32_t>(k));
  return y;
}

std::string criteria::missing_param(const epoch_store& x) const {
  if (x.params.rows() == 0)
    return {};
  for (size_t k = 0; k < list_.size(); ++k) {
    const auto& name = columns_[k].param;
    if (columns_[k].field != epoch_field::param)
      continue;
    auto why = "criterion " + std::to_string(k + 1) + ": ";
    auto column = x.params.find(name);
    if (!column)
      return why.append("no epoch has a parameter ")
          .append(name)
          .append("; there are ")
          .append(x.params.columns() > 0 ? x.params.names() : "none");
    if (x.params.is_text(*column))
      return why.append("the parameter ")
          .append(name)
          .append(" is a text, which criteria cannot compare");
  }
  return {};
}

std::optional<size_t> criteria::decides(const epoch_store& x, size_t a,
                                        size_t b) const {
  for (auto k : sorts_)
    if (compare(list_[k].sort, x.value(columns_[k], a), x.value(columns_[k], b))
        != 0)
      return k;
  return std::nullopt;
}

bool criteria::before(const epoch_store& x, size_t a, size_t b) const {
  for (auto k : sorts_) {
    auto y = compare(list_[k].sort, x.value(columns_[k], a),
                     x.value(columns_[k], b));
    if (y != 0)
      return y < 0;
  }
  return a < b;
}

} // namespace ftm
