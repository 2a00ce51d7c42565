#include "core/job/job.h"

#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <optional>
#include <system_error>
#include <thread>

#include "core/dispatch/dispatch.h"
#include "core/job/answer.h"
#include "core/job/readable.h"

namespace mixgrad {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kBetweenProgress = std::chrono::milliseconds(50);

class JobState;

struct JobRequest final : Request {
  Ref<JobState> job;
  Answer result;                                // under the job's mutex
  std::function<ValueList(ValueList)> receive;  // absent: the results as they are
  void answer(ValueList results) override;
  void fail(int64_t ticket, std::string message) override;
};

// Shared by the job's thread and whoever holds the job.
class JobState final : public RefCounted {
 public:
  // ---- the job's thread
  void push(JobEvent event) {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(event));
    signal();
  }
  void progress(ValueMap record) {
    std::lock_guard lock(mutex_);
    progress_ = std::move(record);
    if (!progress_shown_ && Clock::now() >= next_progress_) {
      progress_shown_ = true;
      signal();
    }
  }
  void ask(const Ref<JobRequest>& request) {
    std::lock_guard lock(mutex_);
    if (cancelled) throw Error(ErrorCode::kCancelled, "cancelled");
    JobEvent event;
    event.kind = JobEvent::Kind::kRequest;
    event.request = request;
    queue_.push_back(std::move(event));
    signal();
  }
  ValueList wait_for(JobRequest& request) {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return request.result.given || cancelled; });
    if (request.result.given) return request.result.take();
    withdraw_locked(request);
    throw Error(ErrorCode::kCancelled, "cancelled");
  }
  void withdraw(JobRequest& request) {
    std::lock_guard lock(mutex_);
    if (!request.result.given) withdraw_locked(request);
  }
  bool is_answered(JobRequest& request) {
    std::lock_guard lock(mutex_);
    return request.result.given;
  }
  void finish(ValueList results, std::optional<Error> error) {
    std::lock_guard lock(mutex_);
    results_ = std::move(results);
    error_ = std::move(error);
    JobEvent event;
    event.kind = JobEvent::Kind::kDone;
    queue_.push_back(std::move(event));
    progress_.reset();
    progress_shown_ = false;
    signal();
  }
  template <class F>
  void set_answer(F set) {
    std::lock_guard lock(mutex_);
    set();
    answered_.notify_all();
  }

  // ---- the host
  bool wait(int milliseconds) {
    std::unique_lock lock(mutex_);
    auto something = [&] { return can_take(); };
    if (milliseconds < 0)
      ready_.wait(lock, something);
    else
      ready_.wait_for(lock, std::chrono::milliseconds(milliseconds), something);
    return can_take();
  }
  JobEvent take() {
    std::lock_guard lock(mutex_);
    JobEvent event;
    if (!queue_.empty()) {
      event = std::move(queue_.front());
      queue_.pop_front();
      done_ = done_ || event.kind == JobEvent::Kind::kDone;
    } else if (progress_shown_) {
      event.kind = JobEvent::Kind::kProgress;
      event.record = std::move(*progress_);
      progress_.reset();
      progress_shown_ = false;
      next_progress_ = Clock::now() + kBetweenProgress;
    }
    if (!can_take()) readable_.clear();
    return event;
  }
  ValueList result() {
    std::lock_guard lock(mutex_);
    if (!done_) throw Error(ErrorCode::kValue, "the job is not done").in("job_result");
    if (taken_) throw Error(ErrorCode::kValue, "the job's result was taken before").in("job_result");
    taken_ = true;
    if (error_) throw *error_;
    return std::move(results_);
  }
  void cancel() {
    cancelled = true;
    std::lock_guard lock(mutex_);
    answered_.notify_all();
  }
  int descriptor() const { return readable_.descriptor(); }

  CancelFlag cancelled{false};

 private:
  bool can_take() const { return !queue_.empty() || progress_shown_; }
  void withdraw_locked(JobRequest& request) {
    request.result.set_failure(0, "cancelled");  // what comes later is ignored
    std::erase_if(queue_, [&](const JobEvent& e) { return e.request.get() == &request; });
    if (!can_take()) readable_.clear();
  }
  void signal() {
    readable_.set();
    ready_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable ready_, answered_;
  std::deque<JobEvent> queue_;
  std::optional<ValueMap> progress_;
  bool progress_shown_ = false, done_ = false, taken_ = false;
  Clock::time_point next_progress_;
  ValueList results_;
  std::optional<Error> error_;
  Readable readable_;
};

