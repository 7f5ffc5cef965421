#include "actors/supervisor/records.hpp"

#include <nlohmann/json.hpp>

namespace ftm {

namespace {

using nlohmann::json;

int64_t to_number(timestamp x) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             x.time_since_epoch())
      .count();
}

timestamp to_time(int64_t x) {
  return timestamp{std::chrono::duration_cast<timestamp::duration>(
      std::chrono::nanoseconds{x})};
}

json to_tree(const process_spec& x) {
  auto ladder = json::array();
  for (auto& s : x.stop_ladder)
    ladder.push_back({{"signal", s.signal},
                      {"target", to_string(s.target)},
                      {"patience_ms", s.patience.count()}});
  auto& r = x.restart;
  return {{"strategy", x.id.strategy},
          {"kind", to_string(x.id.kind)},
          {"launch", x.launch},
          {"command", x.command},
          {"folder", x.folder},
          {"environment", x.environment},
          {"stop_ladder", ladder},
          {"restart",
           {{"mode", to_string(r.mode)},
            {"intensity", r.intensity},
            {"period_s", r.period.count()},
            {"backoff_ms", r.backoff.count()},
            {"backoff_max_ms", r.backoff_max.count()},
            {"stable_s", r.stable.count()}}},
          {"time_limit_s", x.time_limit.count()},
          {"hung_after_s", x.hung_after.count()},
          {"restart_hung", x.restart_hung},
          {"bot_poll_ms", x.bot_poll.count()},
          {"priority",
           {{"nice", x.priority.nice},
            {"io_class", x.priority.io_class},
            {"io_level", x.priority.io_level},
            {"oom_score_adj", x.priority.oom_score_adj}}},
          {"bot_config", x.bot_config},
          {"reload_command", x.reload_command},
          {"log_limit", x.log_limit},
          {"by", x.by},
          {"run", x.run},
          {"force", x.force}};
}

/// The enum value of that name; the first one if there is none.
template <class Enum>
Enum from_name(const std::string& x, int count) {
  for (int i = 0; i < count; ++i)
    if (x == to_string(static_cast<Enum>(i)))
      return static_cast<Enum>(i);
  return {};
}

process_spec to_spec(const json& x) {
  process_spec y;
  y.id.strategy = x.at("strategy").get<std::string>();
  y.id.kind = from_name<process_kind>(x.at("kind").get<std::string>(), 5);
  y.launch = x.at("launch").get<std::string>();
  y.command = x.at("command").get<std::vector<std::string>>();
  y.folder = x.at("folder").get<std::string>();
  y.environment = x.at("environment").get<std::map<std::string, std::string>>();
  for (auto& s : x.at("stop_ladder"))
    y.stop_ladder.push_back(
        {s.at("signal").get<int32_t>(),
         from_name<stop_target>(s.at("target").get<std::string>(), 3),
         milliseconds{s.at("patience_ms").get<int64_t>()}});
  auto& r = x.at("restart");
  y.restart = {from_name<restart_mode>(r.at("mode").get<std::string>(), 3),
               r.at("intensity").get<uint32_t>(),
               seconds{r.at("period_s").get<int64_t>()},
               milliseconds{r.at("backoff_ms").get<int64_t>()},
               milliseconds{r.at("backoff_max_ms").get<int64_t>()},
               seconds{r.value("stable_s", int64_t{300})}};
  y.time_limit = seconds{x.value("time_limit_s", int64_t{0})};
  y.hung_after = seconds{x.value("hung_after_s", int64_t{0})};
  y.restart_hung = x.value("restart_hung", false);
  y.bot_poll = milliseconds{x.value("bot_poll_ms", int64_t{0})};
  if (auto p = x.find("priority"); p != x.end())
    y.priority = {p->value("nice", 0), p->value("io_class", 0),
                  p->value("io_level", 0), p->value("oom_score_adj", 0)};
  y.bot_config = x.value("bot_config", "");
  y.reload_command = x.value("reload_command", std::vector<std::string>{});
  y.log_limit = x.value("log_limit", uint64_t{0});
  y.by = x.value("by", "");
  y.run = x.value("run", "");
  y.force = x.value("force", false);
  return y;
}

