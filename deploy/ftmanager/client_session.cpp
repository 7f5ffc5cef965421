#include "deploy/ftmanager/client_session.hpp"

#include "shared/config/settings.hpp"
#include "shared/json/enums.hpp"
#include "shared/util/file.hpp"

#include <algorithm>
#include <iostream>

namespace ftm {

using nlohmann::json;

namespace {

/// Where the manager keeps its token and its address, and what may be wrong
/// with that.
struct place {
  std::filesystem::path state_dir;
  std::string hint;
};

place place_of(const client_options& x) {
  auto file = std::filesystem::absolute(x.config).lexically_normal();
  place y{file.parent_path() / "ftmanager-state", ""};
  if (x.state_dir) {
    y.state_dir = std::filesystem::absolute(*x.state_dir).lexically_normal();
    return y;
  }
  std::string why;
  auto text = read_text_file(file, why);
  if (!text) {
    y.hint = file.string() + " cannot be read: " + why + ".";
    return y;
  }
  // A manager goes on with the config that it had, and in the same folder.
  auto parsed = config::parse(*text, file);
  if (parsed.sound.state_dir.empty())
    y.hint = file.string() + " cannot be understood: see `ftmanager check`.";
  else
    y.state_dir = parsed.sound.state_dir;
  return y;
}

} // namespace

std::unique_ptr<rest_client> connect(const client_options& x) {
  auto at = place_of(x);
  std::error_code ignored;
  if (std::filesystem::exists(at.state_dir / "token", ignored))
    at.hint.clear(); // it is the right place
  auto url = x.url;
  if (url.empty()) {
    auto text = read_file(at.state_dir / "gateway.json");
    auto known = json::parse(text.value_or(""), nullptr, false);
    if (known.is_object())
      url = known.value("url", "");
  }
  if (url.empty())
    url = "http://127.0.0.1:8080";
  return std::make_unique<rest_client>(url, at.state_dir, at.hint);
}

namespace {

/// Without a valid config there is no strategy, for one.
void tell_unready_parts(rest_client& to) {
  auto y = to.get("/state");
  if (!y || !y.body.is_object())
    return;
  for (auto& p : y.body["data"]["part"])
    if (auto state = text_of(p, "state"); state != "ready")
      std::cerr << "The manager's " << text_of(p, "part") << " is " << state
                << ": " << text_of(p, "note") << '\n';
}

} // namespace

int explain(rest_client& to, const rest_result& x) {
  std::cerr << "ftmanager: " << x.problem << '\n';
  if (x.status == 0)
    return exits::no_manager;
  if (x.status == 404 || x.status >= 500)
    tell_unready_parts(to);
  return exits::refused;
}

bool is_known_kind(const std::string& kind) {
  constexpr process_kind kinds[] = {
      process_kind::trade, process_kind::download_data, process_kind::backtest,
      process_kind::hyperopt, process_kind::hyperopt_show};
  std::string names;
  for (auto x : kinds) {
    if (kind == to_string(x))
      return true;
    names += names.empty() ? "" : ", ";
    names += to_string(x);
  }
  std::cerr << "ftmanager: unknown kind of process \"" << kind
            << "\"; expected one of " << names << '\n';
  return false;
}

std::string text_of(const json& x, const char* key,
                    const std::string& otherwise) {
  auto i = x.find(key);
  if (i == x.end() || i->is_null())
    return otherwise;
  return i->is_string() ? i->get<std::string>() : i->dump();
}

std::string process_path(const std::string& strategy, const std::string& kind) {
  return "/strategies/" + encode_segment(strategy) + "/processes/" + kind;
}

bool is_over(const std::string& state) {
  return state == "idle" || state == "stopped" || state == "completed"
         || state == "failed" || state == "given_up" || state == "held";
}

std::optional<std::string>
follow_state(rest_client& to, const std::vector<std::string>& types,
             const std::function<bool(const std::string&, const json&)>& sink) {
  return to.follow(json::array({{{"name", "state"}}}), [&](const json& x) {
    auto op = x.value("op", "");
    if (op == "snapshot") {
      auto data = x.find("data");
      for (auto& type : types)
        if (data != x.end() && data->contains(type))
          for (auto& one : (*data)[type])
            if (!sink(type, one))
              return false;
      return true;
    }
    auto type = x.value("type", "");
    if (op == "event"
        && std::find(types.begin(), types.end(), type) != types.end())
      return sink(type, x["data"]);
    return true;
  });
}

int explain_break(const std::string& why) {
  std::cerr << "ftmanager: " << why << '\n';
  return exits::no_manager;
}

} // namespace ftm
