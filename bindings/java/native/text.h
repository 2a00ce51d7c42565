// Texts between Java and UTF-8. JNI's own functions speak a variant of it that differs beyond the basic plane.
#pragma once

#include <jni.h>

#include <cstddef>
#include <string>

namespace mixgrad_java {

std::string utf8(JNIEnv* env, jstring text);  // an exception may be pending afterwards
jstring text(JNIEnv* env, const char* utf8);  // null for null
jstring text(JNIEnv* env, const char* utf8, size_t bytes);
inline void* pointer(jlong address) { return reinterpret_cast<void*>(static_cast<intptr_t>(address)); }
inline jlong address(const void* p) { return static_cast<jlong>(reinterpret_cast<intptr_t>(p)); }

}  // namespace mixgrad_java
