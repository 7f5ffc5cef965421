#include "shared/config/command_options.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace ftm::config {

namespace {

/// Options that begin alike, of all commands that the cycle runs (freqtrade
/// 2023.2 to 2024.9): argparse takes an abbreviation if it fits one alone.
constexpr std::array<std::string_view, 28> names{
    "--cache",
    "--config",
    "--data-dir",
    "--data-format-ohlcv",
    "--data-format-trades",
    "--datadir",
    "--days",
    "--db-url",
    "--disable-max-market-positions",
    "--disable-param-export",
    "--dl-trades",
    "--dmmp",
    "--dry-run",
    "--dry-run-wallet",
    "--sd-notify",
    "--spaces",
    "--stake-amount",
    "--starting-balance",
    "--strategy",
    "--strategy-list",
    "--strategy-path",
    "--timeframe",
    "--timeframe-detail",
    "--timeframes",
    "--timerange",
    "--user-data-dir",
    "--userdir",
    "--verbose"};

constexpr std::array<std::string_view, 6> wanted{
    "--config",        "--db-url",        "--dry-run",
    "--strategy-path", "--user-data-dir", "--userdir"};

bool is_wanted(std::string_view x) {
  return std::find(wanted.begin(), wanted.end(), x) != wanted.end();
}

/// argparse takes "-1" and "-.5" for values.
bool is_negative_number(std::string_view x) {
  x.remove_prefix(1);
  auto dots = std::count(x.begin(), x.end(), '.');
  return !x.empty() && x.back() != '.' && dots <= 1
         && std::all_of(x.begin(), x.end(), [](unsigned char c) {
              return std::isdigit(c) || c == '.';
            });
}

bool is_option(std::string_view x) {
  return x.size() > 1 && x[0] == '-' && !is_negative_number(x);
}

class reader {
public:
  reader(const std::vector<std::string>& words, std::string& error)
      : words_(words), error_(error) {}

  std::optional<command_options> run() {
    for (; at_ < words_.size() && words_[at_] != "--"; ++at_) {
      std::string_view x = words_[at_];
      if (is_option(x) && !(x[1] == '-' ? long_option(x) : short_options(x)))
        return std::nullopt;
    }
    return std::move(out_);
  }

private:
  bool unclear(std::string_view x) {
    error_ = "\"" + std::string{x}
             + "\" cannot be told for sure: write the option in full, such as "
               "--config FILE";
    return false;
  }

  bool long_option(std::string_view x) {
    auto equals = x.find('=');
    auto given = x.substr(0, equals);
    std::vector<std::string_view> fitting;
    for (auto name : names) {
      if (name == given) {
        fitting = {name};
        break;
      }
      if (name.starts_with(given))
        fitting.push_back(name);
    }
    if (std::none_of(fitting.begin(), fitting.end(), is_wanted))
      return true;
    if (fitting.size() > 1)
      return unclear(x);
    if (fitting[0] == "--dry-run") {
      out_.dry_run = true;
      return equals == std::string_view::npos || unclear(x);
    }
    if (equals == std::string_view::npos)
      return value(fitting[0], x);
    return put(fitting[0], x.substr(equals + 1), x);
  }

  /// "-c", "-cFILE", "-c=FILE", "-vvc".
  bool short_options(std::string_view x) {
    auto at = x.find_first_not_of('v', 1);
    if (at == std::string_view::npos)
      return true;
    if (x[at] == 'c') {
      auto rest = x.substr(at + 1);
      if (rest.empty())
        return value("--config", x);
      if (rest[0] == '=' && at > 1)
        return unclear(x); // versions of Python differ
      return put("--config", rest.substr(rest[0] == '=' ? 1 : 0), x);
    }
    // Those that take a value take the rest; of another one nobody knows.
    constexpr std::string_view with_value = "sdiptejn";
    return with_value.find(x[at]) != std::string_view::npos
           || x.find('c', at) == std::string_view::npos || unclear(x);
  }

  bool value(std::string_view name, std::string_view x) {
    if (at_ + 1 == words_.size() || is_option(words_[at_ + 1]))
      return unclear(x);
    return put(name, words_[++at_], x);
  }

  bool put(std::string_view name, std::string_view y, std::string_view x) {
    // "-" is freqtrade's name of its standard input.
    if (y.empty() || y == "-")
      return unclear(x);
    if (name == "--config")
      out_.configs.emplace_back(y);
    else if (name == "--db-url")
      out_.db_url = y;
    else if (name == "--strategy-path")
      out_.strategy_path = y;
    else
      out_.user_data_dir = y;
    return true;
  }

  const std::vector<std::string>& words_;
  std::string& error_;
  size_t at_ = 0;
  command_options out_;
};

} // namespace

std::optional<command_options>
read_command_options(const std::vector<std::string>& words,
                     std::string& error) {
  return reader{words, error}.run();
}

} // namespace ftm::config
