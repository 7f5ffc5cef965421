#include "shared/config/yaml_tree.hpp"

#include "shared/util/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace ftm::config {

namespace {

constexpr size_t most_bytes = 4 << 20;
constexpr size_t most_levels = 64;
constexpr size_t most_merged = 200'000; // entries that "<<" may bring in

/// Ends the reading; what() says what is wrong.
struct bad_yaml : std::runtime_error {
  uint32_t line;
  std::string expected;
  bad_yaml(uint32_t l, const std::string& found, std::string e)
      : std::runtime_error(found), line(l), expected(std::move(e)) {}
};

uint32_t line_of(const YAML::Mark& x) {
  return static_cast<uint32_t>(std::max(x.line, 0)) + 1;
}

bool is_null_word(const std::string& x) {
  return x.empty() || x == "~" || x == "null" || x == "Null" || x == "NULL";
}

class builder : public YAML::EventHandler {
public:
  std::vector<config_problem> problems;
  std::shared_ptr<node> root;

  void OnDocumentStart(const YAML::Mark&) override {}

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(make(node_kind::null, mark, anchor));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto i = anchors_.find(anchor);
    if (i == anchors_.end())
      throw bad_yaml{line_of(mark), "an alias of what it is part of",
                     "an alias of something finished"};
    add(i->second, line_of(mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor, const std::string& value) override {
    check_tag(tag, mark);
    auto x = make(node_kind::scalar, mark, anchor);
    // yaml-cpp says "?" for plain and "!" for quoted scalars without a tag.
    x->plain = tag == "?" || tag.ends_with(":int") || tag.ends_with(":float")
               || tag.ends_with(":bool") || tag.ends_with(":null");
    x->text = value;
    if (x->plain && is_null_word(value))
      x->kind = node_kind::null;
    add(std::move(x));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(node_kind::list, mark, tag, anchor);
  }

  void OnSequenceEnd() override {
    close();
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag,
                  YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(node_kind::map, mark, tag, anchor);
  }

  void OnMapEnd() override {
    auto& top = open_.back();
    if (!top.merges.empty())
      merge(*top.value, top.merges);
    close();
  }

private:
  struct level {
    std::shared_ptr<node> value;
    YAML::anchor_t anchor = 0;
    std::optional<entry> key; ///< of a map: waits for its value
    std::unordered_map<std::string, uint32_t> lines; ///< of the keys so far
    std::vector<node_ptr> merges;
  };

  static void check_tag(const std::string& tag, const YAML::Mark& mark) {
    static const std::string standard = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!")
      return;
    for (auto x : {"str", "int", "float", "bool", "null", "map", "seq"})
      if (tag == standard + x)
        return;
    throw bad_yaml{line_of(mark), "the tag " + tag, "a value without a tag"};
  }

  std::shared_ptr<node> make(node_kind kind, const YAML::Mark& mark,
                             YAML::anchor_t anchor) {
    auto x = std::make_shared<node>();
    x->kind = kind;
    x->line = line_of(mark);
    if (anchor != 0)
      anchors_[anchor] = x;
    return x;
  }

  void open(node_kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_tag(tag, mark);
    if (open_.size() == most_levels)
      throw bad_yaml{line_of(mark), "more than 64 levels", "fewer"};
    level x;
    x.value = make(kind, mark, 0); // an alias may not name it until it ends
    x.anchor = anchor;
    open_.push_back(std::move(x));
  }

  void close() {
    auto x = std::move(open_.back());
    open_.pop_back();
    if (x.anchor != 0)
      anchors_[x.anchor] = x.value;
    add(std::move(x.value));
  }

  void add(std::shared_ptr<node> x, uint32_t at = 0) {
    auto line = at != 0 ? at : x->line;
    if (open_.empty()) {
      root = std::move(x);
      return;
    }
    auto& top = open_.back();
    if (top.value->kind == node_kind::list) {
      top.value->list.push_back(std::move(x));
    } else if (!top.key) {
      if (x->kind == node_kind::list || x->kind == node_kind::map)
        throw bad_yaml{line, "a list or a mapping as a key", "a word"};
      top.key = entry{x->text, line, nullptr};
    } else if (top.key->key == "<<") {
      top.merges.push_back(std::move(x));
      top.key.reset();
    } else {
      auto [i, fresh] = top.lines.emplace(top.key->key, top.key->line);
      if (fresh) {
        top.key->value = std::move(x);
        top.value->map.push_back(std::move(*top.key));
      } else {
        problems.push_back(
            {true, top.key->line, place(), "the key a second time",
             "it once (line " + std::to_string(i->second) + " has it)"});
      }
      top.key.reset();
    }
  }

  /// Where the reading stands: "strategies[0].hyperopt.epochs".
  std::string place() const {
    std::string y;
    for (auto& x : open_) {
      if (x.value->kind == node_kind::list)
        y += "[" + std::to_string(x.value->list.size()) + "]";
      else if (x.key)
        y += (y.empty() ? "" : ".") + x.key->key;
    }
    return y;
  }

  /// What a map says itself wins, then what is merged first (YAML 1.1).
  void merge(node& into, const std::vector<node_ptr>& from) {
    auto& known = open_.back().lines;
    auto take = [&](const node_ptr& x) {
      if (x->kind != node_kind::map)
        throw bad_yaml{x->line, "something else after <<", "mappings to merge"};
      merged_ += x->map.size() + 1;
      if (merged_ > most_merged)
        throw bad_yaml{into.line, "too many merged keys", "fewer"};
      for (auto& e : x->map)
        if (known.emplace(e.key, e.line).second)
          into.map.push_back(e);
    };
    for (auto& x : from) {
      if (x->kind == node_kind::list)
        std::for_each(x->list.begin(), x->list.end(), take);
      else
        take(x);
    }
  }

  std::vector<level> open_;
  std::unordered_map<YAML::anchor_t, std::shared_ptr<node>> anchors_;
  size_t merged_ = 0;
};

tree failed(uint32_t line, std::string found, std::string expected) {
  return {nullptr, {{true, line, "", std::move(found), std::move(expected)}}};
}

std::string line_at(const std::string& text, const YAML::Mark& mark) {
  auto at = std::min(static_cast<size_t>(std::max(mark.pos, 0)), text.size());
  auto begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

/// ">=" without quotes begins a block of text in YAML: the likeliest slip.
std::string valid_yaml(const std::string& text, const YAML::Mark& mark) {
  auto line = line_at(text, mark);
  if (line.find(": >") != std::string::npos)
    return "valid YAML: > and >= must stand in quotes";
  if (line.find('\t') != std::string::npos)
    return "valid YAML: blanks instead of tabs";
  return "valid YAML";
}

/// The first byte that YAML does not allow and yaml-cpp would take for the
/// end of the text, or that is not UTF-8.
std::optional<tree> bad_bytes(const std::string& text) {
  uint32_t line = 1;
  for (unsigned char c : text) {
    if (c == '\n')
      ++line;
    else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
      return failed(line, "the control character " + std::to_string(c), "text");
  }
  auto valid = to_valid_utf8(text);
  if (valid == text)
    return {};
  auto i = std::mismatch(text.begin(), text.end(), valid.begin(), valid.end());
  line = static_cast<uint32_t>(std::count(text.begin(), i.first, '\n')) + 1;
  return failed(line, "bytes that are not UTF-8", "UTF-8");
}

} // namespace

const entry* node::find(const std::string& key) const {
  auto i = std::find_if(map.begin(), map.end(),
                        [&](auto& x) { return x.key == key; });
  return i == map.end() ? nullptr : &*i;
}

tree read_yaml(const std::string& text) {
  if (text.size() > most_bytes)
    return failed(1, std::to_string(text.size()) + " bytes",
                  "at most " + std::to_string(most_bytes));
  if (auto x = bad_bytes(text))
    return *x;
  builder out;
  try {
    std::istringstream in{text};
    YAML::Parser parser{in};
    parser.HandleNextDocument(out);
    auto first = std::move(out.root);
    if (parser.HandleNextDocument(out))
      return failed(out.root ? out.root->line : 1, "a second document",
                    "one document");
    out.root = first ? first : std::make_shared<node>();
  } catch (const bad_yaml& x) {
    return failed(x.line, x.what(), x.expected);
  } catch (const YAML::Exception& x) {
    return failed(line_of(x.mark), x.msg, valid_yaml(text, x.mark));
  } catch (const std::exception& x) {
    return failed(1, x.what(), "valid YAML");
  }
  return {std::move(out.root), std::move(out.problems)};
}

} // namespace ftm::config
