#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace ftm {

/// What becomes of one reload, told by the facts of its process. No I/O.
class reload_watch {
public:
  enum class outcome {
    open, ///< it goes on
    done,
    failed,
    lost ///< nobody will ever tell: the supervisor or the bot was replaced
  };

  /// `answer` is the process as the manager answered the order.
  explicit reload_watch(const nlohmann::json& answer);

  /// Heeds what is told of the process now. Whatever is older than the order
  /// counts as nothing.
  outcome heed(const nlohmann::json& process);

  outcome state() const {
    return outcome_;
  }

  /// How it was done, or why that is not known; a part of a sentence.
  const std::string& note() const {
    return note_;
  }

private:
  outcome over(outcome x, std::string note);

  std::string launch_, id_;
  bool seen_ = false; ///< the facts have reached the order
  outcome outcome_ = outcome::open;
  std::string note_;
};

} // namespace ftm
