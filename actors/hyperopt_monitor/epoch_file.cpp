#include "actors/hyperopt_monitor/epoch_file.hpp"

#include "actors/hyperopt_monitor/file_facts.hpp"
#include "actors/hyperopt_monitor/readable.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace ftm {

namespace {

/// splitmix64
uint64_t mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

} // namespace

epoch_file::epoch_file(std::filesystem::path path, options x)
    : path_(std::move(path)), options_(x) {
  if (options_.hash)
    hash_.emplace();
}

epoch_file::~epoch_file() {
  if (fd_ >= 0)
    ::close(fd_);
}

void epoch_file::begin_generation() {
  auto which = identity_ + 2 * truncations_ + (strict_ ? 1 : 0);
  generation_ = (mixed(which) & ((1ULL << 53) - 1)) | 1;
  offset_ = lines_ = rejected_ = first_rejected_ = 0;
  begin_ = end_ = 0;
  rest_seen_ = 0;
  too_long_ = owes_newline_ = false;
  confirmed_.clear();
  epochs_.clear();
  if (options_.hash)
    hash_.emplace();
}

bool epoch_file::open_current(progress& y) {
  auto now = facts_of(path_, y.error);
  if (!now)
    return false;
  if (fd_ >= 0 && now->inode == inode_)
    return true;
  // What became a FIFO meanwhile must not hold us up.
  auto fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    y.error = {errno, std::system_category()};
    return false;
  }
  // The name may have got another file between the two calls.
  now = facts_of(fd, y.error);
  if (!now || !now->regular) {
    if (now)
      y.error = std::make_error_code(std::errc::invalid_argument);
    ::close(fd);
    return false;
  }
  if (fd_ >= 0)
    ::close(fd_);
  fd_ = fd;
  inode_ = now->inode;
  identity_ = mixed(now->inode)
              ^ mixed(static_cast<uint64_t>(
                  now->created_at.time_since_epoch().count()));
  truncations_ = 0;
  strict_ = false;
  begin_generation();
  y.changed = true;
  return true;
}

void epoch_file::make_room() {
  // The half line moves to the front; only a line longer than a block makes
  // the buffer grow.
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  auto wanted = end_ + options_.block;
  if (buffer_.size() < wanted) {
    auto most = options_.longest_line + options_.block;
    auto roomy = end_ > options_.block ? std::min(2 * end_, most) : 0;
    buffer_.resize(std::max(wanted, roomy));
  }
}

void epoch_file::take_lines(size_t scan_from) {
  const auto* data = buffer_.data();
  if (owes_newline_ && begin_ < end_) {
    owes_newline_ = false;
    if (data[begin_] == '\n')
      scan_from = ++begin_;
  }
  for (;;) {
    const auto* newline = static_cast<const char*>(
        std::memchr(data + scan_from, '\n', end_ - scan_from));
    if (newline == nullptr)
      return;
    auto at = static_cast<size_t>(newline - data);
    take_line(at - begin_);
    begin_ = scan_from = at + 1;
  }
}

void epoch_file::take_line(size_t length) {
  ++lines_;
  std::optional<epoch_row> row;
  if (!std::exchange(too_long_, false) && length <= options_.longest_line
      && lines_ <= epoch_store::most_count) {
    std::string_view line{buffer_.data() + begin_, length};
    row = parser_.parse(line);
    if (row && strict_ && !is_readable(line))
      row.reset();
  }
  if (row) {
    row->line = lines_;
    auto in_step = wants_params_ && has_params();
    epochs_.append(*row, {offset_ - (end_ - begin_), length});
    // What is at hand need not be read again.
    if (in_step
        && !params_.read({buffer_.data() + begin_, length}, epochs_.params))
      epochs_.params.end_row();
  } else if (++rejected_ == 1) {
    first_rejected_ = lines_;
  }
}

bool epoch_file::take_rest() {
  if (too_long_ || begin_ == end_ || rest_seen_ == offset_)
    return false;
  rest_seen_ = offset_;
  std::string_view rest{buffer_.data() + begin_, end_ - begin_};
  // Half a line is no epoch, and stays what it is.
  if (!is_readable(rest) || !parser_.parse(rest))
    return false;
  take_line(rest.size());
  begin_ = end_;
  owes_newline_ = true;
  return true;
}

