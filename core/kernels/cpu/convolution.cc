// Convolutions: where no other way is shorter, what lies in the windows is gathered, block by block, as the columns of
// a matrix, and that is multiplied with the weights. How work is cut depends on sizes alone, so that the bits do not
// depend on the threads.
#include "core/kernels/cpu/convolution.h"

#include "core/kernels/cpu/layout.h"

namespace mixgrad {

namespace {

template <class F>
void visit(DType type, F f) {
  type == DType::kFloat64 ? f(double{}) : f(float{});
}

// maps = weight x columns of images + bias
template <class T>
void convolve(const Convolution& p, const T* images, const T* weight, const T* bias, T* maps) {
  if (is_by_channels(p)) return convolve_channels(p, images, weight, bias, maps);
  if (is_direct(p)) return convolve_direct(p, images, weight, bias, maps);
  bool plain = p.w.is_plain();
  // Small images share a product, whose result then is spread out again.
  int64_t together = plain ? 1 : std::clamp<int64_t>(2 * kFewest / std::max<int64_t>(1, p.positions), 1, p.examples);
  int64_t columns = plain ? p.positions : p.block(p.rows, kMost);
  int64_t blocks = ceiling(p.positions, columns), batches = ceiling(p.examples, together);
  int64_t width = together * columns,
          scratch = (plain ? 0 : p.rows * width) + (together > 1 ? p.out_channels * width : 0);
  int64_t work = p.out_channels * p.rows * width;
  for_each_task<T>(batches * p.groups * blocks, work, scratch, p.type, p.cancel, [&](int64_t task, T* own) {
    int64_t batch = task / (p.groups * blocks), group = task / blocks % p.groups, begin = task % blocks * columns;
    int64_t n = std::min(columns, p.positions - begin), first = batch * together;
    int64_t count = std::min(together, p.examples - first), ld = n * count;
    Gemm g = p.product();
    g.m = p.out_channels;
    g.n = ld;
    g.k = p.rows;
    g.a = weight + group * p.out_channels * p.rows;
    g.lda = p.rows;
    if (plain) {
      g.b = p.image(images, first, group);
      g.ldb = p.positions;
    } else {
      for (int64_t i = 0; i < count; ++i)
        gather_columns(p.w, p.image(images, first + i, group), p.in_channels, begin, begin + n, own + i * n, ld);
      g.b = own;
      g.ldb = ld;
    }
    T* to = const_cast<T*>(p.map(maps, first, group)) + begin;
    T* product = together > 1 ? own + p.rows * width : to;
    g.c = product;
    g.ldc = together > 1 ? ld : p.positions;
    g.accumulate = bias != nullptr;
    for (int64_t o = 0; bias && o < p.out_channels; ++o)
      std::fill_n(product + o * g.ldc, ld, bias[group * p.out_channels + o]);
    gemm(g);
    if (together == 1) return;
    for (int64_t i = 0; i < count; ++i) {
      T* map = const_cast<T*>(p.map(maps, first + i, group));
      for (int64_t o = 0; o < p.out_channels; ++o) std::copy_n(product + o * ld + i * n, n, map + o * p.positions);
    }
  });
}

// images = weight transposed x maps, added up where windows overlap, + bias
template <class T>
void convolve_transposed(const Convolution& p, const T* maps, const T* weight, const T* bias, T* images) {
  if (is_by_channels(p)) return convolve_channels_transposed(p, maps, weight, bias, images);
  if (is_direct(p)) return convolve_direct_transposed(p, maps, weight, bias, images);
  int64_t columns = p.block(p.w.window(), kMost), channels = p.channels(columns);
  int64_t cuts = ceiling(p.in_channels, channels), window = p.w.window(), elements = p.w.elements();
  int64_t work = p.out_channels * channels * window * p.positions;
  int64_t scratch = channels * window * columns;
  for_each_task<T>(p.examples * p.groups * cuts, work, scratch, p.type, p.cancel, [&](int64_t task, T* own) {
    int64_t example = task / (p.groups * cuts), group = task / cuts % p.groups, channel = task % cuts * channels;
    int64_t count = std::min(channels, p.in_channels - channel);
    T* to = const_cast<T*>(p.image(images, example, group, channel));
    for (int64_t i = 0; i < count; ++i)
      std::fill_n(to + i * elements, elements, bias ? bias[group * p.in_channels + channel + i] : T{0});
    for (int64_t begin = 0; begin < p.positions; begin += columns) {
      int64_t n = std::min(columns, p.positions - begin);
      Gemm g = p.product();
      g.transposed_a = true;
      g.m = count * window;
      g.n = n;
      g.k = p.out_channels;
      g.a = weight + group * p.out_channels * p.rows + channel * window;
      g.lda = p.rows;
      g.b = p.map(maps, example, group) + begin;
      g.ldb = p.positions;
      g.c = own;
      g.ldc = n;
      gemm(g);
      add_columns(p.w, own, n, count, begin, begin + n, to);
    }
  });
}

// weight = sum over examples of maps x columns of images transposed. Where one product would be all there is, groups of
// examples are summed on their own first.
template <class T>
void weights_of(const Convolution& p, const T* images, const T* maps, T* weight) {
  if (is_by_channels(p)) return weights_of_channels(p, images, maps, weight);
  if (is_direct(p)) return weights_of_direct(p, images, maps, weight);
  int64_t columns = p.block(p.w.window(), kMost), channels = p.channels(columns), window = p.w.window();
  int64_t cuts = ceiling(p.in_channels, channels), products = std::max<int64_t>(1, p.groups * cuts);
  int64_t share =
      ceiling(p.examples, std::clamp<int64_t>(ceiling(kTasks, products), 1, std::max<int64_t>(1, p.examples)));
  int64_t parts = share ? ceiling(p.examples, share) : 1, size = p.groups * p.out_channels * p.rows;
  Tensor others = Tensor::empty(p.type, Shape{(parts - 1) * size});
  T* rest = others.data<T>();
  std::fill_n(weight, size, T{0});
  std::fill_n(rest, others.elements(), T{0});
  int64_t work = p.out_channels * channels * window * p.positions * share, scratch = channels * window * columns;
  for_each_task<T>(parts * p.groups * cuts, work, scratch, p.type, p.cancel, [&](int64_t task, T* own) {
    int64_t part = task / (p.groups * cuts), group = task / cuts % p.groups, channel = task % cuts * channels;
    int64_t count = std::min(channels, p.in_channels - channel);
    T* to = part ? rest + (part - 1) * size : weight;
    for (int64_t example = part * share; example < std::min(p.examples, (part + 1) * share); ++example) {
      for (int64_t begin = 0; begin < p.positions; begin += columns) {
        int64_t n = std::min(columns, p.positions - begin);
        gather_columns(p.w, p.image(images, example, group, channel), count, begin, begin + n, own, n);
        Gemm g = p.product();
        g.transposed_b = true;
        g.m = p.out_channels;
        g.n = count * window;
        g.k = n;
        g.a = p.map(maps, example, group) + begin;
        g.lda = p.positions;
        g.b = own;
        g.ldb = n;
        g.c = to + group * p.out_channels * p.rows + channel * window;
        g.ldc = p.rows;
        g.accumulate = true;
        gemm(g);
      }
    }
  });
  add_parts(weight, rest, size, parts);
}

// The result where it is computed: the output itself, unless that is of half precision or has gaps.
class Result {
 public:
  explicit Result(const Tensor& output) : output_(output), type_(compute_type(output.dtype())) {
    bool direct = output.dtype() == type_ && output.is_contiguous();
    result_ = direct ? output : Tensor::empty(type_, output.shape());
  }
  DType type() const { return type_; }
  const Tensor& tensor() const { return result_; }
  void finish() const {
    if (!result_.same(output_)) copy_cpu(result_, output_);
  }

