// Opens the engine's library, which the rest of this one calls.
#include "bindings/java/native/text.h"
#include "load.h"

// What is wrong with it, or null.
extern "C" JNIEXPORT jstring JNICALL Java_io_mixgrad_internal_Library_open(JNIEnv* env, jclass, jstring folder) {
  std::string name = mixgrad_java::utf8(env, folder);
  if (env->ExceptionCheck()) return nullptr;
  return mixgrad_java::text(env, mixgrad_load(name.c_str()));
}
