#pragma once

#include "shared/protocol/atoms.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

namespace ftm {

// Five verbs. `read` is parked until there is something new and is the reader's
// credit for one answer; `get` answers now; `start`, `control` and `set` say
// what shall be, answer at once, and may be repeated.

/// What EVERY PART is: an owner of facts. SCHEDULER, BROADCASTER, GATEWAY and
/// WARDEN need no more than this.
using part_actor = caf::typed_actor<
    // Facts after a stamp, or all of them if the stamp is not ours or too old.
    caf::replies_to<atom::read, facts_after>::with<fact_page>,
    // How are you? Asked by links and the warden to find a frozen part.
    caf::replies_to<atom::get>::with<part_status>,
    // INTERNAL: our process's log sink has a line.
    caf::reacts_to<atom::log, log_line>,
    // INTERNAL: time to look at timers and to answer parked reads.
    caf::reacts_to<atom::tick>>;

/// The SUPERVISOR: owns every freqtrade process.
/// Facts: process_status, process_stats, bot_status.
using supervisor_actor = part_actor::extend<
    // Starts a process. A known launch is answered first, even if ended; else
    // another live one of this process: compare `launch`. From the
    // orchestrator.
    caf::replies_to<atom::start, process_spec>::with<process_status>,
    // Begins to stop or reload; the facts tell when it is done.
    caf::replies_to<atom::control, process_control>::with<process_status>,
    // Says whose processes may be started again by themselves; until then none
    // are. From the orchestrator, after each config and each new epoch.
    caf::replies_to<atom::set, configured_strategies>::with<part_status>,
    // Past and present launches.
    caf::replies_to<atom::get,
                    launches_query>::with<std::vector<process_status>>,
    // Short history of what a process used.
    caf::replies_to<atom::get, stats_query>::with<stats_history>,
    // Lines of out.log that hold a text.
    caf::replies_to<atom::get, output_search>::with<output_matches>,
    // Bytes of out.log.
    caf::replies_to<atom::read, output_range>::with<output_chunk>>;

/// A HYPEROPT MONITOR, or the local router that picks one by strategy.
/// Facts: hyperopt_status.
using monitor_actor = part_actor::extend<
    // Columns of epochs in file order.
    caf::replies_to<atom::read, epoch_range>::with<epoch_page>,
    // Judges the epochs of a file.
    caf::replies_to<atom::get, question>::with<ranking>,
    // One whole epoch, read from the file.
    caf::replies_to<atom::get, epoch_query>::with<epoch_record>,
    // Result files, newest first.
    caf::replies_to<atom::get, files_query>::with<std::vector<result_file>>>;

/// The ORCHESTRATOR: owns config, runs, decisions, params.
/// Facts: strategy_status, run_status.
using orchestrator_actor = part_actor::extend<
    // Starts a run. A known id is answered first, even if ended; else the
    // strategy's unfinished run: compare `id`.
    caf::replies_to<atom::start, run_request>::with<run_status>,
    // Starts a single process with the configured command.
    caf::replies_to<atom::start, process_request>::with<process_status>,
    // Cancels, resumes, approves or rejects.
    caf::replies_to<atom::control, run_control>::with<run_status>,
    // Switches steps and the schedule.
    caf::replies_to<atom::set, switches>::with<strategy_status>,
    // Validates or reloads the config.
    caf::replies_to<atom::set, config_change>::with<config_report>,
    // The accepted config.
    caf::replies_to<atom::read, config_after>::with<config_text>,
    // History of runs.
    caf::replies_to<atom::get, runs_query>::with<std::vector<run_status>>,
    // The decision record of a run.
    caf::replies_to<atom::get, decision_query>::with<ranking>,
    // Versions in the params vault.
    caf::replies_to<atom::get,
                    params_query>::with<std::vector<params_version>>>;

using scheduler_actor = part_actor;
using broadcaster_actor = part_actor;
using gateway_actor = part_actor;
using warden_actor = part_actor;

} // namespace ftm
