#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace ftm {

/// "45 s", "12 min", "1 h 14 min", "3 days 2 h"; never negative.
std::string duration_text(std::chrono::seconds x);

/// "LIVE" or "DRY RUN", "LIVE OR DRY RUN UNKNOWN"; "" of what is no trade.
std::string money_text(const nlohmann::json& process);

/// "NOT TRADING (…)" of a bot that runs and does not trade, or begins no
/// trades; "" of all else.
std::string worker_text(const nlohmann::json& process);

/// What there is to say of a process beside its kind and state, in one line:
/// real money or not, pid, since when, what comes next, and why.
std::string process_text(const nlohmann::json& process,
                         std::chrono::system_clock::time_point now);

/// Lines of a running bot's own figures (its REST tells them): open trades,
/// closed profit, balance; and why it does not tell. Empty without a REST.
std::vector<std::string> bot_lines(const nlohmann::json& process);

/// "Alpha trade: ready, DRY RUN, pid 12": an answer to a command.
std::string describe_process(const nlohmann::json& process);

/// White space of any kind becomes one blank, so that it fits into a line.
std::string one_line(const std::string& x);

/// The parts that say something, with ", " between.
std::string joined(const std::vector<std::string>& x);

} // namespace ftm
