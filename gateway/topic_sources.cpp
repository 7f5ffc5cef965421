#include "gateway/topic_sources.hpp"

#include "gateway/rest/context.hpp"
#include "gateway/rest/epoch_columns.hpp"
#include "gateway/rest/line_before.hpp"
#include "shared/json/epochs.hpp"
#include "shared/protocol/parked.hpp"
#include "shared/util/redact.hpp"

#include <charconv>

namespace ftm {

namespace {

using failure = topic_source::failure;

failure kind_of(const caf::error& e) {
  return code_of(e) == ec::not_found ? failure::nothing_there
                                     : failure::try_again;
}

class output_source : public topic_source {
public:
  output_source(gateway_actor::pointer self, supervisor_actor whom,
                process_id id)
      : self_(self), whom_(std::move(whom)), id_(std::move(id)) {}

  void open(callback f) override {
    output_range q;
    q.id = id_;
    q.offset = -static_cast<int64_t>(tail);
    self_->request(whom_, patience::read, atom::read_v, std::move(q))
        .then(
            [f](const output_chunk& y) {
              topic_slice z;
              z.epoch = y.launch;
              z.from = y.offset;
              z.to = y.offset + y.bytes.size();
              f(y.launch.empty() ? failure::nothing_there : failure::none,
                std::move(z));
            },
            [f](const caf::error& e) { f(kind_of(e), {}); });
  }

  void read(const topic_place& x, uint64_t end, bool wait, bool force,
            callback f) override {
    output_range q;
    q.id = id_;
    q.launch = x.epoch;
    q.offset = static_cast<int64_t>(x.offset);
    if (end > 0)
      q.limit =
          static_cast<uint32_t>(std::min<uint64_t>(end - x.offset, q.limit));
    if (wait)
      q.wait = parked_wait;
    // The source may be gone when the answer comes: nothing here is its own.
    auto redacted = [f, force, end,
                     line = wait ? line_ : std::make_shared<kept_line>(),
                     self = self_, whom = whom_, id = id_](output_chunk& y) {
      auto chunk = std::make_shared<output_chunk>(std::move(y));
      auto go_on = [=](std::string before) {
        // More follows at once: a character that is cut there stays whole.
        auto last = chunk->offset + chunk->bytes.size() >= end;
        f(failure::none, cut(*chunk, std::move(before), force && last, *line));
      };
      if (line->launch == chunk->launch && line->end == chunk->offset)
        return go_on(line->bytes);
      line_before(self, whom, id, *chunk, go_on,
                  [f](const caf::error& e) { f(kind_of(e), {}); });
    };
    self_->request(whom_, parked_timeout, atom::read_v, std::move(q))
        .then(redacted, [f](const caf::error& e) { f(kind_of(e), {}); });
  }

  uint64_t beginning(uint64_t end) const override {
    return end > tail ? end - tail : 0;
  }
  const char* type() const override {
    return "output";
  }
  std::string nothing() const override {
    return R"({"text":""})";
  }
  std::string end(uint64_t offset) const override {
    return dump(json{{"text", ""}, {"from", offset}, {"ended", true}});
  }

private:
  static constexpr uint64_t tail = 64 * 1024;

  /// The line in which the follower's last read ended.
  struct kept_line {
    std::string launch;
    uint64_t end = 0;
    std::string bytes;
  };

  static topic_slice cut(output_chunk& y, std::string before, bool force,
                         kept_line& line) {
    auto left = force || y.ended ? 0 : incomplete_tail(y.bytes);
    topic_slice z;
    z.pending = left > 0 && left == y.bytes.size();
    // The rest of a character whose first bytes were not shown, or were as bad
    // ones.
    auto rest = y.bytes.size() > left ? rest_of_character(before, y.bytes) : 0;
    y.bytes.resize(y.bytes.size() - left);
    z.epoch = y.launch;
    z.from = y.offset;
    z.to = y.offset + y.bytes.size();
    z.ended = y.ended;
    // A context and little more: what stands before the last line is no matter.
    auto tail = y.bytes.size() < redact_context ? before + y.bytes : y.bytes;
    line = {y.launch, z.to, std::string{context_of(tail)}};
    before.append(y.bytes, 0, rest);
    y.bytes.erase(0, rest);
    z.data = [bytes = std::move(y.bytes), before = std::move(before),
              from = y.offset + rest, ended = y.ended] {
      json d{{"text", text(redact_after(before, bytes, !ended))},
             {"from", from}};
      if (ended)
        d["ended"] = true;
      return dump(d);
    };
    return z;
  }

