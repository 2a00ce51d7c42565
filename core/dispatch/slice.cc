#include "core/dispatch/slice.h"

#include <algorithm>

#include "core/runtime/error.h"

namespace mixgrad {

namespace {

int64_t bound_of(const Value& v, int64_t size, int64_t absent, int64_t low, int64_t high) {
  if (v.is_absent() || v.is_null()) return absent;
  int64_t n = v.as_int();
  if (n < 0) n += size;
  return std::clamp(n, low, high);
}

}  // namespace

void check_slice(const Value& slice, std::string_view argument) {
  const ValueList& parts = slice.as_list();
  for (const Value& part : parts) {
    if (part.is_absent() || part.is_null() || part.is(Kind::kInt)) continue;
    throw Error(ErrorCode::kType, "start, stop and step of a slice are integers")
        .on(argument)
        .given(kind_name(part.kind()))
        .accepted("integers");
  }
  if (parts[2].is(Kind::kInt) && parts[2].as_int() == 0)
    throw Error(ErrorCode::kValue, "the step of a slice must not be zero").on(argument).given("0").accepted("not 0");
}

SliceSpan slice_span(const Value& slice, int64_t size) {
  const ValueList& parts = slice.as_list();
  int64_t step = parts[2].is(Kind::kInt) ? parts[2].as_int() : 1;
  if (step == INT64_MIN) step = -INT64_MAX;
  if (step > 0) {
    int64_t start = bound_of(parts[0], size, 0, 0, size), stop = bound_of(parts[1], size, size, 0, size);
    return {start, step, stop > start ? (stop - start - 1) / step + 1 : 0};
  }
  int64_t start = bound_of(parts[0], size, size - 1, -1, size - 1), stop = bound_of(parts[1], size, -1, -1, size - 1);
  return {start, step, start > stop ? (start - stop - 1) / -step + 1 : 0};
}

}  // namespace mixgrad
