#include <nlohmann/json.hpp>

#include "c-api/src/convert.h"
#include "core/kernels/simd.h"
#include "core/runtime/allocator.h"
#include "core/runtime/thread_pool.h"
#include "core/schema/object.h"
#include "core/schema/registry.h"

using namespace mixgrad;
using namespace mixgrad::abi;

#define MIXGRAD_TEXT(x) #x
#define MIXGRAD_VERSION_TEXT(a, b, c) MIXGRAD_TEXT(a) "." MIXGRAD_TEXT(b) "." MIXGRAD_TEXT(c)

const char* mixgrad_library_version(void) {
  return MIXGRAD_VERSION_TEXT(MIXGRAD_VERSION_MAJOR, MIXGRAD_VERSION_MINOR, MIXGRAD_VERSION_PATCH);
}
int32_t mixgrad_library_abi(void) { return MIXGRAD_ABI; }

const char* mixgrad_library_build(void) {
  static const std::string text = [] {
    nlohmann::ordered_json facts{
        {"version", mixgrad_library_version()}, {"compiler", __VERSION__}, {"vector_instructions", simd_name()}};
#ifdef MIXGRAD_HAS_OPENBLAS
    facts["matmul"] = "openblas";
#else
    facts["matmul"] = "plain";
#endif
    facts["threads"] = ThreadPool::instance().threads();
    facts["devices"] = device_names();
    return facts.dump();
  }();
  return text.c_str();
}

mixgrad_status* mixgrad_library_set_threads(int32_t threads) {
  return guarded(nullptr, "library_set_threads", [&] { ThreadPool::instance().set_threads(threads); });
}
int32_t mixgrad_library_threads(void) { return ThreadPool::instance().threads(); }

mixgrad_status* mixgrad_memory_describe(mixgrad_memory_info* out_info) {
  return guarded(nullptr, "memory_describe", [&] {
    check_struct(out_info, "out_info");
    MemoryCounters counters = Allocator::cpu().counters();
    out_info->tensors = live_tensors();
    out_info->handles = total(Tally::kHandles);
    out_info->objects = live_objects();
    out_info->bytes = counters.bytes;
    out_info->peak_bytes = counters.peak_bytes;
    out_info->pool_bytes = counters.pool_bytes;
    out_info->limit_bytes = counters.limit_bytes;
  });
}
mixgrad_status* mixgrad_memory_set_limit(int64_t bytes) {
  return guarded(nullptr, "memory_set_limit", [&] {
    if (bytes < 0) throw Error(ErrorCode::kValue, "a limit is not negative").on("bytes").given(std::to_string(bytes));
    Allocator::cpu().set_limit(bytes);
  });
}
void mixgrad_memory_trim(void) { Allocator::cpu().trim(); }

mixgrad_status* mixgrad_schema_json(const char** out_text, size_t* out_length) {
  return guarded(nullptr, "schema_json", [&] {
    require(out_text, "out_text");
    require(out_length, "out_length");
    static const std::string text = all_records().dump();
    *out_text = text.c_str();
    *out_length = text.size();
  });
}
