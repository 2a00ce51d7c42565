// Convolutions along two axes without columns: tiles read the windows in copies of the images that have their padding
// around them. How work is cut depends on sizes alone.
#include <vector>

#include "core/kernels/cpu/convolution.h"
#include "core/kernels/cpu/convolution_frame.h"
#include "core/kernels/cpu/correlate.h"

namespace mixgrad {

namespace {

constexpr int64_t kFrameBytes = 5 << 17;   // of one task's copies: they share the second-level cache with weights
constexpr int64_t kPositionsAtOnce = 256;  // smaller images are taken together
constexpr int64_t kShortLine = 4;
constexpr int64_t kRows = CorrelationSteps<float>::kTileRows;

// A task's share: lines of the result, examples, and rows, all about as many as the other tasks'.
struct Cut {
  int64_t lines, bands, together, batches, rows, parts, tasks;

  // `bytes_of(lines)` of the copies, each line of which has `line` results.
  template <class F>
  Cut(const Convolution& p, int64_t all_lines, int64_t line, int64_t all_rows, F bytes_of) {
    lines = std::max<int64_t>(1, all_lines);
    while (lines > 4 && bytes_of(lines) > kFrameBytes) lines = ceiling(lines, 2);
    bands = ceiling(std::max<int64_t>(1, all_lines), lines);
    int64_t examples = std::max<int64_t>(1, p.examples), fits = kFrameBytes / std::max<int64_t>(1, bytes_of(lines));
    together = bands > 1 ? 1 : std::clamp<int64_t>(kPositionsAtOnce / std::max<int64_t>(1, lines * line), 1, examples);
    together = std::max<int64_t>(1, std::min(together, fits));
    batches = ceiling(examples, together);
    int64_t tiles = ceiling(all_rows, kRows);
    parts = std::min(tiles, ceiling(kTasks, batches * p.groups * bands));
    rows = ceiling(tiles, parts) * kRows;
    parts = ceiling(all_rows, rows);
    tasks = batches * p.groups * bands * parts;
  }
};

struct Task {
  int64_t first, examples, group, line, lines, row, rows;
  Task(const Convolution& p, const Cut& cut, int64_t number, int64_t all_lines, int64_t all_rows) {
    row = number % cut.parts * cut.rows;
    rows = std::min(cut.rows, all_rows - row);
    number /= cut.parts;
    line = number % cut.bands * cut.lines;
    lines = std::min(cut.lines, all_lines - line);
    number /= cut.bands;
    group = number % p.groups;
    first = number / p.groups * cut.together;
    examples = std::min(cut.together, p.examples - first);
  }
};

// The frame of windows that stand on so many lines, and where the window's elements of all channels lie in it.
ConvolutionFrame frame_of(const Windows& w, int64_t lines) {
  int64_t height = (lines - 1) * w.stride[1] + (w.kernel[1] - 1) * w.dilation[1] + 1,
          width = (w.count[2] - 1) * w.stride[2] + (w.kernel[2] - 1) * w.dilation[2] + 1;
  return {{w.stride[1], w.stride[2]}, 1, ceiling(height, w.stride[1]), ceiling(width, w.stride[2])};
}
std::vector<int64_t> offsets_of(const Convolution& p, const ConvolutionFrame& frame) {
  std::vector<int64_t> out;
  for (int64_t channel = 0; channel < p.in_channels; ++channel) {
    for (int64_t a = 0; a < p.w.kernel[1]; ++a) {
      for (int64_t b = 0; b < p.w.kernel[2]; ++b)
        out.push_back(channel * frame.channel() + frame.place(a * p.w.dilation[1], b * p.w.dilation[2]));
    }
  }
  return out;
}

// Copies a task's images, of all channels, into the frame; `own` is zero where nothing is put.
template <class T>
void put_images(const Convolution& p, const Task& task, const ConvolutionFrame& frame, const T* images, T* own) {
  for (int64_t i = 0; i < task.examples; ++i) {
    const T* image = p.image(images, task.first + i, task.group);
    for (int64_t channel = 0; channel < p.in_channels; ++channel)
      frame.put(image + channel * p.w.elements(), p.w.size[1], p.w.size[2], p.w.padding[1] - task.line * p.w.stride[1],
                p.w.padding[2], i, own + channel * frame.channel());
  }
}

// Weights in the order in which tiles read them: [groups][parts] of so many rows, element (r, p) of which is at
// r * row_step + places[p] of the group's.
template <class T>
class Packed {
 public:
  Packed(const Convolution& p, const T* weight, int64_t rows, int64_t at_once, int64_t row_step,
         const std::vector<int64_t>& places, bool rows_in_lanes)
      : rows_(ceiling(rows, kRows) * kRows), depth_(static_cast<int64_t>(places.size())) {
    const CorrelationSteps<T> steps = correlation_steps<T>();
    int64_t parts = ceiling(rows, at_once);
    packed_ = Tensor::empty(p.type, Shape{p.groups * rows_ * depth_});
    parallel_for(p.groups * parts, std::max<int64_t>(1, kSharedWork / std::max<int64_t>(1, at_once * depth_)),
                 [&](int64_t begin, int64_t end) {
                   for (int64_t i = begin; i < end; ++i) {
                     int64_t group = i / parts, row = i % parts * at_once;
                     steps.pack(weight + group * p.out_channels * p.rows + row * row_step, row_step, places.data(),
                                std::min(at_once, rows - row), depth_, rows_in_lanes, at(group, row));
                   }
                 });
  }
  T* at(int64_t group, int64_t row) const { return packed_.data<T>() + (group * rows_ + row) * depth_; }

