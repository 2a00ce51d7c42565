// Between the engine and Java's classes.
#pragma once

#include <jni.h>

#include "mixgrad/mixgrad.h"

namespace mixgrad_java {

void raise(JNIEnv* env, mixgrad_status* status);  // takes the status; an exception is pending afterwards
void serve(mixgrad_request* request);             // asks Java for an answer, on this thread

// True if there was a status, and so an exception is pending.
inline bool failed(JNIEnv* env, mixgrad_status* status) {
  if (status) raise(env, status);
  return status != nullptr;
}

}  // namespace mixgrad_java
