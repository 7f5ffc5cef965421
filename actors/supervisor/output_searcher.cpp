#include "actors/supervisor/output_searcher.hpp"

#include "actors/supervisor/text_finder.hpp"
#include "shared/util/redact.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ftm {

namespace {

constexpr auto npos = std::string_view::npos;

/// Of one answer's lines: no message may be above 1 MiB.
constexpr size_t most_bytes = 768 * 1024;

/// Where a line ends at or after `from`; npos = not in here.
size_t line_end(std::string_view x, size_t from) {
  auto feed = x.find('\n', from);
  auto turn = x.substr(0, feed).find('\r', from);
  return std::min(feed, turn);
}

/// Where the last `c` is; npos = there is none. glibc's is many times faster
/// than the library's.
size_t last_of(std::string_view x, char c) {
  auto p = x.empty() ? nullptr : ::memrchr(x.data(), c, x.size());
  return p == nullptr
             ? npos
             : static_cast<size_t>(static_cast<const char*>(p) - x.data());
}

/// What of a hit's surroundings is kept while the file is read on.
constexpr size_t margin = match_line + redact_context;

class open_file {
public:
  explicit open_file(const std::filesystem::path& x)
      : fd_(::open(x.c_str(), O_RDONLY | O_CLOEXEC)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  bool is_open() const {
    return fd_ >= 0;
  }

  /// Where there are bytes at or after `x`, which is beyond a hole if those
  /// were thrown away; the file's end if none are left.
  uint64_t data_at(uint64_t x) const {
    auto y = ::lseek(fd_, static_cast<off_t>(x), SEEK_DATA);
    if (y < 0 && errno == ENXIO)
      y = ::lseek(fd_, 0, SEEK_END);
    return y > static_cast<off_t>(x) ? static_cast<uint64_t>(y) : x;
  }

  /// Fewer than wanted only where the file ends.
  size_t read(char* to, size_t want, uint64_t at) const {
    size_t got = 0;
    while (got < want) {
      auto n = ::pread(fd_, to + got, want - got, static_cast<off_t>(at + got));
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      got += static_cast<size_t>(n);
    }
    return got;
  }

private:
  int fd_;
};

/// A search of one file: a window of it slides over the bytes.
class search {
public:
  search(const open_file& file, const output_search& q,
         const search_bounds& bounds)
      : file_(file), finder_(q.text), limit_(q.limit), bounds_(bounds),
        line_(static_cast<uint64_t>(q.offset)), at_(line_) {
    found_.launch = q.launch;
    begin(at_);
  }

  output_matches run(const std::atomic<bool>& cancelled) {
    auto due = std::chrono::steady_clock::now() + bounds_.time;
    auto first = at_;
    for (;;) {
      fill();
      look();
      if (full() && !skipping_)
        return done(at_, false);
      if (ended_)
        return done(end(), true);
      if (cancelled || at_ - first >= bounds_.bytes
          || std::chrono::steady_clock::now() >= due)
        return done(skipping_ || line_ <= first ? at_ : line_, false);
    }
  }

private:
  bool full() const {
    return found_.matches.size() >= limit_ || bytes_ >= most_bytes;
  }
  uint64_t end() const {
    return base_ + window_.size();
  }

  output_matches done(uint64_t scanned_to, bool complete) {
    found_.scanned_to = scanned_to;
    found_.complete = complete;
    return std::move(found_);
  }

  /// Begins a window at `x`, with what stands before it.
  void begin(uint64_t x) {
    base_ =
        std::min(file_.data_at(x - std::min<uint64_t>(x, redact_context)), x);
    window_.resize(x - base_);
    if (file_.read(window_.data(), window_.size(), base_) < window_.size()) {
      window_.clear(); // beyond the end
      base_ = x;
    }
  }

