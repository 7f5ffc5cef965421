#include "gateway/picture/picture.hpp"

#include "shared/json/facts.hpp"
#include "shared/json/processes.hpp"
#include "shared/protocol/ledger.hpp"
#include "shared/util/clock.hpp"

#include <algorithm>

namespace ftm {

namespace {

bool is_line(const fact& x) {
  return caf::holds_alternative<log_line>(x.body);
}

/// The key of the fact of type T about a process.
template <class T>
std::string key_about(const process_id& x) {
  T y;
  y.id = x;
  return key_of(fact_body{std::move(y)});
}

/// The process that a fact adds figures to; nullptr if it does not.
const process_id* adds_to(const fact_body& x) {
  if (auto* p = caf::get_if<process_stats>(&x))
    return &p->id;
  if (auto* p = caf::get_if<bot_status>(&x))
    return &p->id;
  return nullptr;
}

} // namespace

std::string picture::shape(const fact& x) const {
  if (auto* p = caf::get_if<process_status>(&x.body))
    return dump(to_json(*p,
                        find<process_stats>(key_about<process_stats>(p->id)),
                        find<bot_status>(key_about<bot_status>(p->id))));
  return dump(fact_to_json(x));
}

void picture::put(const fact& x) {
  if (is_line(x)) {
    lines_.push_back({++line_count_, x.at, caf::get<log_line>(x.body)});
    line_shapes_.push_back(shape(x));
    if (lines_.size() > most_lines) {
      lines_.pop_front();
      line_shapes_.pop_front();
    }
    return;
  }
  facts_[key_of(x.body)] = {x, shape(x)};
  // A process is shown with its newest stats and figures.
  if (auto* id = adds_to(x.body))
    if (auto i = facts_.find(key_about<process_status>(*id)); i != facts_.end())
      i->second.json = shape(i->second.value);
}

payload picture::frame(const fact& x, const std::string& shape_text,
                       uint64_t number, uint64_t after) const {
  std::string y = R"({"op":"event","topic":")";
  y += is_line(x) ? "log" : "state";
  y += R"(","offset":)" + std::to_string(number) + R"(,"after":)"
       + std::to_string(after) + R"(,"type":")" + type_of(x.body)
       + R"(","at":")" + to_rfc3339(x.at) + R"(","data":)" + shape_text + "}";
  return make_payload(std::move(y));
}

std::optional<std::vector<picture_event>> picture::apply(const fact_page& x) {
  std::lock_guard guard{mutex_};
  cached_ = {};
  snapshots_[0] = snapshots_[1] = nullptr;
  if (x.whole || x.upto.epoch != at_.epoch) {
    facts_.clear();
    if (x.upto.epoch != at_.epoch) {
      lines_.clear();
      line_shapes_.clear();
    }
    ring_.clear();
    // Figures first, so that each process is rendered once and with them.
    for (auto& f : x.facts)
      if (adds_to(f.body) != nullptr)
        put(f);
    for (auto& f : x.facts)
      if (adds_to(f.body) == nullptr)
        put(f);
    at_ = x.upto;
    floor_ = last_state_ = last_line_ = at_.number;
    return std::nullopt;
  }
  std::vector<picture_event> y;
  auto number = x.upto.number - x.facts.size();
  for (auto& f : x.facts) {
    put(f);
    auto line = is_line(f);
    auto& last = line ? last_line_ : last_state_;
    auto& shape_text =
        line ? line_shapes_.back() : facts_.find(key_of(f.body))->second.json;
    ++number;
    y.push_back({number, line, frame(f, shape_text, number, last)});
    last = number;
    ring_.push_back(y.back());
  }
  while (ring_.size() > most_events) {
    floor_ = ring_.front().number;
    ring_.pop_front();
  }
  at_ = x.upto;
  return y;
}

std::string picture::data(bool facts, bool lines) const {
  constexpr const char* types[] = {"part",     "process",  "stats",    "bot",
                                   "hyperopt", "strategy", "schedule", "run"};
  std::string y = "{";
  if (facts) {
    // Keys begin with their type: each type is one stretch of the map.
    for (auto* type : types) {
      if (y.size() > 1)
        y += ',';
      y += '"';
      y += type;
      y += "\":[";
      auto first = true;
      std::string prefix = std::string{type} + "/";
      for (auto i = facts_.lower_bound(prefix);
           i != facts_.end() && i->first.starts_with(prefix); ++i) {
        if (!first)
          y += ',';
        first = false;
        y += i->second.json;
      }
      y += ']';
    }
  }
  if (lines) {
    y += facts ? ",\"line\":[" : "\"line\":[";
    for (auto& x : line_shapes_) {
      if (&x != &line_shapes_.front())
        y += ',';
      y += x;
    }
    y += ']';
  }
  return y + "}";
}

picture::body picture::state_body() const {
  std::lock_guard guard{mutex_};
  if (!cached_.text) {
    auto epoch = to_hex(at_.epoch);
    auto number = std::to_string(at_.number);
    cached_.text =
        make_payload(R"({"epoch":")" + epoch + R"(","offset":)" + number
                     + R"(,"data":)" + data(true, true) + "}");
    cached_.etag = '"' + epoch + '-' + number + '"';
  }
  return cached_;
}

payload picture::snapshot(bool lines) const {
  std::lock_guard guard{mutex_};
  auto& y = snapshots_[lines ? 1 : 0];
  if (!y)
    y = make_payload(std::string{R"({"op":"snapshot","topic":")"}
                     + (lines ? "log" : "state") + R"(","epoch":")"
                     + to_hex(at_.epoch) + R"(","offset":)"
                     + std::to_string(at_.number) + R"(,"data":)"
                     + data(!lines, lines) + "}");
  return y;
}

std::optional<std::vector<payload>> picture::since(bool lines, uint64_t epoch,
                                                   uint64_t offset) const {
  if (epoch != at_.epoch || offset < floor_ || offset > at_.number)
    return std::nullopt;
  std::vector<payload> y;
  auto i = std::upper_bound(
      ring_.begin(), ring_.end(), offset,
      [](uint64_t n, const picture_event& x) { return n < x.number; });
  for (; i != ring_.end(); ++i)
    if (i->line == lines)
      y.push_back(i->frame);
  return y;
}

std::vector<payload> picture::render(bool lines, const fact_page& x,
                                     uint64_t offset) const {
  std::vector<payload> y;
  auto number = x.upto.number - x.facts.size();
  for (auto& f : x.facts) {
    ++number;
    if (is_line(f) != lines || number > at_.number)
      continue;
    y.push_back(frame(f, shape(f), number, offset));
    offset = number;
  }
  return y;
}

} // namespace ftm
