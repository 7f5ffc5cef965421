#include "actors/orchestrator/conductor.hpp"

#include "shared/config/bot_config.hpp"
#include "shared/util/file.hpp"

#include <spdlog/spdlog.h>

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto live_pause = 5s;

/// The fatal problems as one sentence.
std::string sentence_of(const std::filesystem::path& path,
                        const std::vector<config_problem>& problems) {
  std::string y;
  size_t n = 0;
  for (auto& x : problems) {
    if (!x.fatal || ++n > 5)
      continue;
    y += (y.empty() ? "" : "; ") + path.filename().string();
    if (x.line > 0)
      y += ":" + std::to_string(x.line);
    y += (x.key.empty() ? "" : " " + x.key) + ": found " + x.found
         + ", expected " + x.expected;
  }
  return n > 5 ? y + "; and " + std::to_string(n - 5) + " more" : y;
}

void log_problems(const std::vector<config_problem>& xs) {
  for (auto& x : xs)
    spdlog::log(x.fatal ? spdlog::level::err : spdlog::level::warn,
                "orchestrator: config line {}, {}: found {}, expected {}",
                x.line, x.key, x.found, x.expected);
}

} // namespace

/// Reads nothing but `yaml`; fills in the text that would be accepted.
config::loaded conductor::parsed(const std::string& yaml,
                                 const std::string& overrides,
                                 config_text& x) const {
  x.path = options_.config_path.string();
  x.yaml = yaml;
  x.overrides = overrides;
  return config::parse(yaml, options_.config_path, overrides);
}

void conductor::load_config() {
  config_.path = options_.config_path.string();
  config_.overrides = "{}";
  auto kept = db_.is_open() ? configs_.newest() : std::nullopt;
  auto overrides = kept ? kept->overrides : "{}";
  std::string why;
  if (!(options_.keep_config && kept)) {
    std::error_code e;
    auto yaml = read_file(options_.config_path, e);
    if (yaml) {
      config_text x;
      auto y = parsed(*yaml, overrides, x);
      log_problems(y.problems);
      if (y.value) {
        x.revision = kept ? kept->revision : 0;
        if (!kept || kept->yaml != x.yaml || kept->path != x.path)
          ++x.revision;
        accept(std::move(x), std::move(*y.value));
        return;
      }
      why = sentence_of(options_.config_path, y.problems);
    } else {
      why = options_.config_path.string() + " cannot be read: " + e.message();
    }
  }
  if (kept) {
    auto y = config::parse(kept->yaml, kept->path, kept->overrides);
    if (y.value) {
      if (!why.empty()) {
        config_error_ = "config.yaml is not valid, so the last good one "
                        "counts (revision "
                        + std::to_string(kept->revision) + "): " + why;
        spdlog::error("orchestrator: {}", config_error_);
      }
      accept(std::move(*kept), std::move(*y.value));
      return;
    }
  }
  config_error_ = "there is no valid config: " + why;
  spdlog::error("orchestrator: {}", config_error_);
}

uint64_t conductor::oldest_revision_in_use() const {
  auto y = config_.revision;
  for (auto& [id, r] : runs_)
    y = std::min(y, r->memory.revision);
  return y;
}

/// Makes a config the one that counts. False if it cannot be kept.
bool conductor::accept(config_text x, config::settings settings) {
  if (db_.is_open()) {
    auto error =
        configs_.save(x, std::min(x.revision, oldest_revision_in_use()), now());
    if (!error.empty()) {
      spdlog::error("orchestrator: config is not kept: {}", error);
      if (config_.revision > 0)
        return false;
    }
  }
  config_ = std::move(x);
  std::map<std::string, strategy_view> fresh;
  for (auto& s : settings.strategies) {
    strategy_view v;
    v.places = places_of(s);
    v.live = config::is_live(s);
    v.params = find_strategy(v.places, s.strategy_name);
    if (!v.params.empty())
      v.params.replace_extension(".json");
    auto name = s.name;
    v.settings = std::move(s);
    fresh.emplace(std::move(name), std::move(v));
  }
  for (auto& [name, v] : strategies_)
    if (!fresh.contains(name))
      self_->state.facts.drop("strategy/" + name);
  strategies_.swap(fresh);
  spdlog::info("orchestrator: config revision {} counts, {} strategies",
               config_.revision, strategies_.size());
  publish_strategies();
  answer_config_readers();
  tell_supervisor();
  return true;
}

/// Nothing that config does not name is started by itself. Repeated until it is
/// taken; without a config the supervisor goes on waiting.
void conductor::tell_supervisor() {
  if (config_.revision == 0)
    return;
  configured_strategies x;
  for (auto& [name, v] : strategies_)
    if (v.settings.enabled)
      x.names.push_back(name);
  ask_set([this, turn = ++told_] { return turn == told_; }, std::move(x));
}

