// What one call of a convolution has to do, and how its work is shared out.
#pragma once

#include <algorithm>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/windows.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

inline constexpr int64_t kColumnBytes = 1 << 19;     // of a block: about what the second-level cache holds
inline constexpr int64_t kFewest = 64, kMost = 512;  // positions in a block
inline constexpr int64_t kSharedWork = 1 << 20;      // multiply-adds of a chunk of tasks
inline constexpr int64_t kTasks = 8;                 // to be had where one example is all there is

inline int64_t ceiling(int64_t n, int64_t d) { return (n + d - 1) / d; }

// One call's sizes; channels are those of one group. `image` is what windows move over, `positions` where they stand.
struct Convolution {
  DType type;
  Windows w;
  int64_t examples, groups, in_channels, out_channels, rows, positions, item;
  const CancelFlag* cancel;

  // images: [examples, groups * in_channels, ...], maps: [examples, groups * out_channels, ...].
  Convolution(const KernelCall& call, DType t, const Tensor& images, const Tensor& maps, const Shape& weight,
              int stride, int padding, int dilation, int group)
      : type(t),
        w(images.shape(), maps.shape(), weight, call.arguments[stride].as_shape(), call.arguments[padding].as_shape(),
          call.arguments[dilation].as_shape()),
        groups(call.arguments[group].as_int()),
        in_channels(weight[1]),
        out_channels(weight[0] / groups),
        rows(in_channels * w.window()),
        positions(w.positions()),
        item(static_cast<int64_t>(item_bytes(t))),
        cancel(call.cancel) {
    examples = images.rank() == weight.rank() ? images.shape()[0] : 1;
  }

  // Positions of a block of columns with so many rows, all blocks about as long.
  int64_t block(int64_t height, int64_t most) const {
    int64_t fits = std::clamp(kColumnBytes / std::max<int64_t>(1, height * item), kFewest, most);
    return positions <= fits ? positions : ceiling(ceiling(positions, ceiling(positions, fits)), 32) * 32;
  }
  // Channels of a task whose blocks have so many positions.
  int64_t channels(int64_t columns) const {
    int64_t fits = kColumnBytes / std::max<int64_t>(1, w.window() * columns * item);
    fits = std::min(fits, ceiling(in_channels, ceiling(kTasks, std::max<int64_t>(1, examples * groups))));
    return std::max<int64_t>(1, fits);
  }
  Gemm product() const {
    Gemm g;
    g.dtype = type;
    return g;
  }
  template <class T>
  const T* image(const T* images, int64_t example, int64_t group, int64_t channel = 0) const {
    return images + ((example * groups + group) * in_channels + channel) * w.elements();
  }
  template <class T>
  const T* map(const T* maps, int64_t example, int64_t group) const {
    return maps + (example * groups + group) * out_channels * positions;
  }
};

// body(task, scratch) for each task, with scratch of so many elements for itself.
template <class T, class F>
void for_each_task(int64_t tasks, int64_t work, int64_t scratch, DType type, const CancelFlag* cancel, F body) {
  int64_t grain = std::max<int64_t>(1, kSharedWork / std::max<int64_t>(1, work));
  parallel_for(
      tasks, grain,
      [&](int64_t begin, int64_t end) {
        Tensor own = Tensor::empty(type, Shape{scratch});
        for (int64_t task = begin; task < end; ++task) body(task, own.data<T>());
      },
      cancel);
}

// sums[i] += what the other parts, which follow one another in `others`, have in the same place.
template <class T>
void add_parts(T* sums, const T* others, int64_t size, int64_t parts) {
  parallel_for(size, kSharedWork / kTasks, [&](int64_t begin, int64_t end) {
    for (int64_t part = 1; part < parts; ++part) {
      for (int64_t i = begin; i < end; ++i) sums[i] += others[(part - 1) * size + i];
    }
  });
}

// Where each group has one channel of images and few of maps, its windows move over that channel without columns. The
// functions' results are as those of the products: maps; images; weight.
bool is_by_channels(const Convolution& p);
template <class T>
void convolve_channels(const Convolution& p, const T* images, const T* weight, const T* bias, T* maps);
template <class T>
void convolve_channels_transposed(const Convolution& p, const T* maps, const T* weight, const T* bias, T* images);
template <class T>
void weights_of_channels(const Convolution& p, const T* images, const T* maps, T* weight);

// Along one axis or two, nothing has to be gathered either.
bool is_direct(const Convolution& p);
template <class T>
void convolve_direct(const Convolution& p, const T* images, const T* weight, const T* bias, T* maps);
template <class T>
void convolve_direct_transposed(const Convolution& p, const T* maps, const T* weight, const T* bias, T* images);
template <class T>
void weights_of_direct(const Convolution& p, const T* images, const T* maps, T* weight);

}  // namespace mixgrad
