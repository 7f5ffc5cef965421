#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>

namespace ftm {

/// Who may use what, first come first served: hyperopts that share a user_data
/// folder, runs that share a params file. No clock, no actor.
class turns {
public:
  /// Stands in line, and says whether it is the run's turn.
  bool claim(const std::string& what, const std::string& run) {
    auto& line = lines_[what];
    if (std::find(line.begin(), line.end(), run) == line.end())
      line.push_back(run);
    return line.front() == run;
  }

  /// Whose turn it is; "" = nobody's.
  std::string holder(const std::string& what) const {
    auto i = lines_.find(what);
    return i == lines_.end() ? "" : i->second.front();
  }

  /// Whether the run had stood in this line.
  bool release(const std::string& what, const std::string& run) {
    auto i = lines_.find(what);
    if (i == lines_.end() || std::erase(i->second, run) == 0)
      return false;
    if (i->second.empty())
      lines_.erase(i);
    return true;
  }

  /// The run is over: it leaves every line.
  void forget(const std::string& run) {
    for (auto i = lines_.begin(); i != lines_.end();) {
      std::erase(i->second, run);
      i = i->second.empty() ? lines_.erase(i) : std::next(i);
    }
  }

private:
  std::map<std::string, std::deque<std::string>> lines_;
};

} // namespace ftm
