#include "actors/supervisor/console_scanner.hpp"

#include "actors/supervisor/configuration_errors.hpp"
#include "shared/util/redact.hpp"

namespace ftm {

namespace {

constexpr size_t longest_line = 16'384;
constexpr size_t longest_text = 500;

// freqtrade 2023.2: both are followed by exit code 0.
constexpr std::string_view failures[] = {
    "User interrupted..",
    "Another running instance of freqtrade Hyperopt detected."};

/// Heartbeats while it trades after which an error is over. One may have been
/// under way.
constexpr uint64_t beats_of_recovery = 2;

constexpr std::string_view nondescript = "Fatal exception!";

bool contains(std::string_view x, std::string_view y) {
  return x.find(y) != std::string_view::npos;
}

/// Without ANSI escape sequences: colours, cursor movements, titles.
std::string without_ansi(std::string_view x) {
  constexpr char escape = '\x1b';
  std::string y;
  for (size_t i = 0; i < x.size();) {
    if (x[i] != escape) {
      y += x[i++];
      continue;
    }
    auto kind = i + 1 < x.size() ? x[i + 1] : '\0';
    i += 2;
    if (kind == '[') { // up to its final byte
      while (i < x.size() && (x[i] < '@' || x[i] > '~'))
        ++i;
      ++i;
    } else if (kind == ']') { // up to BEL or ESC backslash
      while (i < x.size() && x[i] != '\a' && x[i] != escape)
        ++i;
      i += i < x.size() && x[i] == escape ? 2 : 1;
    }
  }
  return y;
}

/// Redacted before it is cut: half a secret is not known for one.
std::string shown(std::string_view x, bool cut) {
  auto y = redact_after({}, trim(x), cut);
  return to_valid_utf8(std::string_view{y}.substr(0, longest_text));
}

/// The last line of a Python traceback: "package.Error: text".
bool names_exception(std::string_view x) {
  auto name = x.substr(0, x.find(':'));
  return !name.empty() && name.find(' ') == std::string_view::npos
         && (name.ends_with("Error") || name.ends_with("Exception")
             || name.ends_with("Interrupt") || contains(name, "."));
}

} // namespace

void console_scanner::feed(std::string_view x) {
  while (!x.empty()) {
    auto end = x.find_first_of("\n\r");
    if (end == std::string_view::npos) {
      if (skipping_)
        return;
      half_.append(x.substr(0, longest_line - half_.size()));
      skipping_ = half_.size() >= longest_line;
      return;
    }
    if (half_.empty()) {
      take_line(x.substr(0, std::min(end, longest_line)));
    } else {
      if (!skipping_)
        half_.append(x.substr(0, std::min(end, longest_line - half_.size())));
      take_line(half_);
      half_.clear();
    }
    skipping_ = false;
    x.remove_prefix(end + 1);
  }
}

void console_scanner::take_line(std::string_view x) {
  cut_ = x.size() >= longest_line;
  std::string plain;
  if (x.find('\x1b') != std::string_view::npos)
    x = plain = without_ansi(x);
  if (in_traceback_ && !x.empty() && x[0] != ' ' && names_exception(x)) {
    in_traceback_ = false;
    if (findings_.error.empty() || findings_.error == nondescript)
      take_error(x);
    return;
  }
  if (x.starts_with("Traceback (most recent call last)")) {
    in_traceback_ = true;
    return;
  }
  for (auto f : failures)
    if (contains(x, f))
      findings_.failure = f;
  trade_.take_line(x);
  findings_.ready = trade_.state() == "RUNNING" || trade_.state() == "PAUSED";
  if (trade_.heartbeats() >= beats_ + beats_of_recovery) {
    findings_.error.clear();
    findings_.configuration_error = false;
  }
  constexpr std::string_view error = " - ERROR - ";
  if (auto i = x.find(error); i != std::string_view::npos) {
    auto message = x.substr(i + error.size());
    // What came before says more.
    if (trim(message) != nondescript || findings_.error.empty())
      take_error(message);
  } else if (x.starts_with("freqtrade") && contains(x, ": error: ")) {
    take_error(x); // of its argument parser
  }
}

void console_scanner::take_error(std::string_view message) {
  findings_.error = shown(message, cut_);
  beats_ = trade_.heartbeats();
  findings_.configuration_error = is_configuration_error(message);
}

} // namespace ftm
