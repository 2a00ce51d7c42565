#include "core/schema/object.h"

namespace mixgrad {

namespace {
std::atomic<int64_t> g_live_objects{0};
}

Object::Object() { g_live_objects.fetch_add(1, std::memory_order_relaxed); }
Object::~Object() { g_live_objects.fetch_sub(1, std::memory_order_relaxed); }
int64_t live_objects() { return g_live_objects.load(std::memory_order_relaxed); }

}  // namespace mixgrad
