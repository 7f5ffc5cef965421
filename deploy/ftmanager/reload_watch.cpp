#include "deploy/ftmanager/reload_watch.hpp"

#include "deploy/ftmanager/client_session.hpp"

namespace ftm {

namespace {

using nlohmann::json;

json reload_in(const json& process) {
  auto i = process.find("reload");
  return i != process.end() && i->is_object() ? *i : json::object();
}

} // namespace

reload_watch::reload_watch(const json& answer)
    : launch_(text_of(answer, "launch")),
      id_(text_of(reload_in(answer), "id")) {
  heed(answer);
  seen_ = false; // an answer is no fact: older ones may be on their way
}

reload_watch::outcome reload_watch::heed(const json& process) {
  if (outcome_ != outcome::open)
    return outcome_;
  auto reload = reload_in(process);
  auto ours =
      text_of(process, "launch") == launch_ && text_of(reload, "id") == id_;
  if (ours) {
    seen_ = true;
    auto state = text_of(reload, "state");
    if (state == "done")
      return over(outcome::done, text_of(reload, "note"));
    if (state == "failed")
      return over(outcome::failed, text_of(reload, "note"));
  } else if (seen_) {
    auto launch = text_of(process, "launch");
    return over(outcome::lost,
                launch == launch_ ? "its supervisor was restarted meanwhile"
                                  : "it was started anew meanwhile, as launch "
                                        + launch + ", and loads its params so");
  }
  return outcome_;
}

reload_watch::outcome reload_watch::over(outcome x, std::string note) {
  outcome_ = x;
  note_ = std::move(note);
  return x;
}

} // namespace ftm