 private:
  Tensor output_, result_;
  DType type_;
};

// [input, weight, bias, stride, padding, dilation, groups]
void run_convolution(const KernelCall& call) {
  Result out(call.outputs[0]);
  if (out.tensor().elements() == 0) return;
  Tensor x = contiguous(call.tensor(0), out.type()), weight = contiguous(call.tensor(1), out.type());
  Tensor bias = call.has(2) ? contiguous(call.tensor(2), out.type()) : Tensor();
  Convolution plan(call, out.type(), x, out.tensor(), weight.shape(), 3, 4, 5, 6);
  visit(out.type(), [&](auto zero) {
    using T = decltype(zero);
    convolve<T>(plan, x.data<T>(), weight.data<T>(), bias ? bias.data<T>() : nullptr, out.tensor().data<T>());
  });
  out.finish();
}

// [input, weight, bias, stride, padding, output_padding, groups, dilation]
void run_transposed(const KernelCall& call) {
  Result out(call.outputs[0]);
  if (out.tensor().elements() == 0) return;
  Tensor x = contiguous(call.tensor(0), out.type()), weight = contiguous(call.tensor(1), out.type());
  Tensor bias = call.has(2) ? contiguous(call.tensor(2), out.type()) : Tensor();
  Convolution plan(call, out.type(), out.tensor(), x, weight.shape(), 3, 4, 7, 6);
  visit(out.type(), [&](auto zero) {
    using T = decltype(zero);
    convolve_transposed<T>(plan, x.data<T>(), weight.data<T>(), bias ? bias.data<T>() : nullptr,
                           out.tensor().data<T>());
  });
  out.finish();
}

}  // namespace

MIXGRAD_KERNEL(conv1d, kCpu) { run_convolution(call); }
MIXGRAD_KERNEL(conv2d, kCpu) { run_convolution(call); }
MIXGRAD_KERNEL(conv3d, kCpu) { run_convolution(call); }
MIXGRAD_KERNEL(conv_transpose1d, kCpu) { run_transposed(call); }
MIXGRAD_KERNEL(conv_transpose2d, kCpu) { run_transposed(call); }
MIXGRAD_KERNEL(conv_transpose3d, kCpu) { run_transposed(call); }

// [grad, input, weight_shape, stride, padding, dilation, groups]
MIXGRAD_KERNEL(conv_weight_gradient, kCpu) {
  Result out(call.outputs[0]);
  if (out.tensor().elements() == 0) return;
  Tensor grad = contiguous(call.tensor(0), out.type()), x = contiguous(call.tensor(1), out.type());
  Convolution plan(call, out.type(), x, grad, out.tensor().shape(), 3, 4, 5, 6);
  visit(out.type(), [&](auto zero) {
    using T = decltype(zero);
    weights_of<T>(plan, x.data<T>(), grad.data<T>(), out.tensor().data<T>());
  });
  out.finish();
}

}  // namespace mixgrad
