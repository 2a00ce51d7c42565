#include <array>
#include <type_traits>

#include "core/kernels/cpu/strided.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 16;

[[noreturn]] void before_first(const std::string& given, uint64_t first) {
  std::string start = std::to_string(first);
  throw Error(ErrorCode::kIndex, "there is no index " + given + ": counting starts at " + start)
      .given(given)
      .accepted("at least " + start)
      .on("x");
}

struct Shift {
  int64_t by;
  uint64_t first;  // counting down to 0, an element below this would become an index that counts from the end
  bool has_sentinel;
  int64_t sentinel;

  // A number that T can not hold is none of its elements.
  template <class T>
  bool is_sentinel(T x) const {
    return has_sentinel && static_cast<int64_t>(x) == sentinel && (sentinel >= 0) == (x >= T{0});
  }
  template <class T>
  bool is_bad(T x) const {
    return by < 0 && (x < T{0} || static_cast<uint64_t>(x) < first) && !is_sentinel(x);
  }

  // Checks and shifts in one pass; sums wrap.
  template <class T>
  void run(const T* in, int64_t stride, T* out, int64_t n) const {
    bool any = false;
    for (int64_t i = 0; i < n; ++i) {
      T x = in[i * stride];
      any |= is_bad(x);
      out[i] = is_sentinel(x) ? x : static_cast<T>(static_cast<uint64_t>(x) + static_cast<uint64_t>(by));
    }
    for (int64_t i = 0; any && i < n; ++i) {
      if (is_bad(in[i * stride])) before_first(std::to_string(in[i * stride]), first);
    }
  }
};

}  // namespace

// [x, by, sentinel]: x + by, but for elements that equal the sentinel.
MIXGRAD_KERNEL(index_shift, kCpu) {
  int64_t by = call.arguments[1].as_int();
  bool has_sentinel = call.has(2);
  Shift shift{by, -static_cast<uint64_t>(by), has_sentinel, has_sentinel ? call.arguments[2].as_int() : 0};
  Tensor x = call.tensor(0), out = call.outputs[0];
  std::array<StridedOperand, 1> operands{broadcast_operand(*x.impl(), out.shape())};
  Nest nest = collapse(out.shape(), operands, false);  // the first bad element is the first in row-major order
  visit_plain(out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_integral_v<T>) {
      const T* from = reinterpret_cast<const T*>(operands[0].data);
      int64_t stride = nest.rank ? operands[0].strides[nest.rank - 1] : 1;
      parallel_for(
          nest.elements, kGrain,
          [&](int64_t begin, int64_t end) {
            for_each_run(nest, operands[0].strides, begin, end - begin, [&](int64_t at, int64_t done, int64_t count) {
              shift.run(from + at, stride, out.data<T>() + begin + done, count);
            });
          },
          call.cancel);
    }
  });
}

}  // namespace mixgrad
