#include "actors/orchestrator/params_file.hpp"

#include "shared/util/clock.hpp"
#include "shared/util/file.hpp"
#include "shared/util/hash.hpp"

#include <nlohmann/json.hpp>

#include <sys/stat.h>

namespace ftm {

namespace fs = std::filesystem;

using nlohmann::json;

namespace {

json parsed(const std::string& x) {
  return json::parse(x, nullptr, false);
}

const json* member(const json& x, const std::string& key) {
  if (!x.is_object())
    return nullptr;
  auto i = x.find(key);
  return i == x.end() ? nullptr : &*i;
}

std::string differs(const std::string& name, const json& wanted,
                    const json* found) {
  if (!found)
    return name + " is missing from the params file";
  if (*found == wanted)
    return {};
  return name + " is " + found->dump() + " in the params file, but "
         + wanted.dump() + " in the epoch";
}

/// params_details: {"buy": {"buy_fast": 18}, "roi": {"0": 0.1}, …}
std::string compare_spaces(const json& details, const json& params) {
  for (auto& [space, values] : details.items()) {
    auto there = member(params, space);
    if (!values.is_object()) {
      if (auto y = differs(space, values, there); !y.empty())
        return y;
      continue;
    }
    // A whole table: a step that the epoch does not have must not stay.
    if (space == "roi" && !values.empty())
      if (auto y = differs(space, values, there); !y.empty())
        return y;
    for (auto& [name, value] : values.items()) {
      auto y = differs(space + "." + name, value,
                       there ? member(*there, name) : nullptr);
      if (!y.empty())
        return y;
    }
  }
  return {};
}

/// params_dict: {"buy_fast": 18, …}; its spaces are not told.
std::string compare_flat(const json& dict, const json& params) {
  for (auto& [name, value] : dict.items()) {
    const json* found = nullptr;
    for (auto& [space, values] : params.items())
      if (auto x = member(values, name))
        found = x;
    if (auto y = differs(name, value, found); !y.empty())
      return y;
  }
  return {};
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

} // namespace

std::string version_of(const params_content& x) {
  return x ? sha256_hex(*x) : no_params;
}

std::string params_mismatch(const params_content& file,
                            const std::string& record,
                            const std::string& strategy_name) {
  if (!file)
    return "there is no params file";
  auto x = parsed(*file);
  auto epoch = parsed(record);
  if (!x.is_object())
    return "the params file is no JSON object";
  if (!epoch.is_object())
    return "the epoch's record is no JSON object";
  auto name = member(x, "strategy_name");
  if (!name || *name != strategy_name)
    return "the params file is "
           + (name ? "of strategy " + name->dump() : "of no strategy");
  auto params = member(x, "params");
  if (!params || !params->is_object())
    return "the params file has no params";
  if (auto d = member(epoch, "params_details");
      d && d->is_object() && !d->empty())
    return compare_spaces(*d, *params);
  if (auto d = member(epoch, "params_dict"); d && d->is_object() && !d->empty())
    return compare_flat(*d, *params);
  return "the epoch has no params";
}

bool exported_since(const params_content& file, timestamp from) {
  if (!file)
    return false;
  auto x = parsed(*file);
  auto at = member(x, "export_time");
  if (!at || !at->is_string())
    return false;
  auto text = at->get<std::string>();
  if (auto i = text.find(' '); i != std::string::npos)
    text[i] = 'T'; // Python's str(datetime)
  auto t = from_rfc3339(text);
  return t && *t >= from;
}

params_content read_params(const fs::path& file, std::string& error) {
  error.clear();
  std::error_code e;
  auto y = read_file(file, e);
  if (e && e != std::errc::no_such_file_or_directory)
    error = file.string() + " cannot be read: " + e.message();
  return y;
}

std::string write_params(const fs::path& file, const params_content& x) {
  std::error_code e;
  auto real = fs::weakly_canonical(file, e);
  if (e)
    real = file;
  if (!x) {
    if (::unlink(real.c_str()) != 0 && errno != ENOENT)
      return real.string() + " cannot be removed: " + reason(errno);
    return {};
  }
  struct stat s {};
  auto mode = ::stat(real.c_str(), &s) == 0 ? s.st_mode & 0777 : 0644;
  if (auto failed = write_file_durably(real, *x, static_cast<int>(mode)))
    return real.string() + " cannot be written: " + failed.message();
  return {};
}

} // namespace ftm
