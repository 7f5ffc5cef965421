#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ftm {

/// What a manager answered.
struct rest_result {
  int status = 0;                             ///< 0 = nobody answered
  nlohmann::json body;                        ///< null if it was no JSON
  std::string text;                           ///< the body as it came
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string problem; ///< a sentence for people; "" if all went well

  explicit operator bool() const {
    return problem.empty();
  }
};

/// The command line's way to a running manager. Calls block; nothing throws.
class rest_client {
public:
  /// `url` is "http://127.0.0.1:8080", `token` may be "" (login off).
  rest_client(std::string url, std::string token);
  /// With the token of `<state_dir>/token`, if it can be read. `hint` is told
  /// if no manager answers there, or another one.
  rest_client(std::string url, const std::filesystem::path& state_dir,
              const std::string& hint = {});
  ~rest_client();
  rest_client(const rest_client&) = delete;
  rest_client& operator=(const rest_client&) = delete;

  // `path` is below /api/v1 and encoded: "/strategies/A/processes".
  rest_result get(const std::string& path);
  /// `key` is the Idempotency-Key: a repeated POST has no second effect.
  rest_result post(const std::string& path,
                   const nlohmann::json& body = nlohmann::json::object(),
                   const std::string& key = {});
  rest_result patch(const std::string& path, const nlohmann::json& body);
  rest_result remove(const std::string& path);

  /// Calls `sink` with the output of a process from byte `offset` on (negative
  /// = from the end), and with `on`, goes on until the launch has ended or
  /// `sink` returns false. "" is the newest launch. `gone` is told how many
  /// bytes are missing before those that come next: they are kept no longer.
  rest_result output(const std::string& strategy, const std::string& kind,
                     const std::string& launch, int64_t offset, bool on,
                     const std::function<bool(const std::string&)>& sink,
                     const std::function<void(uint64_t)>& gone = {});

  /// Subscribes to WebSocket topics (as the contract writes them) and calls
  /// `sink` with each message until it returns false. A sentence if the
  /// connection could not be made or broke.
  std::optional<std::string>
  follow(const nlohmann::json& topics,
         const std::function<bool(const nlohmann::json&)>& sink);

  const std::string& url() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

/// The sentence for an answer that is none of a manager's.
std::string no_manager_at(const std::string& url);

/// A path's segment, percent-encoded.
std::string encode_segment(const std::string& x);

} // namespace ftm
