// Long work on a thread of its own, pulled by the host: it takes events and requests, answers, cancels.
#pragma once

#include <functional>
#include <string>

#include "core/context/context.h"
#include "core/context/events.h"
#include "core/schema/function.h"

namespace mixgrad {

// Calls that the engine asks of the host, usually one. Exactly one answer counts; what comes after a cancel is ignored.
class Request : public RefCounted {
 public:
  int64_t host = 0;
  std::string method;
  Ref<Context> context;  // for whoever answers: host functions that it needs run on its own thread
  int64_t calls = 1;     // then there is a result for each
  ValueList arguments;   // of all calls, one after the other
  void ask_for(const HostCalls& several);
  virtual void answer(ValueList results) = 0;
  virtual void fail(int64_t ticket, std::string message) = 0;
};

struct JobEvent {
  enum class Kind : int32_t { kNone = 0, kProgress = 1, kEvent = 2, kRequest = 3, kDone = 4 };
  Kind kind = Kind::kNone;
  std::string name;
  ValueMap record;
  Ref<Request> request;
};

class Job : public RefCounted {
 public:
  // Runs `function` (arguments in the caller's counting) with a child of `context` whose host, events and cancel flag
  // are the job's. The thread blocks all signals. It lives on until its work has ended, whoever lets go of the job.
  static Ref<Job> start(const Ref<Context>& context, const Function& function, ValueList arguments);
  virtual bool wait(int milliseconds) = 0;  // true if something can be taken; -1 waits without end
  virtual int descriptor() const = 0;       // readable exactly while something can be taken; -1 where there is none
  virtual JobEvent take() = 0;
  virtual ValueList result() = 0;  // once, after kDone was taken; throws the job's error
  virtual void cancel() = 0;       // does not block
};

// Outside jobs: runs the host on the calling thread through one callback, which answers before it returns.
class DirectHost final : public Host {
 public:
  explicit DirectHost(std::function<void(const Ref<Request>&)> handler) : handler_(std::move(handler)) {}
  ValueList call(Context& context, int64_t host, std::string_view method, ValueList arguments) override;
  Ref<HostAnswer> ask(Context& context, HostCalls calls) override;

 private:
  std::function<void(const Ref<Request>&)> handler_;
};

}  // namespace mixgrad
