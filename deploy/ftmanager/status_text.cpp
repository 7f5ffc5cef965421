#include "deploy/ftmanager/status_text.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/cron.hpp"

#include <algorithm>
#include <optional>

namespace ftm {

namespace {

using nlohmann::json;
using std::chrono::seconds;
using time_point = std::chrono::system_clock::time_point;

constexpr size_t label_width = 16;
constexpr size_t state_width = 12;

std::string padded(std::string x, size_t width) {
  x.resize(std::max(width, x.size() + 2), ' ');
  return x;
}

std::optional<time_point> time_of(const json& x, const char* key) {
  return from_rfc3339(text_of(x, key));
}

seconds between(time_point from, time_point to) {
  return std::chrono::duration_cast<seconds>(to - from);
}

std::string joined(const std::vector<std::string>& x) {
  std::string y;
  for (auto& part : x)
    if (!part.empty())
      y += (y.empty() ? "" : ", ") + part;
  return y;
}

class report {
public:
  report(const json& data, time_point now, const std::string& zone)
      : data_(data), now_(now), zone_(zone) {}

  std::string run() {
    for (auto& s : all("strategy"))
      add_strategy(s);
    for (auto& p : all("part"))
      if (auto state = text_of(p, "state"); state != "ready")
        line("part " + text_of(p, "part"), state, text_of(p, "note"), 0);
    return y_;
  }

private:
  const json& all(const char* type) const {
    static const auto none = json::array();
    auto i = data_.find(type);
    return i == data_.end() ? none : *i;
  }

  void line(const std::string& label, const std::string& state,
            const std::string& rest, size_t indent = 2) {
    auto y = std::string(indent, ' ') + padded(label, label_width);
    y += rest.empty() ? state : padded(state, state_width) + rest;
    y_ += y + "\n";
  }

  void add_strategy(const json& x) {
    auto name = text_of(x, "strategy");
    if (!y_.empty())
      y_ += "\n";
    y_ += name;
    y_ += x.value("enabled", true) ? "\n" : "  (disabled)\n";
    const json* trade = nullptr;
    for (auto& p : all("process"))
      if (text_of(p, "strategy") == name && text_of(p, "kind") == "trade")
        trade = &p;
    if (trade == nullptr)
      line("trade", "idle", "");
    else
      add_process(*trade);
    for (auto& p : all("process"))
      if (text_of(p, "strategy") == name && &p != trade
          && text_of(p, "state") != "idle")
        add_process(p);
    add_cycle(name);
    for (auto& s : all("schedule"))
      if (text_of(s, "strategy") == name)
        add_schedule(s);
  }

  void add_process(const json& x) {
    auto started = time_of(x, "started_at");
    auto ended = time_of(x, "ended_at");
    std::vector<std::string> y{money_text(x)};
    if (auto pid = text_of(x, "pid"); !pid.empty()) {
      y.push_back("pid " + pid);
      if (started && !ended)
        y.push_back("for " + duration_text(between(*started, now_)));
    }
    if (auto code = text_of(x, "exit_code"); !code.empty())
      y.push_back("exit code " + code);
    if (auto signal = text_of(x, "exit_signal"); !signal.empty())
      y.push_back("ended by signal " + signal);
    if (ended)
      y.push_back(duration_text(between(*ended, now_)) + " ago");
    auto rest = joined(y);
    if (auto error = text_of(x, "error"); !error.empty())
      rest += (rest.empty() ? "" : ": ") + error;
    line(text_of(x, "kind"), text_of(x, "state"), rest);
  }

  void add_cycle(const std::string& name) {
    const json* newest = nullptr;
    for (auto& r : all("run"))
      if (text_of(r, "strategy") == name
          && (newest == nullptr
              || time_of(r, "started_at") >= time_of(*newest, "started_at")))
        newest = &r;
    if (newest == nullptr)
      return line("cycle", "none yet", "");
    auto started = time_of(*newest, "started_at");
    auto ended = time_of(*newest, "ended_at");
    std::vector<std::string> y;
    if (ended)
      y.push_back(duration_text(between(*ended, now_)) + " ago");
    else if (started)
      y.push_back("for " + duration_text(between(*started, now_)));
    if (auto step = text_of(*newest, "step"); !step.empty() && !ended)
      y.push_back("at " + step);
    y.push_back(text_of(*newest, "reason"));
    auto rest = joined(y);
    if (auto outcome = text_of(*newest, "outcome"); !outcome.empty())
      rest += (rest.empty() ? "" : ": ") + outcome;
    line("cycle", text_of(*newest, "state"), rest);
  }

  void add_schedule(const json& x) {
    auto next = x.find("next");
    auto at = next != x.end() && next->is_array() && !next->empty()
                      && next->front().is_string()
                  ? from_rfc3339(next->front().get<std::string>())
                  : std::nullopt;
    if (!x.value("enabled", false) || !at)
      return line("next run", "not scheduled", "");
    line("next run",
         to_local_text(*at, zone_) + ", in "
             + duration_text(between(now_, *at)),
         "");
  }

  const json& data_;
  time_point now_;
  const std::string& zone_;
  std::string y_;
};

} // namespace

std::string duration_text(seconds x) {
  auto s = std::max<int64_t>(x.count(), 0);
  if (s < 60)
    return std::to_string(s) + " s";
  auto minutes = s / 60;
  if (minutes < 60)
    return std::to_string(minutes) + " min";
  auto hours = minutes / 60;
  if (hours < 48)
    return std::to_string(hours) + " h " + std::to_string(minutes % 60)
           + " min";
  return std::to_string(hours / 24) + " days " + std::to_string(hours % 24)
         + " h";
}

std::string money_text(const json& process) {
  if (text_of(process, "kind") != "trade")
    return "";
  auto i = process.find("live");
  if (i == process.end() || !i->is_boolean())
    return text_of(process, "launch").empty() ? "" : "LIVE OR DRY RUN UNKNOWN";
  return i->get<bool>() ? "LIVE" : "DRY RUN";
}

std::string status_text(const json& data, time_point now,
                        const std::string& zone) {
  return report{data, now, zone}.run();
}

} // namespace ftm