 private:
  int64_t rows_, depth_;
  Tensor packed_;
};

// What one axis adds up for results that lie `stride` apart: element k of the window at position + shift.
struct Residue {
  std::vector<std::pair<int64_t, int64_t>> terms;  // k and its shift
  int64_t count;
  Residue(const Windows& w, int axis, int64_t first) {
    count = first < w.size[axis] ? ceiling(w.size[axis] - first, w.stride[axis]) : 0;
    for (int64_t k = w.kernel[axis] - 1; k >= 0; --k) {
      int64_t at = first + w.padding[axis] - k * w.dilation[axis];
      if (at % w.stride[axis] == 0) terms.emplace_back(k, at / w.stride[axis]);
    }
  }
};

// The least and the greatest shift of an axis.
std::pair<int64_t, int64_t> shifts_of(const Windows& w, int axis) {
  int64_t least = 0, greatest = 0;
  for (int64_t first = 0; first < w.stride[axis]; ++first) {
    for (auto [k, shift] : Residue(w, axis, first).terms)
      least = std::min(least, shift), greatest = std::max(greatest, shift);
  }
  return {least, greatest};
}

}  // namespace

// Where lines are very short, tiles are too small.
bool is_direct(const Convolution& p) {
  const Windows& w = p.w;
  if (w.count[2] < kShortLine) return false;
  return w.size[0] == 1 && w.kernel[0] == 1 && w.count[0] == 1 && w.padding[0] == 0 && !w.is_plain() && p.rows > 0 &&
         p.positions > 0;
}

template <class T>
void convolve_direct(const Convolution& p, const T* images, const T* weight, const T* bias, T* maps) {
  const CorrelationSteps<T> steps = correlation_steps<T>();
  auto scratch_of = [&](int64_t lines) { return p.in_channels * frame_of(p.w, lines).channel(); };
  Cut cut(p, p.w.count[1], p.w.count[2], p.out_channels, [&](int64_t lines) { return scratch_of(lines) * p.item; });
  ConvolutionFrame frame = frame_of(p.w, cut.lines);
  frame.planes = cut.together;
  std::vector<int64_t> offsets = offsets_of(p, frame), places(offsets.size());
  for (size_t i = 0; i < places.size(); ++i) places[i] = static_cast<int64_t>(i);
  const Positions at{cut.together, cut.lines, p.w.count[2], frame.lines, frame.line};
  bool in_lanes = steps.rows_in_lanes(p.out_channels, p.rows, at);
  const Packed<T> order(p, weight, p.out_channels, cut.rows, p.rows, places, in_lanes);
  int64_t scratch = p.in_channels * frame.channel() + steps.kBehind;
  int64_t work = cut.together * cut.rows * p.rows * cut.lines * p.w.count[2];
  for_each_task<T>(cut.tasks, work, scratch, p.type, p.cancel, [&](int64_t number, T* own) {
    Task task(p, cut, number, p.w.count[1], p.out_channels);
    std::fill_n(own, scratch, T{0});
    put_images(p, task, frame, images, own);
    int64_t row = task.group * p.out_channels + task.row;
    T* to = const_cast<T*>(p.map(maps, task.first, task.group)) + task.row * p.positions + task.line * p.w.count[2];
    steps.correlate({own,
                     offsets.data(),
                     p.rows,
                     order.at(task.group, task.row),
                     in_lanes,
                     bias ? bias + row : nullptr,
                     task.rows,
                     {task.examples, task.lines, p.w.count[2], frame.lines, frame.line},
                     to,
                     p.positions,
                     p.groups * p.out_channels * p.positions,
                     p.w.count[2],
                     1});
  });
}

template <class T>
void convolve_direct_transposed(const Convolution& p, const T* maps, const T* weight, const T* bias, T* images) {
  const CorrelationSteps<T> steps = correlation_steps<T>();
  const Windows& w = p.w;
  const auto rows = shifts_of(w, 1), columns = shifts_of(w, 2);
  const int64_t up = rows.first, down = rows.second, left = columns.first, right = columns.second;
  int64_t all_lines = ceiling(w.size[1], w.stride[1]), width = ceiling(w.size[2], w.stride[2]) + right - left;
  auto lines_of = [=](int64_t lines) { return lines + down - up; };
  Cut cut(p, all_lines, w.size[2], p.in_channels,
          [&](int64_t lines) { return p.out_channels * lines_of(lines) * width * p.item; });
  const ConvolutionFrame frame{{1, 1}, cut.together, lines_of(cut.lines), width};
  struct Part {
    int64_t y, x, depth;
    Residue down, right;
    std::vector<int64_t> offsets;
    Packed<T> order;
  };
  bool in_lanes =
      steps.rows_in_lanes(p.in_channels, p.out_channels * w.window(),
                          {cut.together, cut.lines, ceiling(w.size[2], w.stride[2]), frame.lines, frame.line});
  std::vector<Part> parts;
  for (int64_t y = 0; y < std::min(w.stride[1], w.size[1]); ++y) {
    for (int64_t x = 0; x < std::min(w.stride[2], w.size[2]); ++x) {
      Residue vertical(w, 1, y), horizontal(w, 2, x);
      std::vector<int64_t> places, offsets;
      for (int64_t o = 0; o < p.out_channels; ++o) {
        for (auto [a, shift_a] : vertical.terms) {
          for (auto [b, shift_b] : horizontal.terms) {
            offsets.push_back(o * frame.channel() + frame.place(shift_a - up, shift_b - left));
            places.push_back(o * p.rows + a * w.kernel[2] + b);
          }
        }
      }
      parts.push_back({y, x, static_cast<int64_t>(places.size()), vertical, horizontal, std::move(offsets),
                       Packed<T>(p, weight, p.in_channels, cut.rows, w.window(), places, in_lanes)});
    }
  }
  int64_t scratch = p.out_channels * frame.channel() + steps.kBehind;
  int64_t work = cut.together * cut.rows * w.window() * p.out_channels * cut.lines * w.count[2];
  for_each_task<T>(cut.tasks, work, scratch, p.type, p.cancel, [&](int64_t number, T* own) {
    Task task(p, cut, number, all_lines, p.in_channels);
    std::fill_n(own, scratch, T{0});
    for (int64_t i = 0; i < task.examples; ++i) {
      const T* map = p.map(maps, task.first + i, task.group);
      for (int64_t o = 0; o < p.out_channels; ++o)
        frame.put(map + o * p.positions, w.count[1], w.count[2], -up - task.line, -left, i, own + o * frame.channel());
    }
    int64_t row = task.group * p.in_channels + task.row, step = w.stride[1] * w.size[2];
    for (const Part& part : parts) {
      int64_t lines = std::min(task.lines, part.down.count - task.line);
      if (lines <= 0 || part.right.count == 0) continue;
      T* to = const_cast<T*>(p.image(images, task.first, task.group, task.row)) + task.line * step +
              part.y * w.size[2] + part.x;
      steps.correlate({own,
                       part.offsets.data(),
                       part.depth,
                       part.order.at(task.group, task.row),
                       in_lanes,
                       bias ? bias + row : nullptr,
                       task.rows,
                       {task.examples, lines, part.right.count, frame.lines, frame.line},
                       to,
                       w.elements(),
                       p.groups * p.in_channels * w.elements(),
                       step,
                       w.stride[2]});
    }
  });
}

// Groups of examples are summed on their own first where there would be too few tasks.
template <class T>
void weights_of_direct(const Convolution& p, const T* images, const T* maps, T* weight) {
  const GradientSteps<T> steps = gradient_steps<T>();
  auto scratch_of = [&](int64_t lines) { return p.in_channels * frame_of(p.w, lines).channel(); };
  Cut cut(p, p.w.count[1], p.w.count[2], p.out_channels, [&](int64_t lines) {
    return (scratch_of(lines) + p.out_channels * lines * p.w.count[2]) * p.item;  // maps are read again and again, too
  });
  ConvolutionFrame frame = frame_of(p.w, cut.lines);
  frame.planes = cut.together;
  std::vector<int64_t> offsets = offsets_of(p, frame);
  int64_t each = cut.batches * cut.bands, parts = std::min(ceiling(kTasks, p.groups), each);
  int64_t of_group = ceiling(p.out_channels, kRows) * kRows * p.rows, size = p.groups * of_group;
  int64_t copies = p.in_channels * frame.channel(), turned = cut.together * cut.lines * p.w.count[2] * kRows;
  Tensor sums = Tensor::empty(p.type, Shape{parts * size});
  T* all = sums.data<T>();
  std::fill_n(all, sums.elements(), T{0});
  cut.parts = 1, cut.rows = p.out_channels;
  int64_t work = p.out_channels * p.rows * p.positions * ceiling(p.examples, parts);
  for_each_task<T>(parts * p.groups, work, copies + turned, p.type, p.cancel, [&](int64_t number, T* own) {
    int64_t part = number / p.groups, group = number % p.groups;
    for (int64_t i = part * each / parts; i < (part + 1) * each / parts; ++i) {
      Task task(p, cut, (i / cut.bands * p.groups + group) * cut.bands + i % cut.bands, p.w.count[1], p.out_channels);
      std::fill_n(own, copies, T{0});
      put_images(p, task, frame, images, own);
      steps.products({own,
                      offsets.data(),
                      p.rows,
                      p.map(maps, task.first, group) + task.line * p.w.count[2],
                      p.positions,
                      p.groups * p.out_channels * p.positions,
                      p.out_channels,
                      {task.examples, task.lines, p.w.count[2], frame.lines, frame.line},
                      own + copies,
                      all + part * size + group * of_group});
    }
  });
  add_parts(all, all + size, size, parts);
  for (int64_t group = 0; group < p.groups; ++group)
    steps.unpack(all + group * of_group, p.out_channels, p.rows, weight + group * p.out_channels * p.rows);
}

template void convolve_direct(const Convolution&, const float*, const float*, const float*, float*);
template void convolve_direct(const Convolution&, const double*, const double*, const double*, double*);
template void convolve_direct_transposed(const Convolution&, const float*, const float*, const float*, float*);
template void convolve_direct_transposed(const Convolution&, const double*, const double*, const double*, double*);
template void weights_of_direct(const Convolution&, const float*, const float*, float*);
template void weights_of_direct(const Convolution&, const double*, const double*, double*);

}  // namespace mixgrad
