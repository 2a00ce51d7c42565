// Parts of images, named by boxes, in one size: averages of samples, and largest elements. Coordinates and weights are
// of float64; slices are shared out among the threads.
#include <algorithm>
#include <cmath>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/kernels/resample.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14;
constexpr double kFarthest = 0x1p31;

// Where one box lies along one axis.
struct Side {
  double from, to;
};

struct Boxes {
  Tensor data, image;
  double scale;
  Side side(int64_t k, bool vertical) const {
    const double* box = data.data<double>() + 4 * k + (vertical ? 1 : 0);
    return {box[0] * scale, box[2] * scale};
  }
  int64_t of(int64_t k) const { return image.data<int64_t>()[k]; }
  int64_t count() const { return image.elements(); }
};

// [_, boxes, batch_indices, …]: numbers that can be counted with, and images that are there.
Boxes boxes_of(const KernelCall& call, int64_t images, double scale) {
  Boxes out{contiguous(call.tensor(1), DType::kFloat64), contiguous(call.tensor(2), DType::kInt64), scale};
  const double* numbers = out.data.data<double>();
  for (int64_t k = 0; k < out.count(); ++k) {
    if (out.of(k) < 0 || out.of(k) >= images)
      throw Error(ErrorCode::kIndex, "the image of box " + number_mark(k) + " is not there")
          .on("batch_indices")
          .given(number_mark(out.of(k)))
          .accepted(images == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(images - 1));
    for (int i = 0; i < 4; ++i) {
      double v = numbers[4 * k + i];
      if (!(std::fabs(v * scale) <= kFarthest))
        throw Error(ErrorCode::kValue, "box " + number_mark(k) + " has a coordinate that is out of range")
            .on("boxes")
            .given(std::to_string(v))
            .accepted("numbers that are within 2^31 elements of the image");
    }
  }
  return out;
}

// A sample between two elements, or none more than one element outside.
void add_sample(SparseRows& rows, double at, int64_t size) {
  if (at < -1 || at > static_cast<double>(size)) return;
  at = std::max(at, 0.0);
  int64_t low = static_cast<int64_t>(at);
  if (low >= size - 1) return rows.add(size - 1, 1);
  double part = at - static_cast<double>(low);
  rows.add(low, 1 - part);
  rows.add(low + 1, part);
}

// For each part of a side the elements that it averages.
SparseRows averages(Side side, int64_t parts, int64_t size, int64_t ratio, bool aligned) {
  double offset = aligned ? 0.5 : 0, start = side.from - offset, length = side.to - offset - start;
  if (!aligned) length = std::max(length, 1.0);
  double part = length / static_cast<double>(parts);
  double samples = ratio > 0 ? static_cast<double>(ratio) : std::ceil(part), step = part / samples;
  SparseRows rows;
  for (int64_t j = 0; j < parts; ++j) {
    double base = start + static_cast<double>(j) * part;
    // Of the samples of a large box only those near the image are looked at.
    double first = 0, last = samples;
    if (step > 0) {
      first = std::clamp(std::floor((-1 - base) / step - 2), 0.0, std::max(samples, 0.0));
      last = std::clamp(std::ceil((static_cast<double>(size) - base) / step + 2), first, std::max(samples, first));
    }
    for (double i = first; i < last; ++i) add_sample(rows, base + (i + 0.5) * step, size);
    for (size_t k = static_cast<size_t>(rows.first.back()); k < rows.weight.size(); ++k)
      rows.weight[k] /= std::max(samples, 1.0);
    rows.close();
  }
  return rows;
}

// The attributes behind the boxes: [output_size, spatial_scale, sampling_ratio, aligned] from `first` on.
struct Aligned {
  int64_t ratio;
  bool aligned;
  SparseRows rows(const Boxes& boxes, int64_t k, bool vertical, int64_t parts, int64_t size) const {
    return averages(boxes.side(k, vertical), parts, size, ratio, aligned);
  }
};

template <class F>
void floats(DType type, F f) {
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) f(zero);
  });
}

Tensor target(const Tensor& output, DType type) {
  return output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
}
void finish(const Tensor& made, const Tensor& output) {
  if (!made.same(output)) copy_cpu(made, output);
}

}  // namespace

// [x, boxes, batch_indices, output_size, spatial_scale, sampling_ratio, aligned]
MIXGRAD_KERNEL(roi_align, kCpu) {
  const Tensor& output = call.outputs[0];
  const Shape& shape = call.tensor(0).shape();
  int64_t c = shape[1], h = shape[2], w = shape[3], ph = output.shape()[2], pw = output.shape()[3];
  Boxes boxes = boxes_of(call, shape[0], call.arguments[4].as_float());
  if (output.elements() == 0) return;
  Aligned how{call.arguments[5].as_int(), call.arguments[6].as_bool()};
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), type), made = target(output, type);
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      SparseRows rows = how.rows(boxes, k, true, ph, h), columns = how.rows(boxes, k, false, pw, w);
      floats(type, [&](auto zero) {
        using T = decltype(zero);
        for (int64_t s = 0; s < c; ++s) {
          const T* from = x.data<T>() + (boxes.of(k) * c + s) * h * w;
          T* to = made.data<T>() + (k * c + s) * ph * pw;
          for (int64_t p = 0; p < ph * pw; ++p) {
            int64_t i = p / pw, j = p % pw;
            double sum = 0;
            for (int64_t a = rows.first[i]; a < rows.first[i + 1]; ++a) {
              const T* row = from + rows.column[a] * w;
              double along = 0;
              for (int64_t b = columns.first[j]; b < columns.first[j + 1]; ++b)
                along += columns.weight[b] * static_cast<double>(row[columns.column[b]]);
              sum += rows.weight[a] * along;
            }
            to[p] = static_cast<T>(sum);
          }
        }
      });
    }
  };
  parallel_for(boxes.count(), std::max<int64_t>(1, kGrain / (16 * c * ph * pw)), body, call.cancel);
  finish(made, output);
}

