#include <cstdlib>
#include <cstring>

#include "c-api/src/convert.h"
#include "core/dispatch/dispatch.h"

using namespace mixgrad;
using namespace mixgrad::abi;

mixgrad_status* mixgrad_job_start(mixgrad_context* context, mixgrad_function* function, const mixgrad_value* arguments,
                                  size_t n_arguments, mixgrad_job** out_job) {
  return guarded(context, "job_start", [&] {
    require(context, "context");
    require(out_job, "out_job");
    const Function& f = function_of(function);
    if (f.blocking != Blocking::kLong && f.blocking != Blocking::kIo) {
      throw Error(ErrorCode::kValue, f.name + " is no long work: call it").on("function");
    }
    if (is_forked_child())
      throw Error(ErrorCode::kDevice,
                  "this process was forked from one that uses mixgrad, and has none of its threads");
    auto job = std::make_unique<mixgrad_job>();
    job->core = Job::start(context->core, f, to_core(arguments, n_arguments));
    context->retain();
    job->context = context;
    *out_job = job.release();
  });
}

mixgrad_status* mixgrad_job_wait(mixgrad_job* job, int32_t milliseconds, int32_t* out_ready) {
  return guarded(nullptr, "job_wait", [&] {
    require(out_ready, "out_ready");
    if (milliseconds < -1)
      throw Error(ErrorCode::kValue, "a time is not negative, or -1 for no end")
          .on("milliseconds")
          .given(std::to_string(milliseconds));
    bool ready = require(job, "job").core->wait(milliseconds);
    *out_ready = ready;
  });
}
int32_t mixgrad_job_descriptor(mixgrad_job* job) { return job ? job->core->descriptor() : -1; }

mixgrad_status* mixgrad_job_take(mixgrad_job* job, mixgrad_event* out_event) {
  return guarded(nullptr, "job_take", [&] {
    check_struct(out_event, "out_event");
    JobEvent event = require(job, "job").core->take();
    mixgrad_event out{};
    out.struct_size = out_event->struct_size;
    out.kind = static_cast<int32_t>(event.kind);
    if (event.request) out.request = new mixgrad_request(event.request);
    if (event.kind == JobEvent::Kind::kEvent) {
      char* name = strdup(event.name.c_str());
      if (!name) throw std::bad_alloc();
      out.name = name;
    }
    if (event.kind == JobEvent::Kind::kEvent || event.kind == JobEvent::Kind::kProgress) {
      out.payload = from_core(Value::map(std::move(event.record)), job->context->scope);
    }
    *out_event = out;
  });
}

void mixgrad_event_clear(mixgrad_event* event) {
  if (!event) return;
  std::free(const_cast<char*>(event->name));
  mixgrad_value_clear(&event->payload);
  mixgrad_request_release(event->request);
  event->kind = MIXGRAD_EVENT_KIND_NONE;
  event->name = nullptr;
  event->request = nullptr;
}

mixgrad_status* mixgrad_job_result(mixgrad_job* job, mixgrad_value* results, size_t* n_results) {
  return guarded(job ? job->context : nullptr, "job_result", [&] {
    require(job, "job");
    require(n_results, "n_results");
    ValueList made = job->core->result();
    if (made.size() > *n_results || (!made.empty() && !results)) {
      throw Error(ErrorCode::kValue, "there is too little room for the results")
          .on("n_results")
          .given(std::to_string(*n_results))
          .accepted(std::to_string(made.size()));
    }
    for (size_t i = 0; i < made.size(); ++i) results[i] = from_core(made[i], job->context->scope);
    *n_results = made.size();
  });
}

void mixgrad_job_cancel(mixgrad_job* job) {
  if (job) job->core->cancel();
}
void mixgrad_job_retain(mixgrad_job* job) {
  if (job) job->retain();
}
void mixgrad_job_release(mixgrad_job* job) {
  if (!job || !job->last_release()) return;
  mixgrad_context_release(job->context);
  delete job;
}

mixgrad_request::mixgrad_request(Ref<Request> request) : core(std::move(request)) {
  context = new mixgrad_context;
  context->core = core->context;
  if (core->context->tracer) {  // what is made in a trace is of no use after it
    context->scope = new mixgrad_scope;
    context->scope->name->text = "trace";
  }
  arguments.reserve(core->arguments.size());
  for (const Value& v : core->arguments) arguments.push_back(from_core(v, context->scope));
}

mixgrad_request::~mixgrad_request() {
  if (!answered) core->fail(0, "the host did not answer");
  for (mixgrad_value& v : arguments) mixgrad_value_clear(&v);
  if (core->context->tracer && context->scope) context->scope->close();
  mixgrad_context_release(context);
}

mixgrad_status* mixgrad_request_describe(mixgrad_request* request, mixgrad_request_info* out_info) {
  return guarded(nullptr, "request_describe", [&] {
    constexpr size_t kFirst = offsetof(mixgrad_request_info, n_calls);  // the struct of 0.1 ended here
    check_struct(out_info, "out_info", kFirst);
    require(request, "request");
    if (out_info->struct_size > kFirst) out_info->n_calls = static_cast<size_t>(request->core->calls);
    out_info->host = request->core->host;
    out_info->method = request->core->method.c_str();
    out_info->context = request->context;
    out_info->arguments = request->arguments.data();
    out_info->n_arguments = request->arguments.size();
  });
}

mixgrad_status* mixgrad_request_answer(mixgrad_request* request, const mixgrad_value* results, size_t n_results) {
  return guarded(request ? request->context : nullptr, "request_answer", [&] {
    ValueList answer = to_core(results, n_results);
    require(request, "request").answered = true;
    request->core->answer(std::move(answer));
  });
}

mixgrad_status* mixgrad_request_fail(mixgrad_request* request, int64_t ticket, const char* message) {
  return guarded(request ? request->context : nullptr, "request_fail", [&] {
    require(request, "request").answered = true;
    request->core->fail(ticket, message ? message : "an error without a message");
  });
}

void mixgrad_request_release(mixgrad_request* request) { delete request; }
