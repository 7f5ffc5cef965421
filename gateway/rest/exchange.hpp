#pragma once

#include "gateway/auth/roles.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ftm {

/// What was asked, whoever carried it here.
struct rest_request {
  std::string method;
  std::string path;                         ///< without "/api/v1", undecoded
  std::map<std::string, std::string> query; ///< decoded
  std::map<std::string, std::string> names; ///< the path's {…}, decoded
  std::string body;
  std::string type; ///< Content-Type
  std::string if_none_match;
  std::string idempotency_key;
  identity who;
  std::string client;  ///< address
  std::string session; ///< of the cookie
  bool secure = false; ///< the browser speaks TLS

  /// A value of the query; "" if absent.
  std::string asked(const std::string& key) const {
    auto i = query.find(key);
    return i == query.end() ? std::string{} : i->second;
  }
  /// A name of the path.
  const std::string& name(const std::string& key) const {
    return names.at(key);
  }
};

struct rest_reply {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

/// A question and the duty to answer it once: who lets it go without an answer
/// answers 500. Any thread may answer.
class exchange {
public:
  using answer_function = std::function<void(rest_reply)>;

  exchange(rest_request x, answer_function f)
      : request(std::move(x)), answer_(std::move(f)) {}
  ~exchange() {
    if (answer_)
      answer({500,
              R"({"type":"about:blank","title":"Internal Server Error",)"
              R"("status":500,"detail":"The question was lost."})",
              "application/problem+json",
              {}});
  }
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  void answer(rest_reply x) {
    if (auto f = std::exchange(answer_, nullptr))
      f(std::move(x));
  }

  const rest_request request;

private:
  answer_function answer_;
};

using exchange_ptr = std::shared_ptr<exchange>;

} // namespace ftm
