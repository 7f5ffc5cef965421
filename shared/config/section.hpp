#pragma once

#include "shared/config/yaml_tree.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ftm::config {

/// What reading a file brings to light beside its values.
struct findings {
  std::vector<config_problem> problems;
  std::map<std::string, uint32_t> lines; ///< of each key that was found
  std::set<std::string> known;           ///< keys asked for, "[]" for indices
};

/// One mapping of the file, or its absence. Each getter leaves its target alone
/// if the key is absent or null, and tells a problem if the value is of a wrong
/// kind. At its end a section warns of keys that nobody asked for.
class section {
public:
  /// `x` may be nullptr; anything but a mapping is told as a problem.
  section(findings& out, node_ptr x, std::string path, uint32_t line = 0);
  section(const section&) = delete;
  section& operator=(const section&) = delete;
  ~section();

  /// The mapping at `key`, perhaps an absent one.
  section child(const std::string& key);
  /// Item `i` of the list at `key`; it should be a mapping.
  section item(const std::string& key, size_t i, node_ptr x);

  /// The value of `key`: neither absent nor null.
  /// `fixed`: the key is a word of config.yaml, not of the user.
  const entry* get(const std::string& key, bool fixed = true);
  bool has(const std::string& key) const;

  void flag(const std::string& key, bool& out);
  void text(const std::string& key, std::string& out);
  /// As `text`, and refuses what a command would take for an option.
  void word(const std::string& key, std::string& out);
  /// As `text`, but "" and "~/…" are understood, and a relative path is put
  /// behind `base`.
  void path(const std::string& key, const std::filesystem::path& base,
            std::filesystem::path& out);
  /// A text that fits `check`, or "" or null, which both say "none".
  void optional_word(const std::string& key, const std::string& expected,
                     const std::function<bool(const std::string&)>& check,
                     std::string& out);
  /// One of `choices`, in any case; `out` becomes its index.
  bool choice(const std::string& key, const std::vector<std::string>& choices,
              size_t& out);
  void duration(const std::string& key, milliseconds unit, milliseconds least,
                milliseconds most, milliseconds& out);
  /// Words of a command: a text that a shell would split, or a list of texts.
  void words(const std::string& key, std::vector<std::string>& out);
  /// A list of words, or a text of them. `check` says what is wrong with one
  /// of them, or "".
  void list(const std::string& key, const std::string& expected,
            const std::function<bool(const std::string&)>& check,
            std::vector<std::string>& out, bool may_be_empty = false);

  template <class T>
  void whole(const std::string& key, int64_t least, int64_t most, T& out) {
    int64_t x = 0;
    if (integer(key, least, most, x))
      out = static_cast<T>(x);
  }

  void number(const std::string& key, double least, double most, double& out);

  /// Tells a problem with `key`, whether it is there or not.
  void problem(const std::string& key, std::string found, std::string expected,
               bool fatal = true);
  /// Tells a problem with a value of this section.
  void wrong(const entry& x, std::string expected, bool fatal = true);
  void wrong(const node& x, uint32_t line, const std::string& key,
             std::string expected, bool fatal = true);

  /// How many problems there are so far, in the whole file.
  size_t problems() const {
    return out_.problems.size();
  }
  /// How many of them are fatal.
  size_t errors() const;
  uint32_t line() const {
    return line_;
  }
  const std::string& place() const {
    return path_;
  }
  const node* mapping() const {
    return node_.get();
  }
  std::string key_path(const std::string& key) const;

private:
  bool integer(const std::string& key, int64_t least, int64_t most,
               int64_t& out);
  /// The text of a scalar without control characters.
  const entry* scalar(const std::string& key, const std::string& expected);

  findings& out_;
  node_ptr node_;
  std::string path_;
  uint32_t line_;
  std::set<std::string> asked_;
};

/// Bytes below a blank, and DEL.
bool has_control_characters(const std::string& x);

/// A value for people: short, on one line, without secrets.
std::string describe(const node& x);

} // namespace ftm::config
