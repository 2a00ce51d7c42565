#include "core/context/host.h"

namespace mixgrad {

namespace {
class OneByOne final : public HostAnswer {
 public:
  OneByOne(Ref<Host> host, HostCalls calls) : host_(std::move(host)), calls_(std::move(calls)) {}
  ValueList take(Context& context) override {
    ValueList results;
    for (ValueList& arguments : calls_.arguments) {
      ValueList made = host_->call(context, calls_.host, calls_.method, std::move(arguments));
      results.push_back(made.size() == 1 ? std::move(made[0]) : Value(std::move(made)));
    }
    return calls_.receive(std::move(results));
  }

 private:
  Ref<Host> host_;
  HostCalls calls_;
};
}  // namespace

Ref<HostAnswer> Host::ask(Context&, HostCalls calls) { return make_ref<OneByOne>(Ref<Host>(this), std::move(calls)); }

}  // namespace mixgrad