void epoch_file::let_go() {
  begin_ = end_ = 0;
  std::vector<char>{}.swap(buffer_);
  parser_.shrink();
}

bool epoch_file::has_ended() const {
  return options_.ended || (options_.upto && offset_ >= *options_.upto);
}

epoch_file::progress epoch_file::step(size_t most) {
  progress y;
  if (!open_current(y))
    return y;
  auto now = facts_of(fd_, y.error);
  if (!now)
    return y;
  auto size = now->bytes;
  if (size < offset_) {
    ++truncations_;
    begin_generation();
    y.changed = true;
  }
  if (options_.upto)
    size = std::min(size, *options_.upto);
  auto lines_before = lines_;
  uint64_t done = 0;
  while (offset_ < size && done < most) {
    make_room();
    auto want = std::min<uint64_t>(
        {buffer_.size() - end_, size - offset_, options_.block});
    auto n =
        ::pread(fd_, buffer_.data() + end_, want, static_cast<off_t>(offset_));
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      y.error = {errno, std::system_category()};
    if (n <= 0)
      break;
    if (hash_)
      hash_->add({buffer_.data() + end_, static_cast<size_t>(n)});
    auto scan_from = end_;
    end_ += static_cast<size_t>(n);
    offset_ += static_cast<uint64_t>(n);
    done += static_cast<uint64_t>(n);
    take_lines(scan_from);
    if (too_long_) {
      begin_ = end_ = 0;
    } else if (end_ - begin_ > options_.longest_line) {
      too_long_ = true;
      let_go();
    }
  }
  if (offset_ >= size && !y.error && has_ended()
      && (too_long_ || begin_ < end_)) {
    take_line(end_ - begin_);
    begin_ = end_;
  }
  if (wants_params_ && !has_params() && done < most && !y.error)
    y.changed = read_params(most - done) > 0 || y.changed;
  y.more = !y.error && (offset_ < size || (wants_params_ && !has_params()));
  // Whoever has caught up and holds no half line needs no buffer.
  if (!y.more && begin_ == end_)
    let_go();
  y.changed = y.changed || lines_ != lines_before;
  return y;
}

void epoch_file::drop_params() {
  wants_params_ = false;
  epochs_.params.clear();
}

size_t epoch_file::read_params(size_t most) {
  size_t rows = 0;
  for (; rows * param_cost < most && !has_params(); ++rows)
    if (!read_params_of(epochs_.params.rows()))
      epochs_.params.end_row(); // it has none, or the disk fails
  return rows;
}

bool epoch_file::read_params_of(size_t row) {
  constexpr size_t usual = 4096;
  auto [offset, length] = epochs_.place(row);
  for (auto want = usual;; want *= 8) {
    param_text_.resize(std::min<uint64_t>(want, length));
    auto n = ::pread(fd_, param_text_.data(), param_text_.size(),
                     static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    param_text_.resize(static_cast<size_t>(n));
    if (params_.read(param_text_, epochs_.params))
      return true;
    if (param_text_.size() >= length || want >= length)
      return false;
  }
}

bool epoch_file::confirm(size_t i) {
  if (strict_ || confirmed_.contains(i))
    return true;
  auto line = text(i);
  if (!line)
    return true;
  if (is_readable(*line)) {
    confirmed_.insert(i);
    return true;
  }
  strict_ = true;
  begin_generation();
  return false;
}

std::string epoch_file::sha256() {
  if (hash_) {
    sha256_ = hash_->finish();
    hash_.reset();
  }
  return sha256_;
}

std::optional<std::string> epoch_file::text(size_t i) const {
  auto [offset, length] = epochs_.place(i);
  std::string y(length, '\0');
  for (size_t done = 0; done < length;) {
    auto n = ::pread(fd_, y.data() + done, length - done,
                     static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return std::nullopt;
    done += static_cast<size_t>(n);
  }
  return y;
}

} // namespace ftm