  gateway_actor::pointer self_;
  supervisor_actor whom_;
  process_id id_;
  std::shared_ptr<kept_line> line_ = std::make_shared<kept_line>();
};

class epoch_topic_source : public topic_source {
public:
  epoch_topic_source(gateway_actor::pointer self, monitor_actor whom,
                     std::string strategy)
      : self_(self), whom_(std::move(whom)), strategy_(std::move(strategy)) {}

  void open(callback f) override {
    // Only the generation is asked for; who joins begins with line 1 or with
    // what it has, and the follower walks to the end by itself.
    epoch_range q;
    q.source.strategy = strategy_;
    q.limit = 1;
    q.columns = {"line"};
    self_->request(whom_, patience::read, atom::read_v, std::move(q))
        .then(
            [f](const epoch_page& y) {
              topic_slice z;
              z.epoch = std::to_string(y.generation);
              f(failure::none, std::move(z));
            },
            [f](const caf::error& e) { f(kind_of(e), {}); });
  }

  void read(const topic_place& x, uint64_t end, bool wait, bool,
            callback f) override {
    epoch_range q;
    q.source.strategy = strategy_;
    std::from_chars(x.epoch.data(), x.epoch.data() + x.epoch.size(),
                    q.generation);
    q.first = x.offset + 1;
    q.limit =
        end > 0
            ? static_cast<uint32_t>(std::min<uint64_t>(end - x.offset, page))
            : page;
    q.columns = usual_columns();
    if (wait)
      q.wait = parked_wait;
    self_->request(whom_, parked_timeout, atom::read_v, std::move(q))
        .then(
            [f, x](epoch_page& y) {
              topic_slice z;
              z.epoch = std::to_string(y.generation);
              z.from = z.epoch == x.epoch ? x.offset : 0;
              z.to = y.rows > 0 ? y.first + y.rows - 1 : z.from;
              z.data = [kept = std::move(y)] {
                return dump(to_json(kept, usual_columns()));
              };
              f(failure::none, std::move(z));
            },
            [f](const caf::error& e) { f(kind_of(e), {}); });
  }

  uint64_t beginning(uint64_t) const override {
    return 0;
  }
  const char* type() const override {
    return "epochs";
  }
  std::string nothing() const override {
    return R"({"file":"","rows":0,"columns":{}})";
  }
  std::string end(uint64_t) const override {
    return nothing(); // a file can always grow
  }

private:
  static constexpr uint32_t page = 4096;

  gateway_actor::pointer self_;
  monitor_actor whom_;
  std::string strategy_;
};

} // namespace

std::unique_ptr<topic_source> make_output_source(gateway_actor::pointer self,
                                                 supervisor_actor supervisor,
                                                 process_id id) {
  return std::make_unique<output_source>(self, std::move(supervisor),
                                         std::move(id));
}

std::unique_ptr<topic_source> make_epoch_source(gateway_actor::pointer self,
                                                monitor_actor monitors,
                                                std::string strategy) {
  return std::make_unique<epoch_topic_source>(self, std::move(monitors),
                                              std::move(strategy));
}

size_t rest_of_character(std::string_view before, std::string_view x) {
  auto begun = incomplete_tail(before);
  if (begun == 0)
    return 0;
  auto b = static_cast<unsigned char>(before[before.size() - begun]);
  auto missing = (b >= 0xF0 ? 4u : b >= 0xE0 ? 3u : 2u) - begun;
  size_t y = 0;
  while (y < std::min(missing, x.size())
         && (static_cast<unsigned char>(x[y]) & 0xC0) == 0x80)
    ++y;
  return y;
}

size_t incomplete_tail(std::string_view x) {
  for (size_t n = 1; n <= std::min<size_t>(3, x.size()); ++n) {
    auto b = static_cast<unsigned char>(x[x.size() - n]);
    if ((b & 0xC0) == 0x80)
      continue; // goes on
    size_t whole = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC2 ? 2 : 1;
    return whole > n ? n : 0;
  }
  return 0;
}

} // namespace ftm