strategy_status conductor::status_of(const strategy_view& x) {
  strategy_status y;
  y.strategy = x.settings.name;
  y.enabled = x.settings.enabled;
  y.config_revision = config_.revision;
  y.steps = x.settings.steps;
  y.scheduled = x.settings.schedule.enabled;
  y.criteria = x.settings.criteria;
  y.live = x.live;
  std::string error;
  if (!x.params.empty())
    if (auto params = read_params(x.params, error))
      y.params_version = version_of(params);
  return y;
}

/// Keeps what a person's hand may have changed, and tells what is live.
void conductor::note_params(const std::string& strategy) {
  auto i = strategies_.find(strategy);
  if (i == strategies_.end())
    return;
  i->second.live = config::is_live(i->second.settings);
  std::string error;
  if (!i->second.params.empty() && db_.is_open()) {
    auto x = read_params(i->second.params, error);
    // While a run is at work it says itself whose change it is.
    if (error.empty() && !run_of(strategy))
      error = vault_.keep(strategy, x, "", {}, now());
    if (!error.empty())
      spdlog::warn("orchestrator: [{}] params are not kept: {}", strategy,
                   error);
  }
  put_fact(self_, status_of(i->second));
}

/// A person may edit a bot's config at any time, and whoever starts trade must
/// see beforehand whether it is with real money.
void conductor::note_live() {
  auto t = self_->clock().now();
  if (t < next_live_look_)
    return;
  next_live_look_ = t + live_pause;
  for (auto& [name, view] : strategies_)
    if (auto x = config::is_live(view.settings); x != view.live) {
      view.live = x;
      put_fact(self_, status_of(view));
    }
}

void conductor::publish_strategies() {
  for (auto& [name, view] : strategies_)
    note_params(name);
}

caf::result<config_text> conductor::read_config(const config_after& x) {
  if (x.wait.count() <= 0 || x.revision != config_.revision)
    return config_;
  auto rp = self_->make_response_promise<config_text>();
  config_readers_.add(x, rp, self_->clock().now() + x.wait);
  self_->delayed_send(self_, x.wait, atom::tick_v);
  return caf::delegated<config_text>{};
}

caf::result<config_report> conductor::change_config(const config_change& x) {
  config_report y;
  y.revision = config_.revision;
  auto yaml = x.yaml;
  if (!yaml) {
    std::error_code e;
    yaml = read_file(options_.config_path, e);
    if (!yaml) {
      y.problems.push_back(
          {true, 0, "",
           options_.config_path.string() + " cannot be read: " + e.message(),
           "a readable file"});
      return y;
    }
  }
  config_text text;
  auto loaded = parsed(*yaml, config_.overrides, text);
  y.problems = loaded.problems;
  y.accepted = loaded.value.has_value();
  if (!x.apply)
    return y;
  if (!y.accepted) {
    spdlog::warn("orchestrator: config of {} is refused, revision {} stays: "
                 "{}",
                 x.by, config_.revision,
                 sentence_of(options_.config_path, y.problems));
    return y;
  }
  auto same = text.yaml == config_.yaml && text.path == config_.path
              && config_.revision > 0;
  text.revision = config_.revision + (same ? 0 : 1);
  if (!accept(std::move(text), std::move(*loaded.value)))
    return make_error(ec::storage, "the config cannot be kept on disk");
  config_error_.clear();
  update_health();
  y.revision = config_.revision;
  spdlog::info("orchestrator: config revision {} was asked for by {}",
               y.revision, x.by);
  return y;
}

caf::result<strategy_status> conductor::set_switches(const switches& x) {
  auto i = strategies_.find(x.strategy);
  if (i == strategies_.end())
    return make_error(ec::not_found, "there is no strategy " + x.strategy);
  if (!db_.is_open())
    return make_error(ec::storage, db_error_);
  config_text text;
  auto loaded = parsed(config_.yaml, with_switches(config_.overrides, x), text);
  text.path = config_.path;
  if (!loaded.value)
    return make_error(ec::invalid,
                      "the switches do not fit the config: "
                          + sentence_of(options_.config_path, loaded.problems));
  if (text.overrides != config_.overrides) {
    text.revision = config_.revision + 1;
    if (!accept(std::move(text), std::move(*loaded.value)))
      return make_error(ec::storage, "the switches cannot be kept on disk");
    spdlog::info("orchestrator: [{}] switches were set by {}", x.strategy,
                 x.by);
  }
  return status_of(strategies_.at(x.strategy));
}

} // namespace ftm
