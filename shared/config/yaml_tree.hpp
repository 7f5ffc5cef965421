#pragma once

#include "shared/protocol/settings.hpp"

#include <memory>
#include <string>
#include <vector>

/// The text of a YAML file as a small tree that remembers its lines. The only
/// header behind which yaml-cpp is used.
namespace ftm::config {

struct node;
using node_ptr = std::shared_ptr<const node>;

struct entry {
  std::string key;
  uint32_t line = 0; ///< of the key, 1-based
  node_ptr value;
};

enum class node_kind : uint8_t { null, scalar, list, map };

struct node {
  node_kind kind = node_kind::null;
  uint32_t line = 0;          ///< 1-based
  bool plain = true;          ///< a scalar without quotes
  std::string text;           ///< of a scalar
  std::vector<node_ptr> list; ///< aliases share their nodes
  std::vector<entry> map;     ///< in order, "<<" already merged

  /// The value of a key, or nullptr.
  const entry* find(const std::string& key) const;
};

struct tree {
  node_ptr root; ///< nullptr if the text is no YAML
  std::vector<config_problem> problems;
};

/// Reads one YAML document of at most 4 MiB, 64 levels deep. Text that is no
/// YAML gives one fatal problem with its line; duplicate keys give one each.
tree read_yaml(const std::string& text);

} // namespace ftm::config
