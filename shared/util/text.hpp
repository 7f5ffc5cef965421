#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ftm {

/// Splits like a POSIX shell splits words (quotes and backslashes work;
/// nothing is expanded). Nothing if a quote is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view x);

/// The candidate with the smallest edit distance to `x`, if that is at most
/// 3 and less than half of its length; else "".
std::string nearest(std::string_view x,
                    const std::vector<std::string>& candidates);

/// Without white space at both ends.
std::string_view trim(std::string_view x);

/// Bytes that are not UTF-8, surrogates and NUL become U+FFFD: one for each
/// beginning of a character that does not go on, as browsers do it.
std::string to_valid_utf8(std::string_view x);

/// Secrets in a text become "***": values of keys that name keys, secrets,
/// passwords and tokens in JSON, YAML, command lines and URLs, and bearer
/// tokens.
std::string redact(std::string_view x);

/// As above for a command: also the word that follows an option such as
/// `--db-url`.
std::vector<std::string> redact(const std::vector<std::string>& command);

} // namespace ftm
