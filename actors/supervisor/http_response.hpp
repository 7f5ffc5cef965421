#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ftm {

/// Reads one HTTP/1.x response as it comes, however its bytes are cut: with a
/// content-length, chunked, or until the peer closes (RFC 9112, 6.3). Bounded:
/// 1 MiB of body, and 64 KiB of all that is around it, be it heads, sizes of
/// chunks or trailers.
class http_response {
public:
  enum class progress { more, done, broken };

  progress feed(std::string_view bytes);
  /// The peer has closed: whether that was the end.
  progress closed();

  int status() const {
    return status_;
  }
  const std::string& body() const {
    return body_;
  }
  /// What is wrong, if it is broken.
  const char* error() const {
    return error_;
  }

private:
  enum class place { head, sized, chunk_size, chunk, chunk_end, trailer, rest };

  progress fail(const char* why);
  progress step(bool& moved);
  progress read_head();
  progress read_chunk_size(std::string_view text);
  progress take(bool& moved);
  bool line(std::string& out);
  void cut(size_t bytes);

  place at_ = place::head;
  progress state_ = progress::more;
  std::string pending_; ///< not understood yet
  std::string body_;
  size_t left_ = 0;    ///< bytes of the body, or of this chunk
  size_t framing_ = 0; ///< bytes around the body up to now
  int status_ = 0;
  const char* error_ = "";
};

} // namespace ftm
