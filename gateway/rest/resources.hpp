#pragma once

namespace ftm {

class router;

// One file for each.
void add_state(router& x);      ///< state, log, schedule
void add_strategies(router& x); ///< strategies, strategies/{s}
void add_processes(router& x);  ///< …/processes, start, stop, reload
void add_output(router& x);     ///< …/output
void add_runs(router& x);       ///< runs, decisions
void add_epochs(router& x);     ///< files, epochs, best, evaluate, extract
void add_settings(router& x);   ///< workflow, config
void add_session(router& x);    ///< login

} // namespace ftm
