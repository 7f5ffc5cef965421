#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"

#include <spdlog/spdlog.h>
#include <tuple>

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto short_timeout = 5s;
constexpr auto long_timeout = 30s; ///< question and epoch_query

/// Only a peer that is down or slow is worth asking again; CAF's own errors
/// (timeout, receiver down) say nothing else.
bool worth_repeating(const caf::error& x) {
  auto code = code_of(x);
  return code == ec::none || code == ec::unavailable;
}

/// Asks until there is an answer that says something, or nobody wants it any
/// longer; the pauses double from 50 ms to 2 s.
template <class Answer, class Peer, class... Xs>
struct persistent
    : std::enable_shared_from_this<persistent<Answer, Peer, Xs...>> {
  using later = std::function<void(milliseconds, std::function<void()>)>;

  orchestrator_ptr self;
  Peer peer;
  std::chrono::seconds timeout;
  later after;
  std::function<bool()> wanted;
  std::function<void(Answer&)> then;
  std::function<void(const caf::error&)> otherwise;
  std::tuple<Xs...> xs;
  milliseconds pause = 50ms;

  void ask() {
    auto me = this->shared_from_this();
    std::apply(
        [&](auto&... x) {
          self->request(peer, timeout, x...)
              .then(
                  [me](Answer& y) {
                    if (me->wanted())
                      me->then(y);
                  },
                  [me](caf::error& e) { me->fail(e); });
        },
        xs);
  }

  void fail(const caf::error& e) {
    if (!wanted())
      return;
    if (!worth_repeating(e))
      return otherwise(e);
    auto me = this->shared_from_this();
    after(pause, [me] {
      if (me->wanted())
        me->ask();
    });
    pause = std::min<milliseconds>(2 * pause, 2s);
  }
};

template <class Answer, class Later, class Peer, class Verb, class X>
void persist(orchestrator_ptr self, Later after, const Peer& peer,
             std::chrono::seconds timeout, std::function<bool()> wanted,
             std::function<void(Answer&)> then,
             std::function<void(const caf::error&)> otherwise, Verb verb, X x) {
  auto y = std::make_shared<persistent<Answer, Peer, Verb, X>>();
  y->self = self;
  y->peer = peer;
  y->timeout = timeout;
  y->after = std::move(after);
  y->wanted = std::move(wanted);
  y->then = std::move(then);
  y->otherwise = std::move(otherwise);
  y->xs = {verb, std::move(x)};
  y->ask();
}

} // namespace

#define FTM_LATER                                                              \
  [this](milliseconds delay, std::function<void()> what) {                     \
    after(delay, std::move(what));                                             \
  }

void conductor::ask_start(guard g, process_spec x, told then,
                          failed otherwise) {
  persist<process_status>(self_, FTM_LATER, supervisor_, short_timeout,
                          std::move(g), std::move(then), std::move(otherwise),
                          atom::start_v, std::move(x));
}

void conductor::ask_control(guard g, process_control x, told then,
                            failed otherwise) {
  persist<process_status>(self_, FTM_LATER, supervisor_, short_timeout,
                          std::move(g), std::move(then), std::move(otherwise),
                          atom::control_v, std::move(x));
}

void conductor::ask_set(guard g, configured_strategies x) {
  persist<part_status>(
      self_, FTM_LATER, supervisor_, short_timeout, std::move(g),
      [](part_status&) {},
      [](const caf::error& e) {
        spdlog::error("orchestrator: supervisor does not take the strategies: "
                      "{}",
                      sentence_of(e, "no reason given"));
      },
      atom::set_v, std::move(x));
}

void conductor::ask_launch(guard g, process_id id, std::string launch,
                           told then) {
  launches_query q{id, launch, 1};
  process_status none;
  none.id = std::move(id);
  persist<std::vector<process_status>>(
      self_, FTM_LATER, supervisor_, short_timeout, std::move(g),
      [then, none](std::vector<process_status>& xs) {
        then(xs.empty() ? none : xs.front());
      },
      [then, none](const caf::error&) { then(none); }, atom::get_v,
      std::move(q));
}

void conductor::ask_tail(guard g, process_id id, std::string launch,
                         sentence then) {
  output_range q;
  q.id = std::move(id);
  q.launch = std::move(launch);
  q.offset = -16'384;
  q.limit = 16'384;
  persist<output_chunk>(
      self_, FTM_LATER, supervisor_, short_timeout, std::move(g),
      [then](output_chunk& x) { then(x.bytes); },
      [then](const caf::error&) { then({}); }, atom::read_v, std::move(q));
}

void conductor::ask_files(guard g, std::string strategy,
                          std::function<void(std::vector<result_file>&)> then,
                          failed otherwise) {
  persist<std::vector<result_file>>(
      self_, FTM_LATER, monitors_, short_timeout, std::move(g), std::move(then),
      std::move(otherwise), atom::get_v, files_query{std::move(strategy)});
}

void conductor::ask_ranking(guard g, question x,
                            std::function<void(ranking&)> then,
                            failed otherwise) {
  persist<ranking>(self_, FTM_LATER, monitors_, long_timeout, std::move(g),
                   std::move(then), std::move(otherwise), atom::get_v,
                   std::move(x));
}

void conductor::ask_epoch(guard g, epoch_query x,
                          std::function<void(epoch_record&)> then,
                          failed otherwise) {
  persist<epoch_record>(self_, FTM_LATER, monitors_, long_timeout, std::move(g),
                        std::move(then), std::move(otherwise), atom::get_v,
                        std::move(x));
}

#undef FTM_LATER

} // namespace ftm
