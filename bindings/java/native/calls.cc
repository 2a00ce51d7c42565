// The packed call, properties, walks, jobs and requests. Java writes values at the addresses that it passes, and reads
// results there.
#include <unistd.h>

#include "bindings/java/native/errors.h"
#include "bindings/java/native/text.h"
#include "mixgrad/mixgrad.h"

using mixgrad_java::address;
using mixgrad_java::failed;
using mixgrad_java::pointer;

#define GLUE(RESULT, NAME) extern "C" JNIEXPORT RESULT JNICALL Java_io_mixgrad_internal_Glue_##NAME

namespace {
template <class T>
T* at(jlong place) {
  return static_cast<T*>(pointer(place));
}

// Structs that Java reads by offset; a change here is a change there.
static_assert(sizeof(mixgrad_value) == 16 && offsetof(mixgrad_value, payload) == 8, "Arena.java");
static_assert(offsetof(mixgrad_event, name) == 16 && offsetof(mixgrad_event, payload) == 24 &&
                  offsetof(mixgrad_event, request) == 40 && sizeof(mixgrad_event) == 48,
              "Jobs.java");
static_assert(offsetof(mixgrad_request_info, method) == 16 && offsetof(mixgrad_request_info, context) == 24 &&
                  offsetof(mixgrad_request_info, arguments) == 32 &&
                  offsetof(mixgrad_request_info, n_arguments) == 40 && offsetof(mixgrad_request_info, n_calls) == 48 &&
                  sizeof(mixgrad_request_info) == 56,
              "Hosts.java");
}  // namespace

// The number of results, or -1 with an exception.
GLUE(jint, call)(JNIEnv* env, jclass, jlong context, jlong function, jlong arguments, jint n, jlong results,
                 jint room) {
  size_t count = static_cast<size_t>(room);
  mixgrad_status* status =
      mixgrad_call(at<mixgrad_context>(context), at<mixgrad_function>(function), at<mixgrad_value>(arguments),
                   static_cast<size_t>(n), at<mixgrad_value>(results), &count);
  return failed(env, status) ? -1 : static_cast<jint>(count);
}

GLUE(void, valueClear)(JNIEnv*, jclass, jlong value) { mixgrad_value_clear(at<mixgrad_value>(value)); }

GLUE(void, objectGet)(JNIEnv* env, jclass, jlong context, jlong object, jlong name, jlong value) {
  failed(env, mixgrad_object_get(at<mixgrad_context>(context), at<mixgrad_object>(object), at<char>(name),
                                 at<mixgrad_value>(value)));
}

GLUE(void, objectSet)(JNIEnv* env, jclass, jlong context, jlong object, jlong name, jlong value) {
  failed(env, mixgrad_object_set(at<mixgrad_context>(context), at<mixgrad_object>(object), at<char>(name),
                                 at<mixgrad_value>(value)));
}

GLUE(void, iteratorNext)(JNIEnv* env, jclass, jlong context, jlong iterator, jlong value) {
  failed(env,
         mixgrad_iterator_next(at<mixgrad_context>(context), at<mixgrad_iterator>(iterator), at<mixgrad_value>(value)));
}

GLUE(jlong, jobStart)(JNIEnv* env, jclass, jlong context, jlong function, jlong arguments, jint n) {
  mixgrad_job* job = nullptr;
  failed(env, mixgrad_job_start(at<mixgrad_context>(context), at<mixgrad_function>(function),
                                at<mixgrad_value>(arguments), static_cast<size_t>(n), &job));
  return address(job);
}

GLUE(void, jobTake)(JNIEnv* env, jclass, jlong job, jlong event) {
  at<mixgrad_event>(event)->struct_size = sizeof(mixgrad_event);
  failed(env, mixgrad_job_take(at<mixgrad_job>(job), at<mixgrad_event>(event)));
}

GLUE(void, eventClear)(JNIEnv*, jclass, jlong event) { mixgrad_event_clear(at<mixgrad_event>(event)); }

GLUE(jint, jobResult)(JNIEnv* env, jclass, jlong job, jlong results, jint room) {
  size_t count = static_cast<size_t>(room);
  return failed(env, mixgrad_job_result(at<mixgrad_job>(job), at<mixgrad_value>(results), &count))
             ? -1
             : static_cast<jint>(count);
}

GLUE(void, setHost)(JNIEnv* env, jclass, jlong context) {
  auto handler = [](void*, mixgrad_request* request) { mixgrad_java::serve(request); };
  failed(env, mixgrad_context_set_host(at<mixgrad_context>(context), handler, nullptr));
}

GLUE(void, requestDescribe)(JNIEnv* env, jclass, jlong request, jlong info) {
  at<mixgrad_request_info>(info)->struct_size = sizeof(mixgrad_request_info);
  failed(env, mixgrad_request_describe(at<mixgrad_request>(request), at<mixgrad_request_info>(info)));
}

GLUE(void, requestAnswer)(JNIEnv* env, jclass, jlong request, jlong results, jint n) {
  failed(env, mixgrad_request_answer(at<mixgrad_request>(request), at<mixgrad_value>(results), static_cast<size_t>(n)));
}

// A text that ends with NUL; null for 0.
GLUE(jstring, text)(JNIEnv* env, jclass, jlong place) { return mixgrad_java::text(env, at<char>(place)); }

// Memory of the engine as a buffer.
GLUE(jobject, view)(JNIEnv* env, jclass, jlong place, jlong bytes) {
  return env->NewDirectByteBuffer(pointer(place), bytes);
}

GLUE(jlong, addressOf)(JNIEnv* env, jclass, jobject buffer) { return address(env->GetDirectBufferAddress(buffer)); }

GLUE(jboolean, isTerminal)(JNIEnv*, jclass, jint descriptor) { return isatty(descriptor) == 1; }
