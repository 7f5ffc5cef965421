#pragma once

#include "actors/hyperopt_monitor/epoch_store.hpp"
#include "actors/hyperopt_monitor/line_parser.hpp"
#include "actors/hyperopt_monitor/param_reader.hpp"
#include "shared/util/hash.hpp"

#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

namespace ftm {

/// A .fthypt file that is read as it grows. A line is taken when its newline is
/// there; what is no epoch is counted and never fatal. A file that shrank, or
/// another one under the same name, begins a new generation with line 1.
/// Reads in blocks and keeps one block and a half line, however long the file
/// or its lines.
class epoch_file {
public:
  struct options {
    /// Bytes after which it counts as ended: a rest without a newline is then
    /// a line as well.
    std::optional<uint64_t> upto{};
    bool ended = false; ///< it counts as ended wherever it ends
    bool hash = false;  ///< also make the SHA-256 of what is read
    size_t block = size_t{1} << 20;
    /// Bytes; of a longer line nothing is kept, and it is rejected. Recorded
    /// ones have up to 1.8 MB.
    size_t longest_line = size_t{64} << 20;
  };

  /// A row's parameters cost as much as so many bytes of reading.
  static constexpr size_t param_cost = 8192;

  explicit epoch_file(std::filesystem::path path) : epoch_file(path, {}) {}
  epoch_file(std::filesystem::path path, options x);
  ~epoch_file();
  epoch_file(const epoch_file&) = delete;
  epoch_file& operator=(const epoch_file&) = delete;

  /// What a step found.
  struct progress {
    bool changed = false; ///< epochs, rejected lines or the generation
    bool more = false;    ///< there is more to read at once
    std::error_code error;
  };

  /// Reads on, about `most` bytes at once. A missing file is an error; what was
  /// read of it stays.
  progress step(size_t most);

  /// Of an ended file that lacks its last newline (freqtrade was killed before
  /// it wrote it): takes the rest as a line, if it is an epoch. Should the
  /// newline come after all, it makes no line of its own.
  bool take_rest();

  const std::filesystem::path& path() const {
    return path_;
  }
  const epoch_store& epochs() const {
    return epochs_;
  }
  /// Never 0. The same file has the same one in every process; it fits into
  /// 53 bits, so that browsers can hold it.
  uint64_t generation() const {
    return generation_;
  }
  uint64_t rejected_lines() const {
    return rejected_;
  }
  /// Why the first rejected line was: its number, else 0.
  uint64_t first_rejected() const {
    return first_rejected_;
  }
  /// Bytes read, half lines included.
  uint64_t bytes_read() const {
    return offset_;
  }
  /// Bytes of a last line without its newline.
  uint64_t half_line() const {
    return end_ - begin_;
  }
  uint64_t inode() const {
    return inode_;
  }
  /// Parameters of all epochs are wanted from now on: step() reads those that
  /// have passed already, a few kilobytes of each line.
  void want_params() {
    wants_params_ = true;
  }
  /// They are not wanted any more, and their memory is given back.
  void drop_params();
  /// Whether all epochs have their parameters.
  bool has_params() const {
    return epochs_.params.rows() == epochs_.size();
  }

  /// Whether all of row `i`'s line is readable, as far as the disk can tell.
  /// If not, such lines have been counted as epochs: the file begins a new
  /// generation, to be read again with every line looked at in full.
  bool confirm(size_t i);

  /// Of what was read; after the last step.
  std::string sha256();

  /// The line of row `i` as it stands in the file; nothing if it cannot be
  /// read any more.
  std::optional<std::string> text(size_t i) const;

private:
  bool open_current(progress& y);
  void begin_generation();
  void make_room();
  void take_lines(size_t scan_from);
  void take_line(size_t length);
  void let_go();
  bool has_ended() const;
  size_t read_params(size_t most);
  bool read_params_of(size_t row);

  std::filesystem::path path_;
  options options_;
  int fd_ = -1;
  uint64_t inode_ = 0;
  uint64_t identity_ = 0; ///< of the file, without its truncations
  uint64_t truncations_ = 0;
  uint64_t generation_ = 1;
  uint64_t offset_ = 0;
  uint64_t lines_ = 0;
  uint64_t rejected_ = 0;
  uint64_t first_rejected_ = 0;
  std::vector<char> buffer_;
  size_t begin_ = 0; ///< of the half line in buffer_
  size_t end_ = 0;
  bool owes_newline_ = false;  ///< the rest was taken without it
  uint64_t rest_seen_ = 0;     ///< offset at which take_rest() looked
  bool too_long_ = false;      ///< the half line; nothing of it is kept
  bool strict_ = false;        ///< every line is looked at in full
  std::set<size_t> confirmed_; ///< rows
  bool wants_params_ = false;
  line_parser parser_;
  param_reader params_;
  std::string param_text_;
  epoch_store epochs_;
  std::optional<sha256_stream> hash_;
  std::string sha256_;
};

} // namespace ftm
