#include "deploy/ftmanager/status_text.hpp"

#include "deploy/ftmanager/client_session.hpp"
#include "deploy/ftmanager/process_text.hpp"
#include "shared/util/clock.hpp"
#include "shared/util/cron.hpp"

#include <algorithm>
#include <optional>
#include <set>

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

class report {
public:
  report(const json& data, time_point now, const std::string& zone)
      : data_(data), now_(now), zone_(zone) {}

  std::string run() {
    for (auto& s : all("strategy"))
      add_strategy(s);
    for (auto& name : unnamed())
      add_unnamed(name);
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

  /// Strategies that config.yaml names no longer, of which something was run:
  /// their bots may trade still.
  std::set<std::string> unnamed() const {
    std::set<std::string> y;
    for (auto& p : all("process"))
      if (text_of(p, "state") != "idle")
        y.insert(text_of(p, "strategy"));
    for (auto& s : all("strategy"))
      y.erase(text_of(s, "strategy"));
    return y;
  }

  void head(const std::string& name, const char* note) {
    if (!y_.empty())
      y_ += "\n";
    y_ += name + note + "\n";
  }

  void add_unnamed(const std::string& name) {
    head(name, "  (not in config.yaml)");
    for (auto& p : all("process"))
      if (text_of(p, "strategy") == name && text_of(p, "state") != "idle")
        add_process(p);
  }

  void add_strategy(const json& x) {
    auto name = text_of(x, "strategy");
    head(name, x.value("enabled", true) ? "" : "  (disabled)");
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
    line(text_of(x, "kind"), text_of(x, "state"), process_text(x, now_));
    for (auto& more : bot_lines(x))
      line("", "", more);
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

std::string status_text(const json& data, time_point now,
                        const std::string& zone) {
  return report{data, now, zone}.run();
}

} // namespace ftm
