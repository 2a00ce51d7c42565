// A status becomes an exception that io.mixgrad.internal.Errors makes; texts cross as UTF-8.
#include "bindings/java/native/errors.h"

#include <cstring>

#include "bindings/java/native/text.h"

namespace mixgrad_java {

namespace {
JavaVM* machine = nullptr;
jclass string_class, errors_class, hosts_class;
jmethodID from_bytes, to_bytes, make_error, serve_request;
jstring utf8_name;

jclass global_class(JNIEnv* env, const char* name) {
  jclass local = env->FindClass(name);
  return local ? static_cast<jclass>(env->NewGlobalRef(local)) : nullptr;
}
}  // namespace

std::string utf8(JNIEnv* env, jstring text) {
  auto bytes = static_cast<jbyteArray>(env->CallObjectMethod(text, to_bytes, utf8_name));
  if (env->ExceptionCheck() || !bytes) return {};
  jsize n = env->GetArrayLength(bytes);
  std::string out(static_cast<size_t>(n), '\0');
  env->GetByteArrayRegion(bytes, 0, n, reinterpret_cast<jbyte*>(out.data()));
  env->DeleteLocalRef(bytes);
  return out;
}

jstring text(JNIEnv* env, const char* utf8, size_t n) {
  jbyteArray bytes = env->NewByteArray(static_cast<jsize>(n));
  if (!bytes) return nullptr;
  env->SetByteArrayRegion(bytes, 0, static_cast<jsize>(n), reinterpret_cast<const jbyte*>(utf8));
  auto made = static_cast<jstring>(env->NewObject(string_class, from_bytes, bytes, utf8_name));
  env->DeleteLocalRef(bytes);
  return made;
}

jstring text(JNIEnv* env, const char* utf8) { return utf8 ? text(env, utf8, std::strlen(utf8)) : nullptr; }

void raise(JNIEnv* env, mixgrad_status* status) {
  static const char* const kFields[] = {"function", "argument", "layer", "given", "accepted", "hint", "shapes"};
  constexpr jsize kCount = sizeof kFields / sizeof *kFields;
  jobjectArray fields = env->NewObjectArray(kCount, string_class, nullptr);
  jstring message = text(env, mixgrad_status_message(status));
  for (jsize i = 0; fields && i < kCount; ++i) {
    const char* value = mixgrad_status_field(status, kFields[i]);
    if (!value || !*value) continue;
    jstring field = text(env, value);
    if (!field) break;
    env->SetObjectArrayElement(fields, i, field);
    env->DeleteLocalRef(field);
  }
  jint code = mixgrad_status_code_of(status);
  jlong ticket = mixgrad_status_ticket(status);
  mixgrad_status_release(status);
  if (env->ExceptionCheck()) return;  // Java's own memory ran out
  auto error =
      static_cast<jthrowable>(env->CallStaticObjectMethod(errors_class, make_error, code, message, fields, ticket));
  if (error && !env->ExceptionCheck()) env->Throw(error);
}

void serve(mixgrad_request* request) {
  JNIEnv* env = nullptr;
  // A host function is run by the thread that called the engine, so it is Java's already.
  if (machine->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) {
    mixgrad_status_release(
        mixgrad_request_fail(request, 0, "a function of Java was asked for in a thread that is not Java's"));
    return;
  }
  env->CallStaticVoidMethod(hosts_class, serve_request, address(request));
  env->ExceptionClear();  // Hosts.serve catches everything and answers with it
}

bool prepare(JavaVM* vm, JNIEnv* env) {
  machine = vm;
  string_class = global_class(env, "java/lang/String");
  errors_class = global_class(env, "io/mixgrad/internal/Errors");
  hosts_class = global_class(env, "io/mixgrad/internal/Hosts");
  jstring name = env->NewStringUTF("UTF-8");
  if (!string_class || !errors_class || !hosts_class || !name) return false;
  utf8_name = static_cast<jstring>(env->NewGlobalRef(name));
  from_bytes = env->GetMethodID(string_class, "<init>", "([BLjava/lang/String;)V");
  to_bytes = env->GetMethodID(string_class, "getBytes", "(Ljava/lang/String;)[B");
  make_error =
      env->GetStaticMethodID(errors_class, "make", "(ILjava/lang/String;[Ljava/lang/String;J)Ljava/lang/Throwable;");
  serve_request = env->GetStaticMethodID(hosts_class, "serve", "(J)V");
  return from_bytes && to_bytes && make_error && serve_request;
}

}  // namespace mixgrad_java

// What the SWIG interface calls for every status.
extern "C" void mixgrad_java_throw(JNIEnv* env, mixgrad_status* status) { mixgrad_java::raise(env, status); }

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK || !mixgrad_java::prepare(vm, env))
    return JNI_ERR;
  return JNI_VERSION_10;
}
