#include "actors/hyperopt_monitor/param_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace ftm {

namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

/// As Python would write it.
std::string text_of(double x, bool is_bool) {
  if (is_bool)
    return x != 0 ? "true" : "false";
  std::array<char, 32> y{};
  auto end = std::to_chars(y.data(), y.data() + y.size(), x).ptr;
  return {y.data(), end};
}

} // namespace

std::optional<size_t> param_table::find(std::string_view name) const {
  auto i = names_.find(name);
  if (i == names_.end())
    return std::nullopt;
  return i->second;
}

std::string param_table::names() const {
  std::string y;
  for (const auto& x : columns_)
    (y += y.empty() ? "" : ", ") += x.name;
  return y;
}

param_table::entry* param_table::of(std::string_view name) {
  // Every epoch has the same parameters in the same order.
  if (expected_ >= columns_.size() || columns_[expected_].name != name) {
    auto i = find(name);
    if (!i) {
      if (columns_.size() == most_columns)
        return nullptr;
      i = columns_.size();
      columns_.emplace_back().name = name;
      names_.emplace(name, *i);
    }
    expected_ = *i;
  }
  touched_.push_back(expected_);
  return &columns_[expected_++];
}

void param_table::put(entry& c, double x) {
  auto at = rows_ / chunk_rows;
  if (c.chunks.size() <= at)
    c.chunks.resize(at + 1);
  auto& chunk = c.chunks[at];
  if (!chunk) {
    if (std::isnan(x))
      return;
    chunk = std::make_unique<values>();
    chunk->fill(nan);
  }
  (*chunk)[rows_ % chunk_rows] = x;
}

double param_table::code(entry& c, std::string text) {
  auto [i, is_new] =
      c.index.try_emplace(text, static_cast<double>(c.texts.size()));
  if (is_new)
    c.texts.push_back(std::move(text));
  return i->second;
}

void param_table::become_text(entry& c) {
  c.is_text = true;
  c.range.low = 0;
  for (auto& chunk : c.chunks)
    if (chunk)
      for (auto& x : *chunk)
        if (!std::isnan(x))
          x = code(c, text_of(x, c.is_bool));
  c.range.high = c.texts.empty() ? -1 : static_cast<double>(c.texts.size() - 1);
}

void param_table::set(std::string_view name, double x) {
  auto* c = of(name);
  if (c == nullptr)
    return;
  if (c->is_text && !std::isnan(x))
    x = code(*c, text_of(x, false));
  else if (!std::isnan(x))
    c->is_bool = false;
  put(*c, x);
}

void param_table::set(std::string_view name, bool x) {
  if (auto* c = of(name))
    put(*c, c->is_text ? code(*c, text_of(x ? 1 : 0, true)) : x ? 1 : 0);
}

void param_table::set(std::string_view name, std::string_view text) {
  auto* c = of(name);
  if (c == nullptr)
    return;
  if (!c->is_text)
    become_text(*c);
  put(*c, code(*c, std::string{text}));
}

void param_table::drop_row() {
  for (auto i : touched_)
    put(columns_[i], nan);
  touched_.clear();
  expected_ = 0;
}

void param_table::end_row() {
  ++rows_;
  std::sort(touched_.begin(), touched_.end());
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (auto i : touched_) {
    auto x = value(i, rows_ - 1);
    auto& r = columns_[i].range;
    if (!std::isfinite(x))
      continue;
    r.low = std::min(r.low, x);
    r.high = std::max(r.high, x);
    ++r.known;
  }
  touched_.clear();
  expected_ = 0;
}

void param_table::clear() {
  *this = {};
}

double param_table::value(size_t column, size_t row) const {
  const auto& chunks = columns_[column].chunks;
  auto at = row / chunk_rows;
  return row < rows_ && at < chunks.size() && chunks[at]
             ? (*chunks[at])[row % chunk_rows]
             : nan;
}

std::span<const double> param_table::chunk(size_t column, size_t index) const {
  const auto& chunks = columns_[column].chunks;
  if (index >= chunks.size() || !chunks[index])
    return {};
  return *chunks[index];
}

size_t param_table::memory() const {
  size_t y = 0;
  for (const auto& c : columns_) {
    for (const auto& x : c.chunks)
      y += sizeof x + (x ? sizeof *x : 0);
    for (const auto& x : c.texts)
      y += 2 * x.size() + 96;
  }
  return y;
}

} // namespace ftm
