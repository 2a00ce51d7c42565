// What lies in the windows of images as columns, and columns added up to images again.
#include <algorithm>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/cpu/windows.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 15;  // elements of columns

// The attributes from `first` on are [kernel_size, dilation, padding, stride].
Windows windows_of(const KernelCall& call, const Shape& image, int first) {
  auto at = [&](int i) { return call.arguments[first + i].as_shape(); };
  Shape kernel = at(0), gaps = at(1), before = at(2), steps = at(3), count;
  for (int i = 0; i < 2; ++i) {
    int64_t size = image[image.rank() - 2 + i] + 2 * before[i] - gaps[i] * (kernel[i] - 1) - 1;
    count.push_back(size / steps[i] + 1);
  }
  return {image, count, kernel, steps, before, gaps};
}

// body(begin, end) over images, each of one channel of one example.
template <class F>
void for_each_image(const Windows& w, int64_t images, const CancelFlag* cancel, F body) {
  int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, w.window() * w.positions()));
  parallel_for(images, grain, body, cancel);
}

int64_t count_of(const Shape& images) {
  int64_t n = 1;
  for (int i = 0; i + 2 < images.rank(); ++i) n *= images[i];
  return n;
}

}  // namespace

// [input, kernel_size, dilation, padding, stride]
MIXGRAD_KERNEL(unfold, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  Tensor x = contiguous(call.tensor(0));
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  Windows w = windows_of(call, x.shape(), 1);
  int64_t positions = w.positions(), window = w.window(), elements = w.elements();
  visit_bytes(output.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for_each_image(w, count_of(x.shape()), call.cancel, [&](int64_t begin, int64_t end) {
      gather_columns<T>(w, x.data<T>() + begin * elements, end - begin, 0, positions,
                        result.data<T>() + begin * window * positions, positions);
    });
  });
  if (!result.same(output)) copy_cpu(result, output);
}

// [input, output_size, kernel_size, dilation, padding, stride]
MIXGRAD_KERNEL(fold, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), type);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  Windows w = windows_of(call, output.shape(), 2);
  int64_t positions = w.positions(), window = w.window(), elements = w.elements();
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_image(w, count_of(output.shape()), call.cancel, [&](int64_t begin, int64_t end) {
      T* to = result.data<T>() + begin * elements;
      std::fill_n(to, (end - begin) * elements, T{0});
      add_columns<T>(w, x.data<T>() + begin * window * positions, positions, end - begin, 0, positions, to);
    });
  });
  if (!direct) copy_cpu(result, output);
}

}  // namespace mixgrad
