#include "actors/supervisor/shim/ladder.hpp"

#include <charconv>
#include <csignal>

namespace ftm::shim {

namespace {

constexpr struct {
  std::string_view name;
  int number;
} signals[] = {{"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT},
               {"KILL", SIGKILL}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2},
               {"TERM", SIGTERM}};

bool parse_number(std::string_view x, int64_t& y) {
  auto r = std::from_chars(x.data(), x.data() + x.size(), y);
  return !x.empty() && r.ec == std::errc{} && r.ptr == x.data() + x.size()
         && y >= 0;
}

bool parse_signal(std::string_view x, int& y) {
  for (auto& s : signals)
    if (s.name == x) {
      y = s.number;
      return true;
    }
  int64_t n = 0;
  if (!parse_number(x, n) || n < 1 || n > 64)
    return false;
  y = static_cast<int>(n);
  return true;
}

bool parse_target(std::string_view x, target& y) {
  for (auto t : {target::main, target::group, target::tree})
    if (x == name_of(t)) {
      y = t;
      return true;
    }
  return false;
}

bool parse_rung(std::string_view x, rung& y) {
  auto a = x.find(':');
  auto b = x.rfind(':');
  return a != b && parse_signal(x.substr(0, a), y.signal)
         && parse_target(x.substr(a + 1, b - a - 1), y.to)
         && parse_number(x.substr(b + 1), y.wait_ms);
}

} // namespace

const char* name_of(target x) {
  return x == target::main ? "main" : x == target::group ? "group" : "tree";
}

bool parse_ladder(std::string_view x, std::vector<rung>& y) {
  y.clear();
  while (!x.empty()) {
    auto comma = x.find(',');
    rung r;
    if (!parse_rung(x.substr(0, comma), r))
      return false;
    y.push_back(r);
    x.remove_prefix(comma == std::string_view::npos ? x.size() : comma + 1);
  }
  return !y.empty();
}

bool ladder::begin(std::vector<rung> x) {
  if (begun())
    return false;
  rungs_ = std::move(x);
  if (rungs_.empty() || rungs_.back().signal != SIGKILL
      || rungs_.back().to != target::tree)
    rungs_.push_back({SIGKILL, target::tree, 0});
  return true;
}

void ladder::jump_to_last() {
  begin({});
  if (current_ + 1 < static_cast<int>(rungs_.size())) {
    current_ = static_cast<int>(rungs_.size()) - 2;
    next_ = 0;
  }
}

const rung* ladder::due(int64_t now) {
  if (!begun() || current_ + 1 >= static_cast<int>(rungs_.size())
      || now < next_)
    return nullptr;
  auto& y = rungs_[static_cast<size_t>(++current_)];
  next_ = now + y.wait_ms;
  return &y;
}

int64_t ladder::next_due() const {
  if (!begun() || current_ + 1 >= static_cast<int>(rungs_.size()))
    return -1;
  return next_;
}

} // namespace ftm::shim
