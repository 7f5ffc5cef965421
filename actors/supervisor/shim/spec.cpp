#include "actors/supervisor/shim/spec.hpp"

#include <cstdlib>

namespace ftm::shim {

spec parse_spec(std::string_view x) {
  spec y;
  for (auto end = x.find('\0'); end != std::string_view::npos;
       x.remove_prefix(end + 1), end = x.find('\0')) {
    auto entry = x.substr(0, end);
    auto equals = entry.find('=');
    if (equals == std::string_view::npos)
      continue;
    auto key = entry.substr(0, equals);
    std::string value{entry.substr(equals + 1)};
    if (key == "generation")
      y.generation = std::strtoull(value.c_str(), nullptr, 10);
    else if (key == "slot")
      y.slot = value;
    else if (key == "folder")
      y.folder = value;
    else if (key == "cgroup")
      y.cgroup = value;
    else if (key == "log_limit")
      y.log_limit = std::strtoull(value.c_str(), nullptr, 10);
    else if (key == "file_limit")
      y.file_limit = std::strtoull(value.c_str(), nullptr, 10);
    else if (key == "nice")
      y.nice = std::atoi(value.c_str());
    else if (key == "io_class")
      y.io_class = std::atoi(value.c_str());
    else if (key == "io_level")
      y.io_level = std::atoi(value.c_str());
    else if (key == "oom_score_adj")
      y.oom_score_adj = std::atoi(value.c_str());
    else if (key == "arg")
      y.command.push_back(value);
    else if (key == "env")
      y.environment.push_back(value);
  }
  return y;
}

} // namespace ftm::shim
