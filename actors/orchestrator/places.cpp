#include "actors/orchestrator/places.hpp"

#include "shared/util/file.hpp"
#include "shared/util/text.hpp"

#include <algorithm>

namespace ftm {

namespace fs = std::filesystem;

bool defines_class(std::string_view source, std::string_view name) {
  for (size_t at = 0; at < source.size();) {
    auto end = std::min(source.find('\n', at), source.size());
    auto line = source.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("class ") && !line.starts_with("class\t"))
      continue;
    line = trim(line.substr(6));
    if (!line.starts_with(name))
      continue;
    line = trim(line.substr(name.size()));
    if (line.starts_with('(') || line.starts_with(':'))
      return true;
  }
  return false;
}

fs::path find_strategy(const fs::path& folder, const std::string& name) {
  std::vector<fs::path> candidates;
  std::error_code e;
  fs::recursive_directory_iterator i{
      folder, fs::directory_options::skip_permission_denied, e};
  for (; !e && i != fs::recursive_directory_iterator{}; i.increment(e)) {
    if (i->path().filename() == "__pycache__")
      i.disable_recursion_pending();
    else if (i->path().extension() == ".py")
      candidates.push_back(i->path());
  }
  std::sort(candidates.begin(), candidates.end());
  for (auto& x : candidates)
    if (auto text = read_file(x); text && defines_class(*text, name))
      return x;
  return {};
}

} // namespace ftm
