// Elements of tensors: described, copied from and to Java's arrays, and memory of Java's under a tensor.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "bindings/java/native/errors.h"
#include "bindings/java/native/text.h"
#include "mixgrad/dlpack.h"
#include "mixgrad/mixgrad.h"

using mixgrad_java::address;
using mixgrad_java::failed;
using mixgrad_java::pointer;

#define GLUE(RESULT, NAME) extern "C" JNIEXPORT RESULT JNICALL Java_io_mixgrad_internal_Glue_##NAME

namespace {
mixgrad_tensor* tensor_at(jlong place) { return static_cast<mixgrad_tensor*>(pointer(place)); }
mixgrad_context* context_at(jlong place) { return static_cast<mixgrad_context*>(pointer(place)); }

// Buffers whose tensor is gone. The engine may let go in any thread, so they wait here for one of Java's.
struct Held {
  jobject buffer;
  Held* next;
};
std::atomic<Held*> deleted{nullptr};

void delete_later(void* user_data) {
  auto* held = static_cast<Held*>(user_data);
  held->next = deleted.load(std::memory_order_relaxed);
  while (!deleted.compare_exchange_weak(held->next, held, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

}  // namespace

// dtype, rank, size, item bytes, five flags as bits, device, version, then the sizes and the strides: as many as there
// may be of each.
GLUE(void, describe)(JNIEnv* env, jclass, jlong tensor, jlongArray out) {
  mixgrad_tensor_info info{};
  info.struct_size = sizeof info;
  if (failed(env, mixgrad_tensor_describe(tensor_at(tensor), &info))) return;
  jlong facts[7 + 2 * MIXGRAD_LIMIT_AXES] = {
      info.dtype,
      info.rank,
      info.size,
      info.item_bytes,
      info.requires_grad | info.is_leaf << 1 | info.is_traced << 2 | info.is_contiguous << 3 | info.is_read_only << 4,
      info.device,
      info.version};
  std::copy_n(info.sizes, info.rank, facts + 7);
  std::copy_n(info.steps, info.rank, facts + 7 + MIXGRAD_LIMIT_AXES);
  env->SetLongArrayRegion(out, 0, sizeof facts / sizeof *facts, facts);
}

// The elements' memory outlives the handle: what DLPack gives away holds the storage. Its address, and that of the
// data.
GLUE(void, share)(JNIEnv* env, jclass, jlong tensor, jlongArray out) {
  void* managed = nullptr;
  if (failed(env, mixgrad_tensor_to_dlpack(tensor_at(tensor), &managed))) return;
  auto* shared = static_cast<DLManagedTensor*>(managed);
  jlong found[2] = {address(shared),
                    address(static_cast<char*>(shared->dl_tensor.data) + shared->dl_tensor.byte_offset)};
  env->SetLongArrayRegion(out, 0, 2, found);
}

GLUE(void, unshare)(JNIEnv*, jclass, jlong share) {
  auto* shared = static_cast<DLManagedTensor*>(pointer(share));
  if (shared->deleter) shared->deleter(shared);
}

GLUE(jlong, fromArray)(JNIEnv* env, jclass, jlong context, jobject array, jint dtype, jlongArray shape) {
  jlong sizes[MIXGRAD_LIMIT_AXES];
  jint rank = env->GetArrayLength(shape);
  env->GetLongArrayRegion(shape, 0, rank, sizes);
  mixgrad_tensor* tensor = nullptr;
  // The copy runs no Java code and waits for no Java thread.
  void* elements = env->GetPrimitiveArrayCritical(static_cast<jarray>(array), nullptr);
  if (!elements) return 0;
  mixgrad_status* status = mixgrad_tensor_from_copy(context_at(context), elements, dtype, rank,
                                                    reinterpret_cast<const int64_t*>(sizes), nullptr, &tensor);
  env->ReleasePrimitiveArrayCritical(static_cast<jarray>(array), elements, JNI_ABORT);
  failed(env, status);
  return address(tensor);
}

GLUE(jlong, fromBuffer)(JNIEnv* env, jclass, jlong context, jobject buffer, jlong data, jint dtype, jlongArray shape,
                        jboolean read_only) {
  jlong sizes[MIXGRAD_LIMIT_AXES];
  jint rank = env->GetArrayLength(shape);
  env->GetLongArrayRegion(shape, 0, rank, sizes);
  auto* held = new Held{env->NewGlobalRef(buffer), nullptr};
  mixgrad_tensor* tensor = nullptr;
  mixgrad_status* status = mixgrad_tensor_from_memory(context_at(context), pointer(data), dtype, rank,
                                                      reinterpret_cast<const int64_t*>(sizes), nullptr, read_only,
                                                      delete_later, held, &tensor);
  if (status) {
    env->DeleteGlobalRef(held->buffer);
    delete held;
  }
  failed(env, status);
  return address(tensor);
}

GLUE(void, drainDeleted)(JNIEnv* env, jclass) {
  if (!deleted.load(std::memory_order_relaxed)) return;
  Held* held = deleted.exchange(nullptr, std::memory_order_acquire);
  while (held) {
    Held* next = held->next;
    env->DeleteGlobalRef(held->buffer);
    delete held;
    held = next;
  }
}

GLUE(void, copyOut)(JNIEnv* env, jclass, jlong tensor, jint dtype, jobject array, jlong bytes) {
  void* elements = env->GetPrimitiveArrayCritical(static_cast<jarray>(array), nullptr);
  if (!elements) return;
  mixgrad_status* status = mixgrad_tensor_copy_out(tensor_at(tensor), dtype, 0, elements, static_cast<size_t>(bytes));
  env->ReleasePrimitiveArrayCritical(static_cast<jarray>(array), elements, status ? JNI_ABORT : 0);
  failed(env, status);
}

// tensors, handles, objects, bytes, peak bytes, pool bytes, limit.
GLUE(void, memory)(JNIEnv* env, jclass, jlongArray out) {
  mixgrad_memory_info info{};
  info.struct_size = sizeof info;
  if (failed(env, mixgrad_memory_describe(&info))) return;
  jlong counters[7] = {info.tensors,    info.handles,    info.objects,    info.bytes,
                       info.peak_bytes, info.pool_bytes, info.limit_bytes};
  env->SetLongArrayRegion(out, 0, 7, counters);
}
