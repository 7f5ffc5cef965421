#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Small questions about HTTP's texts.
namespace ftm {

/// Whether the door lets a method in: GET, HEAD, POST, PATCH, DELETE.
bool known_method(std::string_view x);

/// The value of a cookie in a Cookie header.
std::optional<std::string> cookie_value(std::string_view header,
                                        std::string_view name);

/// The credentials of "Bearer …".
std::optional<std::string> bearer_of(std::string_view authorization);

/// Whether an If-None-Match header names this ETag.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

/// Whether an Accept-Encoding header takes gzip.
bool takes_gzip(std::string_view accept_encoding);

/// A request target in origin form without anything that two servers could
/// read in two ways: "/…", printable ASCII, no fragment, no backslash, no
/// ".." segment, also not percent-encoded.
bool clean_target(std::string_view target);

/// The target without its query.
std::string_view path_of(std::string_view target);

/// The last address of X-Forwarded-For: the one our own proxy wrote.
std::string last_forwarded(std::string_view header);

/// An RFC 9457 document.
std::string problem_text(int status, std::string_view title,
                         std::string_view detail);

} // namespace ftm
