#pragma once

#include "shared/util/text_span.hpp"

#include <optional>
#include <string_view>

namespace ftm {

/// Finds the passwords in a text's URLs, one call for each "://" from left to
/// right.
///
/// A password may hold whatever a database takes: SQLAlchemy ends it at the
/// '@' and nowhere else, so it goes on to the last one before white space, the
/// closing quote or the next URL. Only http clients end it at a '/' as well:
/// there host:port/path is no password, whatever follows.
class url_passwords {
public:
  /// With `open` the text may go on.
  url_passwords(std::string_view x, bool open) : x_(x), open_(open) {}

  /// The password of the URL whose "://" is at `i`.
  std::optional<text_span> at(size_t i);

private:
  bool next_url_at(size_t i) const;
  bool ends_quote(size_t i, char quote) const;
  size_t last_at(size_t i);

  std::string_view x_;
  bool open_;
  size_t word_end_ = 0; ///< of the word that was looked at last
  size_t last_at_ = 0;  ///< in it; npos = none
};

} // namespace ftm
