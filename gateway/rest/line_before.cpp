#include "gateway/rest/line_before.hpp"

#include "shared/util/redact.hpp"

namespace ftm {

void line_before(gateway_actor::pointer self, const supervisor_actor& whom,
                 const process_id& id, const output_chunk& x,
                 std::function<void(std::string)> f,
                 std::function<void(const caf::error&)> failed) {
  if (x.offset == 0 || x.bytes.empty())
    return f({});
  auto back = std::min<uint64_t>(x.offset, redact_context);
  output_range q;
  q.id = id;
  q.launch = x.launch;
  q.offset = static_cast<int64_t>(x.offset - back);
  q.limit = static_cast<uint32_t>(back);
  self->request(whom, patience::read, atom::read_v, std::move(q))
      .then(
          [f = std::move(f), at = x.offset](const output_chunk& y) {
            // Nothing stands before it if that was thrown away already.
            auto right_before = y.offset + y.bytes.size() == at;
            f(right_before ? std::string{context_of(y.bytes)} : std::string{});
          },
          std::move(failed));
}

} // namespace ftm
