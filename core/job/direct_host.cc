#include "core/job/answer.h"
#include "core/job/job.h"

namespace mixgrad {

namespace {
struct DirectRequest final : Request {
  Answer result;
  void answer(ValueList results) override { result.set(std::move(results)); }
  void fail(int64_t ticket, std::string message) override { result.set_failure(ticket, std::move(message)); }
};
}  // namespace

ValueList DirectHost::call(Context& context, int64_t host, std::string_view method, ValueList arguments) {
  auto request = make_ref<DirectRequest>();
  request->host = host;
  request->method = method;
  request->context = context.child();
  request->arguments = std::move(arguments);
  handler_(request);
  if (!request->result.given) throw Error(ErrorCode::kHost, "the host did not answer").in(method);
  return request->result.take();
}

}  // namespace mixgrad
