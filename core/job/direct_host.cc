#include "core/job/answer.h"
#include "core/job/job.h"

namespace mixgrad {

void Request::ask_for(const HostCalls& several) {
  host = several.host;
  method = several.method;
  calls = static_cast<int64_t>(several.arguments.size());
  for (const ValueList& list : several.arguments) arguments.insert(arguments.end(), list.begin(), list.end());
}

namespace {

struct DirectRequest final : Request {
  Answer result;
  void answer(ValueList results) override { result.set(std::move(results)); }
  void fail(int64_t ticket, std::string message) override { result.set_failure(ticket, std::move(message)); }

  ValueList run(Context& asking, const std::function<void(const Ref<Request>&)>& handler) {
    context = asking.child();
    handler(Ref<Request>(this));
    if (!result.given) throw Error(ErrorCode::kHost, "the host did not answer").in(method);
    return result.take();
  }
};

// Run by whoever takes it: nobody else could answer meanwhile.
class DirectAnswer final : public HostAnswer {
 public:
  DirectAnswer(std::function<void(const Ref<Request>&)> handler, HostCalls calls)
      : handler_(std::move(handler)), calls_(std::move(calls)) {}
  ValueList take(Context& context) override {
    auto request = make_ref<DirectRequest>();
    request->ask_for(calls_);
    ValueList results = request->run(context, handler_);
    check_results(request->method, request->calls, results.size());
    return calls_.receive(std::move(results));
  }

 private:
  std::function<void(const Ref<Request>&)> handler_;
  HostCalls calls_;
};

}  // namespace

ValueList DirectHost::call(Context& context, int64_t host, std::string_view method, ValueList arguments) {
  auto request = make_ref<DirectRequest>();
  request->host = host;
  request->method = method;
  request->arguments = std::move(arguments);
  return request->run(context, handler_);
}

Ref<HostAnswer> DirectHost::ask(Context&, HostCalls calls) {
  return make_ref<DirectAnswer>(handler_, std::move(calls));
}

}  // namespace mixgrad
