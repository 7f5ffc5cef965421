#include "actors/scheduler/memory_file.hpp"

#include "shared/json/values.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

namespace {

constexpr int format = 1;

std::optional<timestamp> time_in(const json& x, const char* key) {
  auto i = x.find(key);
  if (i == x.end() || i->is_null())
    return {};
  return from_rfc3339(i->get<std::string>());
}

schedule_memory memory_of(const json& x) {
  schedule_memory y;
  y.rule = x.at("rule").get<std::string>();
  y.enabled = x.at("enabled").get<bool>();
  y.from = time_in(x, "from").value_or(timestamp{});
  y.last_fired = time_in(x, "last_fired");
  y.last_ended = time_in(x, "last_ended");
  y.pending = time_in(x, "pending");
  return y;
}

} // namespace

std::string encode_memories(const schedule_memories& x) {
  auto all = json::object();
  for (auto& [strategy, m] : x)
    all[strategy] = {{"rule", m.rule},
                     {"enabled", m.enabled},
                     {"from", time_json(m.from)},
                     {"last_fired", time_json(m.last_fired)},
                     {"last_ended", time_json(m.last_ended)},
                     {"pending", time_json(m.pending)}};
  return dump({{"format", format}, {"strategies", std::move(all)}}) + '\n';
}

std::optional<schedule_memories> decode_memories(const std::string& x) {
  try {
    auto whole = json::parse(x);
    if (whole.at("format") != format)
      return {};
    schedule_memories y;
    for (auto& [strategy, m] : whole.at("strategies").items())
      y[strategy] = memory_of(m);
    return y;
  } catch (const json::exception&) {
    return {};
  }
}

schedule_memories load_memories(const std::filesystem::path& x) {
  auto text = read_file(x);
  if (!text)
    return {};
  if (auto y = decode_memories(*text))
    return *y;
  auto aside = x;
  aside += ".damaged";
  std::error_code ignored;
  std::filesystem::rename(x, aside, ignored);
  spdlog::error("scheduler: {} is damaged and was put aside; every schedule "
                "counts from now",
                x.string());
  return {};
}

std::error_code save_memories(const std::filesystem::path& path,
                              const schedule_memories& x) {
  return write_file_durably(path, encode_memories(x));
}

} // namespace ftm
