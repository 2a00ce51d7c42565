// Boxes that are not suppressed by better ones: in the order of their scores each box is compared with those kept so
// far.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/stable_order.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

// [boxes, scores, groups, iou_threshold]
MIXGRAD_KERNEL(nms_mask, kCpu) {
  const Tensor& output = call.outputs[0];
  int64_t n = output.elements();
  if (n == 0) return;
  DType type = compute_type(call.tensor(0).dtype());
  Tensor boxes = contiguous(call.tensor(0), type), scores = contiguous(call.tensor(1), DType::kFloat64);
  Tensor groups = call.has(2) ? contiguous(call.tensor(2), DType::kInt64) : Tensor();
  Tensor made = output.is_contiguous() ? output : Tensor::empty(DType::kBool, output.shape());
  uint8_t* kept = made.data<uint8_t>();
  std::vector<int64_t> order(static_cast<size_t>(n));
  in_stable_order(scores.data<double>(), 1, n, n, true, [&](int64_t r, int64_t box) { order[r] = box; });
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      T threshold = static_cast<T>(call.arguments[3].as_float());
      const T* box = boxes.data<T>();
      auto area = [&](const T* b) { return (b[2] - b[0]) * (b[3] - b[1]); };
      std::fill_n(kept, n, uint8_t{1});
      for (int64_t i = 0; i < n; ++i) {
        if (call.cancel && call.cancel->load(std::memory_order_relaxed))
          throw Error(ErrorCode::kCancelled, "cancelled");
        if (!kept[order[i]]) continue;
        const T* a = box + 4 * order[i];
        T area_a = area(a);
        int64_t group = groups ? groups.data<int64_t>()[order[i]] : 0;
        for (int64_t j = i + 1; j < n; ++j) {
          if (groups && groups.data<int64_t>()[order[j]] != group) continue;
          const T* b = box + 4 * order[j];
          T width = std::max(T{0}, std::min(a[2], b[2]) - std::max(a[0], b[0]));
          T height = std::max(T{0}, std::min(a[3], b[3]) - std::max(a[1], b[1]));
          T common = width * height;
          if (common / (area_a + area(b) - common) > threshold) kept[order[j]] = 0;
        }
      }
    }
  });
  if (!made.same(output)) copy_cpu(made, output);
}

}  // namespace mixgrad
