#include "actors/supervisor/trade_console.hpp"

#include <algorithm>

namespace ftm {

namespace {

constexpr size_t most_params = 1000; ///< of a strategy that people wrote
constexpr size_t longest_word = 200;

bool contains(std::string_view x, std::string_view y) {
  return x.find(y) != std::string_view::npos;
}

/// What follows `mark`; nothing if it is not there.
std::string_view after(std::string_view x, std::string_view mark) {
  auto i = x.find(mark);
  return i == std::string_view::npos ? std::string_view{}
                                     : x.substr(i + mark.size());
}

bool is_state(std::string_view x) {
  return !x.empty() && x.size() < longest_word
         && std::all_of(x.begin(), x.end(), [](char c) {
              return (c >= 'A' && c <= 'Z') || c == '_';
            });
}

void remember(std::map<std::string, std::string>& where, std::string_view x) {
  auto i = x.find(" = ");
  if (i != std::string_view::npos && where.size() < most_params)
    where.insert_or_assign(std::string{x.substr(0, i)},
                           std::string{x.substr(i + 3)});
}

} // namespace

// freqtrade 2023.2 and 2024.9 alike.
void trade_console::take_line(std::string_view x) {
  if (contains(x, " freqtrade.strategy.hyper ") && take_params(x))
    return;
  if (contains(x, "Bot heartbeat.")) {
    auto state = after(x, "state='");
    state = state.substr(0, state.find('\''));
    if (state == "RELOAD_CONFIG")
      return;
    if (is_state(state)) {
      state_ = state;
      loads_ = false;
    }
    auto trades = state == "RUNNING" || state == "PAUSED";
    heartbeats_ += trades;
    trades ? pace_.beat(x) : pace_.pause();
  } else if (contains(x, "Changing state")) {
    pace_.pause();
    take_state(after(x, "to: "));
  } else if (contains(x, "[Errno 98]")
             && contains(x, "address already in use")) {
    // … on address ('127.0.0.1', 18080): address already in use
    auto place = after(x, "on address ('");
    auto port = after(place, "', ");
    port = port.substr(0, port.find(')'));
    busy_address_ = place.substr(0, std::min(place.find('\''), longest_word));
    busy_port_ = port.empty() || port.size() > longest_word ? "unknown" : port;
  }
}

void trade_console::take_state(std::string_view x) {
  if (x == "RELOAD_CONFIG") {
    ++reloads_;
    loads_ = true;
    params_told_ = false;
    params_file_.clear();
    params_.clear();
    defaults_.clear();
    return;
  }
  if (!is_state(x))
    return;
  state_ = x;
  loads_ = false;
  starts_ += x == "RUNNING";
}

bool trade_console::take_params(std::string_view x) {
  if (auto file = after(x, "Loading parameters from file "); !file.empty()) {
    params_told_ = true;
    params_file_ = file;
  } else if (contains(x, "Found no parameter file.")) {
    params_told_ = true;
    params_file_.clear();
  } else if (auto y = after(x, "Strategy Parameter: "); !y.empty()) {
    remember(params_, y);
  } else if (auto z = after(x, "Strategy Parameter(default): "); !z.empty()) {
    remember(defaults_, z);
  } else {
    return false;
  }
  return true;
}

} // namespace ftm