std::string dump(const json& x) {
  return x.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

template <class T>
json or_null(const std::optional<T>& x) {
  return x ? json(*x) : json();
}

template <class T>
std::optional<T> optional_at(const json& x, const char* key) {
  auto i = x.find(key);
  return i == x.end() || i->is_null() ? std::nullopt
                                      : std::optional<T>{i->template get<T>()};
}

/// Calls `f` with the parsed object; nothing if anything in it is wrong.
template <class F>
auto with_json(const std::string& x, F f)
    -> std::optional<decltype(f(std::declval<const json&>()))> {
  try {
    return f(json::parse(x));
  } catch (const json::exception&) {
    return {};
  }
}

/// Listens to a launch record until its place is said. Written in the order of
/// the keys, it stands before the long spec.
struct seq_finder : nlohmann::json_sax<json> {
  std::optional<uint64_t> seq;
  int depth = 0;
  bool next = false; ///< the value that follows

  bool value() {
    next = false;
    return true;
  }
  bool open() {
    ++depth;
    return value();
  }
  bool close() {
    --depth;
    return true;
  }
  bool null() override {
    return value();
  }
  bool boolean(bool) override {
    return value();
  }
  bool number_integer(number_integer_t) override {
    return value();
  }
  bool number_unsigned(number_unsigned_t x) override {
    if (!next)
      return value();
    seq = x;
    return false;
  }
  bool number_float(number_float_t, const string_t&) override {
    return value();
  }
  bool string(string_t&) override {
    return value();
  }
  bool binary(binary_t&) override {
    return value();
  }
  bool start_object(size_t) override {
    return open();
  }
  bool end_object() override {
    return close();
  }
  bool start_array(size_t) override {
    return open();
  }
  bool end_array() override {
    return close();
  }
  bool key(string_t& x) override {
    next = depth == 1 && x == "seq";
    return true;
  }
  bool parse_error(size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    return false;
  }
};

} // namespace

std::string to_json(const launch_record& x) {
  return dump(
      {{"v", 1},
       {"seq", x.seq},
       {"first", x.first},
       {"restarts", x.restarts},
       {"resumes", x.resumes},
       {"history", {{"boot_id", x.history.boot}, {"at_ms", x.history.at_ms}}},
       {"spec", to_tree(x.spec)}});
}

std::optional<launch_record> parse_launch(const std::string& x) {
  return with_json(x, [](const json& j) {
    auto spec = to_spec(j.at("spec"));
    auto first = j.value("first", spec.launch);
    launch_record y{j.at("seq").get<uint64_t>(), std::move(spec),
                    std::move(first), j.value("restarts", 0U),
                    j.value("resumes", "")};
    if (auto h = j.find("history"); h != j.end() && h->is_object())
      y.history = {h->value("boot_id", ""),
                   h->value("at_ms", std::vector<int64_t>{})};
    return y;
  });
}

std::optional<uint64_t> parse_seq(const std::string& launch) {
  seq_finder y;
  json::sax_parse(launch, &y);
  return y.seq;
}

std::string to_json(const wanted_record& x) {
  return dump({{"v", 1},
               {"wanted", x.wanted},
               {"held_by", x.held_by},
               {"by", x.by},
               {"at", to_number(x.at)}});
}

std::optional<wanted_record> parse_wanted(const std::string& x) {
  return with_json(x, [](const json& j) {
    return wanted_record{j.at("wanted").get<bool>(), j.value("held_by", ""),
                         j.value("by", ""), to_time(j.value("at", int64_t{0}))};
  });
}

std::string to_json(const launch_exit& x) {
  return dump({{"v", 1},
               {"launch", x.launch},
               {"reason", x.reason},
               {"code", or_null(x.code)},
               {"signal", or_null(x.signal)},
               {"requested",
                x.requested ? json{{"who", x.who}, {"why", x.why}} : json()},
               {"ended_at", to_number(x.ended_at)},
               {"duration_ms", x.duration_ms},
               {"log_end", x.log_end},
               {"error", x.error}});
}

std::optional<launch_exit> parse_exit(const std::string& x) {
  return with_json(x, [](const json& j) {
    launch_exit y;
    y.launch = j.value("launch", "");
    y.reason = j.at("reason").get<std::string>();
    y.code = optional_at<int32_t>(j, "code");
    y.signal = optional_at<int32_t>(j, "signal");
    if (auto r = j.find("requested"); r != j.end() && r->is_object()) {
      y.requested = true;
      y.who = r->value("who", "");
      y.why = r->value("why", "");
    }
    y.ended_at = to_time(j.value("ended_at", int64_t{0}));
    y.duration_ms = j.value("duration_ms", int64_t{0});
    y.log_end = j.value("log_end", uint64_t{0});
    y.error = j.value("error", "");
    return y;
  });
}

} // namespace ftm
