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

namespace {

/// The .py of one folder that defines the class, else one below it.
fs::path find_in(const fs::path& folder, const std::string& name,
                 bool recursive) {
  std::vector<fs::path> files, folders;
  std::error_code e;
  for (fs::directory_iterator i{folder, e}; !e && i != fs::directory_iterator{};
       i.increment(e)) {
    std::error_code unknown;
    if (i->path().extension() == ".py")
      files.push_back(i->path());
    else if (recursive && i->is_directory(unknown) && !i->is_symlink(unknown)
             && !i->path().filename().string().starts_with("__"))
      folders.push_back(i->path());
  }
  std::sort(files.begin(), files.end());
  std::sort(folders.begin(), folders.end());
  for (auto& x : files)
    if (auto text = read_file(x); text && defines_class(*text, name))
      return x;
  for (auto& x : folders)
    if (auto y = find_in(x, name, true); !y.empty())
      return y;
  return {};
}

} // namespace

fs::path find_strategy(const strategy_places& where, const std::string& name) {
  for (auto& x : where.strategies)
    if (auto y = find_in(x, name, where.recursive); !y.empty())
      return y;
  return {};
}

} // namespace ftm
