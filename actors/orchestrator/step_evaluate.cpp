#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/judgement.hpp"

namespace ftm {

namespace {

constexpr auto refused = "the hyperopt monitor refused it";

} // namespace

void conductor::evaluate(const run_ptr& r) {
  auto& m = r->memory;
  if (!m.file.empty())
    return judge(r);
  if (!m.params || m.params->file.empty())
    return happen(r, run_event::step_skipped,
                  "this run made no hyperopt, and older results are not used");
  // A file that somebody chose.
  auto wanted = m.params->file;
  ask_files(
      still(r), r->settings.name,
      [this, r, wanted](std::vector<result_file>& files) {
        for (auto& x : files)
          if (x.name == wanted) {
            r->memory.file = x.name;
            r->memory.inode = x.inode;
            r->memory.bytes = x.bytes;
            return judge(r);
          }
        step_fails(r, "there is no result file " + wanted);
      },
      [this, r](const caf::error& e) {
        step_fails(r, sentence_of(e, refused));
      });
}

/// Asked with inode and size, so that exactly these bytes are judged.
void conductor::judge(const run_ptr& r) {
  question q;
  q.source = {r->settings.name, r->memory.file, ""};
  q.inode = r->memory.inode;
  q.size = r->memory.bytes;
  q.criteria = r->settings.criteria;
  // The record tells why these and no others, also when the file is gone.
  q.study = q.limit;
  q.pareto = {"profit_total_pct", "max_drawdown"};
  ask_ranking(
      still(r), std::move(q),
      [this, r](ranking& x) {
        if (auto error = journal_.save_decision(r->id(), x); !error.empty())
          return step_fails(r, "the decision cannot be kept: " + error);
        auto step = r->machine.current();
        step->done = step->total = x.epochs;
        if (auto why = why_no_winner(x); !why.empty())
          return step_fails(r, why);
        r->memory.line = x.rows.front().line;
        step_done(r, about_winner(x));
      },
      [this, r](const caf::error& e) {
        step_fails(r, sentence_of(e, refused));
      });
}

} // namespace ftm
