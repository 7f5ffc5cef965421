#include "actors/hyperopt_monitor/launch_facts.hpp"

#include <charconv>

namespace ftm {

namespace {

/// Takes the last word between dots, if it is `before` and a whole number.
bool take_number(std::string_view& x, std::string_view before) {
  auto dot = x.rfind('.');
  if (dot == std::string_view::npos)
    return false;
  auto word = x.substr(dot + 1);
  if (!word.starts_with(before) || word.size() == before.size()
      || word.find_first_not_of("0123456789", before.size())
             != std::string_view::npos)
    return false;
  x = x.substr(0, dot);
  return true;
}

} // namespace

uint64_t wanted_epochs(const std::vector<std::string>& command) {
  uint64_t y = 0;
  auto take = [&](std::string_view x) {
    uint64_t number = 0;
    const auto* end = x.data() + x.size();
    auto [at, error] = std::from_chars(x.data(), end, number);
    if (error == std::errc{} && at == end)
      y = number;
  };
  // Python's argparse lets the last one count.
  for (size_t i = 0; i < command.size(); ++i) {
    std::string_view x = command[i];
    if (x == "-e" || x == "--epochs") {
      if (i + 1 < command.size())
        take(command[i + 1]);
    } else if (x.starts_with("--epochs=")) {
      take(x.substr(9));
    } else if (x.starts_with("-e") && !x.starts_with("--")) {
      take(x.substr(2));
    }
  }
  return y;
}

std::string run_of_launch(std::string_view launch) {
  constexpr std::string_view step = ".hyperopt";
  take_number(launch, "r");
  if (!take_number(launch, "") || !launch.ends_with(step))
    return "";
  launch.remove_suffix(step.size());
  return std::string{launch};
}

} // namespace ftm