// [grad, boxes, batch_indices, like_shape, spatial_scale, sampling_ratio, aligned]
MIXGRAD_KERNEL(roi_align_gradient, kCpu) {
  const Tensor& output = call.outputs[0];
  const Shape& shape = output.shape();
  int64_t c = shape[1], h = shape[2], w = shape[3];
  int64_t ph = call.tensor(0).shape()[2], pw = call.tensor(0).shape()[3];
  Boxes boxes = boxes_of(call, shape[0], call.arguments[4].as_float());
  if (output.elements() == 0) return;
  Aligned how{call.arguments[5].as_int(), call.arguments[6].as_bool()};
  DType type = compute_type(output.dtype());
  Tensor grad = contiguous(call.tensor(0), type), made = target(output, type);
  std::vector<SparseRows> rows, columns;
  for (int64_t k = 0; k < boxes.count(); ++k) {
    rows.push_back(how.rows(boxes, k, true, ph, h));
    columns.push_back(how.rows(boxes, k, false, pw, w));
  }
  auto body = [&](int64_t begin, int64_t end) {
    std::vector<double> sums(static_cast<size_t>(h * w));
    for (int64_t s = begin; s < end; ++s) {
      std::fill(sums.begin(), sums.end(), 0.0);
      floats(type, [&](auto zero) {
        using T = decltype(zero);
        for (int64_t k = 0; k < boxes.count(); ++k) {
          if (boxes.of(k) != s / c) continue;
          const T* from = grad.data<T>() + (k * c + s % c) * ph * pw;
          const SparseRows &down = rows[k], &along = columns[k];
          for (int64_t p = 0; p < ph * pw; ++p) {
            int64_t i = p / pw, j = p % pw;
            for (int64_t a = down.first[i]; a < down.first[i + 1]; ++a) {
              double part = down.weight[a] * static_cast<double>(from[p]);
              double* row = sums.data() + down.column[a] * w;
              for (int64_t b = along.first[j]; b < along.first[j + 1]; ++b)
                row[along.column[b]] += part * along.weight[b];
            }
          }
        }
        T* to = made.data<T>() + s * h * w;
        for (int64_t e = 0; e < h * w; ++e) to[e] = static_cast<T>(sums[e]);
      });
    }
  };
  parallel_for(shape[0] * c, 1, body, call.cancel);
  finish(made, output);
}

namespace {

// Part j of a side that is cut into parts: from one whole place to another.
std::pair<int64_t, int64_t> whole_part(Side side, int64_t parts, int64_t size, int64_t j) {
  double start = std::round(side.from), length = std::max(std::round(side.to) - start + 1, 1.0);
  double part = length / static_cast<double>(parts), n = static_cast<double>(size);
  double from = std::floor(static_cast<double>(j) * part) + start;
  double to = std::ceil(static_cast<double>(j + 1) * part) + start;
  return {static_cast<int64_t>(std::clamp(from, 0.0, n)), static_cast<int64_t>(std::clamp(to, 0.0, n))};
}

}  // namespace

// [x, boxes, batch_indices, output_size, spatial_scale]: values, indices, counts.
MIXGRAD_KERNEL(roi_max, kCpu) {
  const Tensor& values = call.outputs[0];
  const Shape& shape = call.tensor(0).shape();
  int64_t c = shape[1], h = shape[2], w = shape[3], ph = values.shape()[2], pw = values.shape()[3];
  Boxes boxes = boxes_of(call, shape[0], call.arguments[4].as_float());
  if (values.elements() == 0) return;
  DType type = compute_type(values.dtype());
  Tensor x = contiguous(call.tensor(0), type), made = target(values, type);
  Tensor places = target(call.outputs[1], DType::kInt64), counts = target(call.outputs[2], DType::kInt64);
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      int64_t k = task / c, s = boxes.of(k) * c + task % c;
      floats(type, [&](auto zero) {
        using T = decltype(zero);
        const T* from = x.data<T>() + s * h * w;
        for (int64_t p = 0; p < ph * pw; ++p) {
          auto [top, bottom] = whole_part(boxes.side(k, true), ph, h, p / pw);
          auto [left, right] = whole_part(boxes.side(k, false), pw, w, p % pw);
          int64_t best = -1, to = task * ph * pw + p;
          for (int64_t i = top; i < bottom; ++i) {
            for (int64_t e = i * w + left; e < i * w + right; ++e) {
              if (best < 0 || ordered_less(from[best], from[e])) best = e;
            }
          }
          made.data<T>()[to] = best < 0 ? T{0} : from[best];
          places.data<int64_t>()[to] = std::max<int64_t>(0, best);
          counts.data<int64_t>()[to] = best < 0 ? 0 : (bottom - top) * (right - left);
        }
      });
    }
  };
  parallel_for(boxes.count() * c, std::max<int64_t>(1, kGrain / (h * w + ph * pw)), body, call.cancel);
  finish(made, values);
  finish(places, call.outputs[1]);
  finish(counts, call.outputs[2]);
}

}  // namespace mixgrad
