#include "deploy/ftmanager/client_session.hpp"

#include "deploy/ftmanager/serve.hpp"
#include "shared/json/enums.hpp"
#include "shared/util/file.hpp"

#include <iostream>

namespace ftm {

std::unique_ptr<rest_client> connect(const client_options& x) {
  serve_options y;
  y.config = x.config;
  y.state_dir = x.state_dir;
  auto suite = resolve(y);
  auto url = x.url;
  if (url.empty()) {
    auto text = read_file(suite.state_dir / "gateway.json");
    auto known = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (known.is_object())
      url = known.value("url", "");
  }
  if (url.empty())
    url = "http://127.0.0.1:8080";
  return std::make_unique<rest_client>(url, suite.state_dir);
}

int explain(const rest_result& x) {
  std::cerr << "ftmanager: " << x.problem << '\n';
  if (x.status == 0)
    return exits::no_manager;
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

std::string text_of(const nlohmann::json& x, const char* key,
                    const std::string& otherwise) {
  auto i = x.find(key);
  if (i == x.end() || i->is_null())
    return otherwise;
  return i->is_string() ? i->get<std::string>() : i->dump();
}

} // namespace ftm
