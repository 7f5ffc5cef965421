#include "shared/config/problems.hpp"
#include "shared/config/strategy_reader.hpp"
#include "shared/config/values.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace ftm::config {

namespace fs = std::filesystem;

namespace {

struct reading {
  settings value;
  std::vector<size_t> sound;   ///< strategies without an error of their own
  std::vector<size_t> indices; ///< of these in the file's list
};

void read_web(section in, const fs::path& base, web_settings& out) {
  auto before = in.problems();
  in.word("host", out.host);
  in.whole("port", 1, 65535, out.port);
  in.flag("login", out.login);
  in.flag("behind_proxy", out.behind_proxy);
  fs::path certificate, key;
  in.path("tls_certificate", base, certificate);
  in.path("tls_key", base, key);
  out.tls_certificate = certificate.string();
  out.tls_key = key.string();
  in.list(
      "allowed_hosts", "names of hosts",
      [](auto& x) { return !x.empty() && x[0] != '-'; }, out.allowed_hosts,
      true);
  if (in.problems() > before)
    return;
  for (auto& x : web_problems(out))
    in.problem(x.key.substr(4), x.found, x.expected, x.fatal);
}

void read_logging(section in, const fs::path& base, logging_settings& out) {
  static const std::vector<std::string> levels{"debug", "info", "warning",
                                               "error", "critical"};
  size_t level = 1;
  in.choice("level", levels, level);
  out.level = levels[level];
  std::transform(
      out.level.begin(), out.level.end(), out.level.begin(),
      [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  out.file = base / "freqtrade_manager.log";
  in.path("file", base, out.file);
  in.whole("max_bytes", 1024, int64_t{1} << 40, out.max_bytes);
  in.whole("backup_count", 0, 1000, out.backup_count);
}

void read_monitoring(section in, settings& out) {
  double poll = out.poll_interval_s;
  in.number("poll_interval", 0.1, 3600, poll);
  out.poll_interval_s = static_cast<uint32_t>(std::ceil(poll));
  auto errors = out.max_errors;
  in.whole("max_errors", 0, 1'000'000, out.max_errors);
  if (out.max_errors != errors)
    in.problem("max_errors",
               "has no effect here: a line that cannot be read is counted and "
               "shown, and ends nothing",
               "", false);
}

void read_strategies(section& in, const fs::path& base,
                     const strategy_draft& defaults, reading& out) {
  auto x = in.get("strategies");
  if (x == nullptr || x->value->kind != node_kind::list
      || x->value->list.empty()) {
    in.problem("strategies", x == nullptr ? "nothing" : describe(*x->value),
               "a list with at least one strategy");
    return;
  }
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < x->value->list.size(); ++i) {
    auto before = in.errors();
    auto item = in.item("strategies", i, x->value->list[i]);
    if (item.mapping() == nullptr)
      continue;
    auto y = read_strategy(item, base, defaults);
    auto broken = in.errors() > before;
    if (y.name.empty())
      continue;
    auto [other, fresh] = seen.emplace(y.name, i);
    if (!fresh)
      item.problem("name", '"' + y.name + '"',
                   "a name of its own (strategies["
                       + std::to_string(other->second) + "] has this one)");
    if (!broken) {
      out.sound.push_back(out.value.strategies.size());
      out.indices.push_back(i);
    }
    out.value.strategies.push_back(std::move(y));
  }
}

reading read_all(findings& out, node_ptr root, const fs::path& path) {
  reading all;
  auto& y = all.value;
  y.path = path;
  auto base = path.parent_path();
  section in{out, std::move(root), ""};
  strategy_draft defaults;
  read_common(in, base, defaults);
  read_strategies(in, base, defaults, all);
  read_web(in.child("web"), base, y.web);
  read_logging(in.child("logging"), base, y.logging);
  read_monitoring(in.child("monitoring"), y);
  in.duration("process_stats_interval", std::chrono::seconds{1},
              milliseconds{100}, std::chrono::hours{1},
              y.process_stats_interval);
  y.state_dir = base / "ftmanager-state";
  in.path("state_dir", base, y.state_dir);
  in.child("runtime").flag("isolate", y.isolate);
  return all;
}

} // namespace

loaded parse(const std::string& yaml, const fs::path& path,
             const std::string& overrides) {
  loaded y;
  auto tree = read_yaml(yaml);
  y.problems = std::move(tree.problems);
  if (!tree.root)
    return y;
  if (tree.root->kind != node_kind::map) {
    y.problems.push_back({true, tree.root->line, "",
                          tree.root->kind == node_kind::null
                              ? "an empty file"
                              : describe(*tree.root),
                          "a mapping with strategies"});
    return y;
  }
  findings found;
  auto all = read_all(found, std::move(tree.root), path.lexically_normal());
  auto& value = all.value;
  y.sound = value;
  y.sound.strategies.clear();
  for (auto i : all.sound)
    y.sound.strategies.push_back(value.strategies[i]);
  y.indices = std::move(all.indices);
  y.lines = std::move(found.lines);
  y.problems.insert(y.problems.end(), found.problems.begin(),
                    found.problems.end());
  apply_overrides(value, overrides, y.problems);
  std::stable_sort(y.problems.begin(), y.problems.end(),
                   [](auto& a, auto& b) { return a.line < b.line; });
  if (std::none_of(y.problems.begin(), y.problems.end(),
                   [](auto& x) { return x.fatal; }))
    y.value = std::move(value);
  return y;
}

const std::vector<std::string>& known_keys() {
  static const auto y = [] {
    // What is asked for when everything is there.
    auto root = read_yaml("strategies: [{name: x, epoch_criteria: [{}]}]\n"
                          "epoch_criteria: [{}]\n")
                    .root;
    findings found;
    read_all(found, root, "/config.yaml");
    return std::vector<std::string>{found.known.begin(), found.known.end()};
  }();
  return y;
}

} // namespace ftm::config