  /// Reads on; forgets what is no more needed.
  void fill() {
    if (auto data = file_.data_at(end()); data > end()) {
      window_.clear();
      base_ = line_ = at_ = data;
      skipping_ = false;
    }
    auto keep = std::min(at_ - base_, uint64_t{margin});
    window_.erase(0, at_ - base_ - keep);
    base_ = at_ - keep;
    auto old = window_.size();
    window_.resize(old + bounds_.block);
    auto n = file_.read(window_.data() + old, bounds_.block, base_ + old);
    window_.resize(old + n);
    ended_ = n < bounds_.block;
  }

  /// Looks at all places whose surroundings are in the window.
  void look() {
    auto stop = ended_
                    ? window_.size()
                    : window_.size()
                          - std::min(window_.size(), margin + finder_.size());
    std::string_view all{window_};
    for (;;) {
      if (skipping_ && !skip())
        return;
      if (full())
        return;
      auto from = static_cast<size_t>(at_ - base_);
      auto hit = finder_.find(all, from);
      if (hit == npos || hit >= stop) {
        if (stop > from)
          pass(stop);
        return;
      }
      pass(hit);
      take(hit);
    }
  }

  /// Everything up to `to` has been looked at: remembers where its line began.
  void pass(size_t to) {
    auto from = static_cast<size_t>(at_ - base_);
    auto part = std::string_view{window_}.substr(from, to - from);
    auto feed = last_of(part, '\n');
    auto rest = part.substr(feed + 1); // npos + 1 = 0
    auto turn = last_of(rest, '\r');
    if (turn != npos)
      line_ = base_ + from + (feed + 1) + turn + 1;
    else if (feed != npos)
      line_ = base_ + from + feed + 1;
    at_ = base_ + to;
  }

  /// The text is at `hit`, in the line that begins at line_.
  void take(size_t hit) {
    std::string_view all{window_};
    auto first = line_ > base_ ? static_cast<size_t>(line_ - base_) : 0;
    auto end = std::min(line_end(all, hit), all.size());
    auto cut_end =
        std::min(end, std::max(hit + std::max(finder_.size(), match_line / 2),
                               first + match_line));
    auto cut_begin = std::max(first, cut_end - std::min(cut_end, match_line));
    auto back = std::min(cut_begin, redact_context);
    auto before = context_of(all.substr(cut_begin - back, back));
    auto shown = all.substr(cut_begin, cut_end - cut_begin);
    auto goes_on = cut_end < end || end == all.size();
    if (finder_.find(redact_after(before, shown, goes_on)) == npos) {
      // All places that were judged with it are redacted.
      pass(std::max(hit + 1, cut_end - std::min(cut_end, finder_.size() - 1)));
      return;
    }
    found_.matches.push_back({line_, std::string{shown}, std::string{before}});
    bytes_ += shown.size() + before.size();
    skipping_ = true;
  }

  /// Goes on where the line has ended that held a match; false if that is not
  /// in the window.
  bool skip() {
    auto x = line_end(window_, static_cast<size_t>(at_ - base_));
    pass(x == npos ? window_.size() : x + 1);
    skipping_ = x == npos;
    return !skipping_;
  }

  const open_file& file_;
  text_finder finder_;
  size_t limit_;
  search_bounds bounds_;
  std::string window_;
  uint64_t base_ = 0;     ///< offset of the window
  uint64_t line_;         ///< where the line begins that holds at_
  uint64_t at_;           ///< everything before it has been looked at
  size_t bytes_ = 0;      ///< of the matches
  bool ended_ = false;    ///< the window reaches the file's end
  bool skipping_ = false; ///< the rest of a line that held a match
  output_matches found_;
};

} // namespace

output_matches search_output(const std::filesystem::path& log,
                             const output_search& q,
                             const std::atomic<bool>& cancelled,
                             const search_bounds& bounds) {
  open_file file{log};
  if (!file.is_open() || q.text.empty()) {
    output_matches y;
    y.launch = q.launch;
    y.scanned_to = static_cast<uint64_t>(q.offset);
    y.complete = true;
    return y;
  }
  return search{file, q, bounds}.run(cancelled);
}

} // namespace ftm
