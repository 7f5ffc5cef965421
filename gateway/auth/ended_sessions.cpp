#include "gateway/auth/ended_sessions.hpp"

#include "shared/util/file.hpp"

#include <sstream>

namespace ftm {

using std::chrono::seconds;
using std::chrono::sys_seconds;

ended_sessions::ended_sessions(std::filesystem::path file)
    : file_(std::move(file)) {
  std::istringstream lines{file_.empty() ? std::string{}
                                         : read_file(file_).value_or("")};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words{line};
    std::string id;
    int64_t end = 0;
    if (words >> id >> end)
      ends_[id] = sys_seconds{seconds{end}};
  }
}

std::error_code ended_sessions::add(const std::string& id, sys_seconds end,
                                    sys_seconds now) {
  // A day more than needed: clocks are set back sometimes.
  std::erase_if(
      ends_, [&](auto& x) { return x.second + std::chrono::hours{24} <= now; });
  ends_[id] = end;
  if (file_.empty())
    return {};
  std::string text;
  for (auto& [name, until] : ends_)
    text +=
        name + " " + std::to_string(until.time_since_epoch().count()) + "\n";
  return write_file_durably(file_, text, 0600);
}

} // namespace ftm