void JobRequest::answer(ValueList results) {
  std::optional<Error> error;
  if (receive && !job->is_answered(*this)) {
    try {
      check_results(method, calls, results.size());
      results = receive(std::move(results));
    } catch (const Error& e) {
      error = e;
    } catch (const std::bad_alloc&) {
      error = Error(ErrorCode::kOutOfMemory, "memory ran out").in(method);
    } catch (const std::exception& e) {
      error = Error(ErrorCode::kInternal, e.what()).in(method);
    }
  }
  job->set_answer([&] {
    if (error)
      result.set_error(std::move(*error));
    else
      result.set(std::move(results));
  });
}
void JobRequest::fail(int64_t ticket, std::string message) {
  job->set_answer([&] { result.set_failure(ticket, std::move(message)); });
}

class JobAnswer final : public HostAnswer {
 public:
  explicit JobAnswer(Ref<JobRequest> request) : request_(std::move(request)) {}
  ~JobAnswer() override { request_->job->withdraw(*request_); }
  ValueList take(Context&) override { return request_->job->wait_for(*request_); }

 private:
  Ref<JobRequest> request_;
};

class JobHost final : public Host {
 public:
  JobHost(Ref<JobState> state, Ref<Host> direct) : state_(std::move(state)), direct_(std::move(direct)) {}
  ValueList call(Context& context, int64_t host, std::string_view method, ValueList arguments) override {
    Ref<JobRequest> request = request_in(context);
    request->host = host;
    request->method = method;
    request->arguments = std::move(arguments);
    state_->ask(request);
    return state_->wait_for(*request);
  }
  Ref<HostAnswer> ask(Context& context, HostCalls calls) override {
    Ref<JobRequest> request = request_in(context);
    request->ask_for(calls);
    request->receive = std::move(calls.receive);
    state_->ask(request);
    return make_ref<JobAnswer>(std::move(request));
  }

 private:
  Ref<JobRequest> request_in(Context& context) {
    auto request = make_ref<JobRequest>();
    request->job = state_;
    // Whoever answers is not to wait for itself: what it needs of the host runs directly. Nor may it outlive the flag.
    request->context = context.child();
    request->context->host = direct_;
    request->context->events = nullptr;
    request->context->cancel = nullptr;
    return request;
  }

  Ref<JobState> state_;
  Ref<Host> direct_;
};

class JobEvents final : public Events {
 public:
  explicit JobEvents(Ref<JobState> state) : state_(std::move(state)) {}
  void progress(ValueMap record) override { state_->progress(std::move(record)); }
  void event(std::string_view name, ValueMap record) override {
    JobEvent event;
    event.kind = JobEvent::Kind::kEvent;
    event.name = name;
    event.record = std::move(record);
    state_->push(std::move(event));
  }

 private:
  Ref<JobState> state_;
};

void run(const Ref<JobState>& state, Ref<Context> context, const Function& function, ValueList arguments) {
  ValueList made;
  std::optional<Error> error;
  try {
    Results results;
    invoke_as_caller(*context, function, arguments, results);
    for (int i = 0; i < results.count(); ++i) made.push_back(std::move(results.values.at(i)));
  } catch (const Error& e) {
    error = e;
  } catch (const std::bad_alloc&) {
    error = Error(ErrorCode::kOutOfMemory, "memory ran out").in(function.name);
  } catch (const std::exception& e) {
    error = Error(ErrorCode::kInternal, e.what()).in(function.name);
  }
  // All that the work held is let go of before anybody hears that it is done.
  arguments.clear();
  context = nullptr;
  state->finish(std::move(made), std::move(error));
}

class ThreadJob final : public Job {
 public:
  explicit ThreadJob(Ref<JobState> state) : state_(std::move(state)) {}
  ~ThreadJob() override { state_->cancel(); }
  bool wait(int milliseconds) override { return state_->wait(milliseconds); }
  int descriptor() const override { return state_->descriptor(); }
  JobEvent take() override { return state_->take(); }
  ValueList result() override { return state_->result(); }
  void cancel() override { state_->cancel(); }

 private:
  Ref<JobState> state_;
};

// Signals are for the host's own threads.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

Ref<Job> Job::start(const Ref<Context>& context, const Function& function, ValueList arguments) {
  auto state = make_ref<JobState>();
  Ref<Context> inside = context->child();
  inside->host = make_ref<JobHost>(state, context->host);
  inside->events = make_ref<JobEvents>(state);
  inside->cancel = &state->cancelled;
  SignalsBlocked blocked;  // the new thread inherits it
  try {
    std::thread([state, inside = std::move(inside), &function, arguments = std::move(arguments)]() mutable {
      run(state, std::move(inside), function, std::move(arguments));
    }).detach();
  } catch (const std::system_error&) {
    throw Error(ErrorCode::kError, "the system gives no thread for a job");
  }
  return make_ref<ThreadJob>(state);
}

}  // namespace mixgrad
