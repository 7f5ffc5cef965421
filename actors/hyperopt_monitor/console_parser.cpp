#include "actors/hyperopt_monitor/console_parser.hpp"

#include "actors/hyperopt_monitor/line_parser.hpp"
#include "shared/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace ftm {

namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view bar_2024 = "\u2502";
constexpr std::string_view ellipsis = "\u2026";
constexpr size_t longest_line = 64 * 1024;

/// Without ANSI colours.
std::string plain(std::string_view x) {
  std::string y;
  for (size_t i = 0; i < x.size(); ++i)
    if (x[i] == '\x1b' && i + 1 < x.size() && x[i + 1] == '[') {
      i += 2;
      while (i < x.size() && (x[i] < '@' || x[i] > '~'))
        ++i;
    } else {
      y += x[i];
    }
  return y;
}

std::vector<std::string> split(std::string_view x, std::string_view by) {
  std::vector<std::string> y;
  for (;;) {
    auto at = x.find(by);
    y.emplace_back(trim(x.substr(0, at)));
    if (at == std::string_view::npos)
      return y;
    x.remove_prefix(at + by.size());
  }
}

std::vector<std::string> words(std::string_view x) {
  auto y = split(x, " ");
  std::erase(y, "");
  return y;
}

/// NaN unless all of `x` is a number, a % or brackets apart; a number that the
/// console cut off ("22.6…") is none.
double number(std::string_view x) {
  while (!x.empty() && x.front() == '(')
    x.remove_prefix(1);
  while (!x.empty() && (x.back() == '%' || x.back() == ')'))
    x.remove_suffix(1);
  double y = nan;
  const auto* end = x.data() + x.size();
  auto [at, error] = std::from_chars(x.data(), end, y);
  return error == std::errc{} && at == end ? y : nan;
}

/// False if `x` is no whole number.
bool count(std::string_view x, uint32_t& y) {
  const auto* end = x.data() + x.size();
  auto [at, error] = std::from_chars(x.data(), end, y);
  return error == std::errc{} && at == end;
}

/// "-171.265 USDT (-17.13%)": amount and percent.
std::pair<double, double> amounts(std::string_view x) {
  double amount = nan;
  double percent = nan;
  auto all = words(x);
  // "(  6.07%)" may come in two words.
  for (size_t i = 0; i < all.size(); ++i)
    if (all[i] == "(" && i + 1 < all.size())
      all[i] += all[i + 1];
  if (!all.empty())
    amount = number(all.front());
  for (const auto& word : all)
    if (word.size() > 2 && word.front() == '(' && word.ends_with("%)"))
      percent = number(word);
  return {amount, percent};
}

bool epoch_of(std::string_view cell, uint64_t& number, uint64_t& total) {
  auto slash = cell.find('/');
  if (slash == std::string_view::npos)
    return false;
  const auto* middle = cell.data() + slash;
  const auto* end = cell.data() + cell.size();
  auto first = std::from_chars(cell.data(), middle, number);
  auto second = std::from_chars(middle + 1, end, total);
  return first.ec == std::errc{} && first.ptr == middle
         && second.ec == std::errc{} && second.ptr == end && number > 0;
}

} // namespace

void console_parser::feed(std::string_view bytes) {
  auto seen = half_.size();
  half_ += bytes;
  size_t from = 0;
  for (size_t at; (at = half_.find_first_of("\r\n", std::max(from, seen)))
                  != std::string::npos;
       from = at + 1) {
    // However it is cut: nothing of a line that is too long counts.
    if (!std::exchange(too_long_, false) && at - from <= longest_line)
      take_line(std::string_view{half_}.substr(from, at - from));
  }
  half_.erase(0, from);
  if (half_.size() > longest_line) {
    too_long_ = true;
    half_.clear();
  }
}

std::vector<epoch_row> console_parser::rows() const {
  std::vector<epoch_row> y;
  for (const auto& [epoch, row] : rows_)
    y.push_back(row);
  return y;
}

std::vector<epoch_row> console_parser::take() {
  auto y = rows();
  rows_.clear();
  return y;
}

void console_parser::take_line(std::string_view raw) {
  auto line = plain(raw);
  auto text = trim(line);
  auto old = text.starts_with("|") && text.ends_with("|");
  auto modern = text.starts_with(bar_2024);
  if (!old && !modern) {
    flush();
    take_progress(text);
    return;
  }
  auto row = split(text, old ? "|" : bar_2024);
  // best, epoch, trades, win/draw/loss, avg, profit, duration, objective,
  // drawdown between two borders.
  if (row.size() < 11) {
    flush();
    return;
  }
  row.erase(row.begin());
  if (old || !row[1].empty()) {
    flush();
    pending_ = row;
  } else if (!pending_.empty()) {
    for (size_t i = 0; i < row.size() && i < pending_.size(); ++i)
      if (!row[i].empty())
        pending_[i] += " " + row[i];
  }
  if (old)
    flush();
}

bool console_parser::take_progress(std::string_view text) {
  uint64_t number = 0;
  uint64_t total = 0;
  if (text.starts_with("[Epoch ")) {
    auto x = words(text.substr(1));
    if (x.size() < 4 || x[2] != "of"
        || !epoch_of(x[1] + "/" + x[3], number, total))
      return false;
  } else if (text.starts_with("Epochs ")) {
    auto x = words(text);
    auto at = std::find_if(x.begin(), x.end(), [&](const std::string& word) {
      return epoch_of(word, number, total);
    });
    if (at == x.end())
      return false;
  } else {
    return false;
  }
  done_ = std::max(done_, number);
  wanted_ = total;
  return true;
}

void console_parser::flush() {
  if (pending_.empty())
    return;
  auto x = std::exchange(pending_, {});
  epoch_row y;
  uint64_t total = 0;
  if (!epoch_of(x[1], y.epoch, total))
    return; // the table's head
  wanted_ = total;
  done_ = std::max(done_, y.epoch);
  y.flags = static_cast<uint8_t>(epoch_flag::from_console);
  if (x[0].find("Best") != std::string::npos)
    y.flags |= static_cast<uint8_t>(epoch_flag::best);
  // A star means an initial or a random point; the console tells not which.
  auto outcome = words(x[3]);
  outcome.resize(4);
  if (!count(x[2], y.trades) || !count(outcome[0], y.wins)
      || !count(outcome[1], y.draws) || !count(outcome[2], y.losses))
    return;
  y.avg_profit = number(x[4]);
  auto [profit, percent] = amounts(x[5]);
  if (y.trades == 0)
    profit = percent = 0;
  y.profit_total_abs = profit;
  y.profit_total_pct = percent;
  y.duration =
      x[6].find(ellipsis) == std::string::npos ? seconds_of(x[6]) : nan;
  // freqtrade's loss of 100000, for too few trades, is printed as N/A.
  y.objective = x[7] == "N/A" ? 100'000 : number(x[7]);
  auto [drawdown, account] = amounts(x[8]);
  y.max_drawdown_abs = drawdown;
  y.max_drawdown = account;
  rows_[y.epoch] = y;
}

} // namespace ftm
