#include "actors/orchestrator/conductor.hpp"

#include "actors/orchestrator/commands.hpp"
#include "actors/orchestrator/error_text.hpp"
#include "actors/orchestrator/process_end.hpp"

namespace ftm {

using namespace std::chrono_literals;

namespace {

constexpr auto refused = "the hyperopt monitor refused it";

constexpr uint32_t most_attempts = 6; ///< at half-written lines

} // namespace

void conductor::extract(const run_ptr& r) {
  auto& m = r->memory;
  auto file = m.file;
  auto line = m.line;
  std::string version;
  if (line == 0 && m.params) {
    file = m.params->file;
    line = m.params->line;
    version = m.params->version;
  }
  if (line == 0 && version.empty())
    return happen(r, run_event::step_skipped,
                  "this run chose no epoch, and older results are not used");
  with_params(r, [=, this] {
    if (!version.empty())
      return extract_version(r, version);
    ask_epoch(
        still(r), epoch_query{{r->settings.name, file, ""}, line},
        [=, this](epoch_record& x) { extract_epoch(r, file, line, x); },
        [=, this](const caf::error& e) {
          step_fails(r, sentence_of(e, refused));
        });
  });
}

/// Rollback: the vault's bytes become the params file.
void conductor::extract_version(const run_ptr& r, const std::string& version) {
  auto content = vault_.content(version);
  if (!content)
    return step_fails(r, "the vault has no version " + version);
  if (auto error = before_change(r); !error.empty())
    return step_fails(r, error);
  r->memory.params_after = version;
  if (!save(r))
    return step_fails(r, "the journal cannot be written, so the params stay");
  auto error = write_params(r->memory.params_file, *content);
  if (error.empty())
    error = vault_.keep(r->settings.name, *content, r->id(), {"", 0, version},
                        now());
  if (!error.empty())
    return step_fails(r, error);
  note_params(r->settings.name);
  step_done(r, "The params of version " + version.substr(0, 12) + " are back");
}

void conductor::extract_epoch(const run_ptr& r, const std::string& file,
                              uint64_t line, const epoch_record& record) {
  if (auto error = before_change(r); !error.empty())
    return step_fails(r, error);
  if (!r->memory.params_touched)
    r->memory.params_touched = now() - 1s;
  run_process(r, show_spec(r->settings, file, line),
              [=, this](const process_status& s, const std::string& tail) {
                auto why = failure_of(s, tail);
                if (why.empty())
                  return extracted(r, file, line, record);
                auto attempts = r->machine.current()->attempts;
                if (!met_half_line(tail) || attempts >= most_attempts)
                  return process_fails(r, s, why);
                // A hyperopt is writing to the file; it is whole in a moment.
                after(milliseconds{500} * (1 << (attempts - 1)),
                      [=, this, wanted = still(r)] {
                        if (wanted())
                          extract_epoch(r, file, line, record);
                      });
              });
}

/// freqtrade said that it was done; the params file must say so too.
void conductor::extracted(const run_ptr& r, const std::string& file,
                          uint64_t line, const epoch_record& record) {
  std::string error;
  auto x = read_params(r->memory.params_file, error);
  if (error.empty())
    error = params_mismatch(x, record.json, r->settings.strategy_name);
  if (!error.empty()) {
    after_process(r, {file, line, ""});
    return step_fails(r, "the extraction is not verified: " + error);
  }
  r->memory.params_after = version_of(x);
  error = vault_.keep(r->settings.name, x, r->id(), {file, line, ""}, now());
  if (!error.empty())
    return step_fails(r, "the new params cannot be kept: " + error);
  r->memory.params_touched.reset();
  note_params(r->settings.name);
  step_done(r, "Epoch " + std::to_string(record.row.epoch) + " (line "
                   + std::to_string(line) + ") of " + file + " was extracted");
}

} // namespace ftm
