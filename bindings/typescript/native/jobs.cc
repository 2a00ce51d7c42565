// Jobs: polled by their descriptor in the event loop, so that nothing waits and a worker can end at any time.
#include <cstdlib>
#include <utility>

#include "arguments.h"
#include "request.h"
#include "uv_poll.h"

namespace mixgrad_node {

struct Job {
  Environment* e;
  mixgrad_job* job;
  uv_handle_s* poll = nullptr;  // null when closed or closing
  napi_ref on_ready = nullptr;
  napi_async_context async = nullptr;
};

namespace {

void closed(uv_handle_s* handle) {
  auto* e = static_cast<Environment*>(uv_handle_get_data(handle));
  std::free(handle);
  --e->closing;
  if (e->closing == 0 && e->cleanup) napi_remove_async_cleanup_hook(std::exchange(e->cleanup, nullptr));
}

void stop_polling(Job& job) {
  if (!job.poll) return;
  uv_poll_stop(job.poll);
  uv_handle_set_data(job.poll, job.e);
  ++job.e->closing;
  uv_close(std::exchange(job.poll, nullptr), closed);
}

void ready(uv_handle_s* handle, int, int) {
  auto* job = static_cast<Job*>(uv_handle_get_data(handle));
  napi_env env = job->e->env;
  napi_handle_scope scope;
  napi_open_handle_scope(env, &scope);
  napi_value function, receiver, result;
  napi_get_reference_value(env, job->on_ready, &function);
  napi_create_object(env, &receiver);
  if (napi_make_callback(env, job->async, receiver, function, 0, nullptr, &result) == napi_pending_exception) {
    napi_value exception;
    napi_get_and_clear_last_exception(env, &exception);
    napi_fatal_exception(env, exception);
  }
  napi_close_handle_scope(env, scope);
}

void release(Job* job) {
  stop_polling(*job);
  if (job->on_ready) napi_delete_reference(job->e->env, job->on_ready);
  if (job->async) napi_async_destroy(job->e->env, job->async);
  mixgrad_job_release(job->job);
  delete job;
}

napi_value gone(Environment& e) { return fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this job has ended"); }

// startJob(onReady): function and arguments as for call. onReady runs whenever something can be taken.
napi_value start_job(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  Call c;
  if (!read_call(a.e, c)) return nullptr;
  mixgrad_job* started;
  if (mixgrad_status* status = mixgrad_job_start(c.context, c.function, c.arguments, c.count, &started))
    return fail(a.e, status);
  int descriptor = mixgrad_job_descriptor(started);
  uv_loop_s* loop;
  napi_get_uv_event_loop(env, &loop);
  auto* poll = static_cast<uv_handle_s*>(std::calloc(1, uv_handle_size(kUvPoll)));
  if (descriptor < 0 || uv_poll_init(loop, poll, descriptor) != 0) {
    std::free(poll);
    mixgrad_job_release(started);
    return fail(a.e, MIXGRAD_STATUS_CODE_INTERNAL, "this job has no descriptor that can be polled");
  }
  auto* job = new Job{&a.e, started, poll};
  napi_create_reference(env, a.values[0], 1, &job->on_ready);
  napi_async_init(env, nullptr, make(env, "mixgrad.job"), &job->async);
  uv_handle_set_data(poll, job);
  uv_poll_start(poll, kUvReadable, ready);
  return make(env, a.e.jobs.put(job).number());
}

// takeJob(job): [kind, name, payload as tokens, request as in serve], or undefined if there is nothing.
napi_value take_job(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  Job* job = a.e.jobs.get(a.slot(0));
  if (!job) return gone(a.e);
  mixgrad_event event{};
  event.struct_size = sizeof event;
  if (mixgrad_status* status = mixgrad_job_take(job->job, &event)) return fail(a.e, status);
  if (event.kind == MIXGRAD_EVENT_KIND_NONE) return nullptr;
  napi_value array;
  napi_create_array(env, &array);
  napi_set_element(env, array, 0, make(env, event.kind));
  napi_set_element(env, array, 1, make(env, event.name ? event.name : ""));
  napi_set_element(env, array, 2, tokens(a.e, &event.payload, 1, true));
  if (event.kind == MIXGRAD_EVENT_KIND_REQUEST) {
    napi_value request = request_tokens(a.e, event.request, &event);
    if (!request) {
      mixgrad_event_clear(&event);
      return nullptr;
    }
    napi_set_element(env, array, 3, request);
  } else {
    mixgrad_event_clear(&event);
  }
  return array;
}

// jobResult(job): as call.
napi_value job_result(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  Job* job = a.e.jobs.get(a.slot(0));
  if (!job) return gone(a.e);
  stop_polling(*job);
  mixgrad_value results[16];
  size_t count = 16;
  if (mixgrad_status* status = mixgrad_job_result(job->job, results, &count)) return fail(a.e, status);
  return deliver(a.e, results, count);
}

napi_value cancel_job(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  if (Job* job = a.e.jobs.get(a.slot(0))) mixgrad_job_cancel(job->job);
  return nullptr;
}

napi_value release_job(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  if (Job* job = a.e.jobs.take(a.slot(0))) release(job);
  return nullptr;
}

// Jobs may still read buffers of this environment: they look at the cancel flag within milliseconds.
void end_loans(Environment& e) {
  if (e.mailbox->lent == 0) return;
  e.jobs.clear([&](Job* job) {
    mixgrad_job_cancel(job->job);
    for (int tries = 0; tries < 200; ++tries) {
      mixgrad_event event{};
      event.struct_size = sizeof event;
      int32_t there = 0;
      mixgrad_status_release(mixgrad_job_wait(job->job, 10, &there));
      if (!there) continue;
      mixgrad_status_release(mixgrad_job_take(job->job, &event));
      int kind = event.kind;
      mixgrad_event_clear(&event);
      if (kind == MIXGRAD_EVENT_KIND_DONE) break;
    }
    release(job);
  });
}

}  // namespace

void close_jobs(Environment& e) {
  end_loans(e);
  e.jobs.clear(release);
}

void add_jobs(napi_env env, napi_value exports) {
  add(env, exports, "startJob", start_job);
  add(env, exports, "takeJob", take_job);
  add(env, exports, "jobResult", job_result);
  add(env, exports, "cancelJob", cancel_job);
  add(env, exports, "releaseJob", release_job);
}

}  // namespace mixgrad_node
