#include "gateway/front_door/ws_ops.hpp"

#include "shared/json/untrusted.hpp"

namespace ftm {

namespace {

constexpr size_t most_topics = 64;
constexpr size_t longest_id = 256;
constexpr size_t longest_name = 120;

/// A name that somebody sent, short enough to be sent back.
std::string echoed(const std::string& x) {
  return x.size() <= longest_name ? x : x.substr(0, longest_name) + "…";
}

std::string read_topic(const json& x, ws_topic& y) {
  // A bare name is a topic of which nothing is known.
  if (x.is_string()) {
    y.name = x.get<std::string>();
  } else if (x.is_object()) {
    for (auto& [key, value] : x.items())
      if (key == "name" && value.is_string())
        y.name = value.get<std::string>();
      else if (key == "epoch" && (value.is_string() || value.is_null()))
        y.epoch = value.is_null() ? "" : value.get<std::string>();
      else if (key == "offset"
               && (value.is_number_unsigned() || value.is_null())) {
        if (!value.is_null())
          y.offset = value.get<uint64_t>();
      } else
        return "A topic is {\"name\", \"epoch\"?, \"offset\"?}; \""
               + echoed(key) + "\" is not known or has the wrong type.";
  } else {
    return "A topic is an object {\"name\", \"epoch\"?, \"offset\"?}.";
  }
  if (!is_topic(y.name))
    return "There is no topic \"" + echoed(y.name)
           + "\": expected state, log, epochs:STRATEGY or "
             "output:STRATEGY:KIND.";
  return {};
}

void read(const json& x, ws_op& y) {
  if (!x.is_object()) {
    y.problem = "Expected a JSON object with \"op\".";
    return;
  }
  if (auto i = x.find("id"); i != x.end())
    if (auto id = dump(*i); id.size() <= longest_id)
      y.id = id;
  auto op = x.value("op", json{});
  if (op == "ping")
    return;
  if (op == "subscribe")
    y.verb = ws_verb::subscribe;
  else if (op == "unsubscribe")
    y.verb = ws_verb::unsubscribe;
  else {
    y.problem = "\"op\" is subscribe, unsubscribe or ping.";
    return;
  }
  auto topics = x.value("topics", json{});
  if (!topics.is_array() || topics.empty() || topics.size() > most_topics) {
    y.problem = "\"topics\" is an array of 1 to " + std::to_string(most_topics)
                + " topics.";
    return;
  }
  for (auto& topic : topics) {
    ws_topic t;
    y.problem = read_topic(topic, t);
    if (!y.problem.empty())
      return;
    y.topics.push_back(std::move(t));
  }
}

} // namespace

bool is_topic(std::string_view x) {
  if (x.size() > 512)
    return false;
  if (x == "state" || x == "log")
    return true;
  if (x.starts_with("epochs:"))
    return x.size() > 7;
  if (!x.starts_with("output:"))
    return false;
  auto colon = x.rfind(':');
  return colon > 7 && colon + 1 < x.size();
}

ws_op parse_ws_op(std::string_view x) {
  ws_op y;
  y.id = "null";
  auto doc = parse_untrusted(x);
  if (!doc)
    y.problem = "This is not JSON, or nested too deep.";
  else
    read(*doc, y);
  return y;
}

std::string ws_error(const std::string& id, std::string_view topic,
                     std::string_view detail) {
  json y{{"op", "error"}, {"detail", detail}};
  if (!topic.empty())
    y["topic"] = topic;
  if (auto parsed = json::parse(id, nullptr, false); !parsed.is_discarded())
    y["id"] = parsed;
  return dump(y);
}

} // namespace ftm
