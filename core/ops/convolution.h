// What functions share that move windows over images: sizes, checks, and calls by the number of axes.
#pragma once

#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

// The sizes in attribute `i`, one for each axis that windows move along; a value error if one is smaller than `least`,
// or so large that positions could not be counted.
Shape window_sizes(Infer& infer, int i, int axes, int64_t least);
// How far a window of this size reaches with gaps between its elements.
__int128 reach_of(int64_t kernel, int64_t dilation);
// A size as a tensor may have it.
int64_t addressable(Infer& infer, int argument, __int128 size);
// Input `i` has as many axes as given, or one less: without that of the examples.
void check_images(Infer& infer, int i, int axes, const char* accepted);
inline const char* images_text(int axes) {
  return axes == 1 ? "[N, C, L]" : axes == 2 ? "[N, C, H, W]" : "[N, C, D, H, W]";
}
// One call serves all examples if nothing but images (input 0) differs between them: they are its examples.
void images_batching(Batching& b, int image_axes);

// The function of this family for so many axes.
template <class... Args>
Tensor convolution(Context& c, int axes, const Args&... args) {
  if (axes == 1) return op<"conv1d">(c, args...);
  return axes == 2 ? op<"conv2d">(c, args...) : op<"conv3d">(c, args...);
}
template <class... Args>
Tensor transposed_convolution(Context& c, int axes, const Args&... args) {
  if (axes == 1) return op<"conv_transpose1d">(c, args...);
  return axes == 2 ? op<"conv_transpose2d">(c, args...) : op<"conv_transpose3d">(c, args...);
}

// Stride, padding, dilation and groups of a call, wherever they stand in it.
struct Moves {
  Value stride, padding, dilation, groups;
  int axes() const { return static_cast<int>(stride.as_list().size()); }
};
// The convolution of x, of which the first positions are kept, as many as `like` has.
Tensor convolution_like(Context& c, const Tensor& x, const Tensor& weight, const Moves& m, const Shape& like);
// The transposed convolution of x whose result has the sizes of `like`.
Tensor transposed_convolution_like(Context& c, const Tensor& x, const Tensor& weight, const Moves& m,
                                   const Shape& like);
// The gradient of a bias: the sum over everything but channels.
void set_bias(Backward& b, int i, int axes);

}  // namespace mixgrad
