// Convolutions whose groups have one channel of images each (depthwise): the windows move over a copy of the channel
// that has its padding around it, line by line, so that nothing has to be gathered.
#include "core/kernels/cpu/channel_windows.h"
#include "core/kernels/cpu/convolution.h"
#include "core/kernels/cpu/pair_fold.h"

namespace mixgrad {

namespace {

constexpr int64_t kMostMaps = 4;  // of a group; with more of them a product is faster

using Sizes = std::array<int64_t, 3>;

// Where elements of a channel stand in the copy: element i of an axis at offset + i * step, if that is within size.
struct Frame {
  Sizes size, offset, step;
  int64_t elements() const { return size[0] * size[1] * size[2]; }
};

template <class T>
void spread(const Frame& frame, const T* from, const Sizes& count, T* to) {
  Inside in[3] = {{frame.size[0], frame.offset[0], frame.step[0], count[0]},
                  {frame.size[1], frame.offset[1], frame.step[1], count[1]},
                  {frame.size[2], frame.offset[2], frame.step[2], count[2]}};
  for (int64_t i = in[0].begin; i < in[0].end; ++i) {
    for (int64_t j = in[1].begin; j < in[1].end; ++j) {
      const T* line = from + (i * count[1] + j) * count[2];
      T* place = to +
                 ((frame.offset[0] + i * frame.step[0]) * frame.size[1] + frame.offset[1] + j * frame.step[1]) *
                     frame.size[2] +
                 frame.offset[2];
      if (frame.step[2] == 1)
        std::copy(line + in[2].begin, line + in[2].end, place + in[2].begin);
      else
        for (int64_t k = in[2].begin; k < in[2].end; ++k) place[k * frame.step[2]] = line[k];
    }
  }
}

// Windows over a frame, and the scratch that holds it.
template <class T>
struct Sweep {
  ChannelWindows<T> windows;
  Frame frame;

  Sweep(const Sizes& count, const Sizes& kernel, const Sizes& stride, const Sizes& dilation, const Sizes& offset,
        const Sizes& step)
      : windows{nullptr, count, kernel, stride, dilation, 0, 0}, frame{{}, offset, step} {
    for (int i = 0; i < 3; ++i)
      frame.size[i] = (std::max<int64_t>(1, count[i]) - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1;
    windows.line = frame.size[2];
    windows.plane = frame.size[1] * frame.size[2];
  }
  int64_t scratch() const { return frame.elements() + ChannelWindows<T>::kSlack * windows.stride[2]; }
  ChannelWindows<T> on(const T* image) const {
    ChannelWindows<T> w = windows;
    w.image = image;
    return w;
  }
  int64_t work() const { return windows.window() * windows.count[0] * windows.count[1] * windows.count[2]; }
};

// Over the images, padded.
template <class T>
Sweep<T> sweep_of(const Windows& w) {
  return {w.count, w.kernel, w.stride, w.dilation, w.padding, {1, 1, 1}};
}
// Over the maps, as far apart as the strides put them, with the window turned around: what reaches each element.
template <class T>
Sweep<T> transposed_sweep_of(const Windows& w) {
  Sizes offset;
  for (int i = 0; i < 3; ++i) offset[i] = (w.kernel[i] - 1) * w.dilation[i] - w.padding[i];
  return {w.size, w.kernel, {1, 1, 1}, w.dilation, offset, w.stride};
}

}  // namespace

bool is_by_channels(const Convolution& p) {
  return p.in_channels == 1 && p.out_channels > 0 && p.out_channels <= kMostMaps && p.w.window() > 1 &&
         p.w.count[2] > 1;
}

template <class T>
void convolve_channels(const Convolution& p, const T* images, const T* weight, const T* bias, T* maps) {
  const ChannelSteps<T> steps = channel_steps<T>();
  const Sweep<T> sweep = sweep_of<T>(p.w);
  const T zero{0};
  int64_t window = p.w.window(), work = sweep.work() * p.out_channels;
  for_each_task<T>(p.examples * p.groups, work, sweep.scratch(), p.type, p.cancel, [&](int64_t task, T* own) {
    std::fill_n(own, sweep.scratch(), T{0});
    spread(sweep.frame, images + task * p.w.elements(), p.w.size, own);
    for (int64_t o = 0; o < p.out_channels; ++o) {
      int64_t channel = task % p.groups * p.out_channels + o;
      T* map = maps + (task * p.out_channels + o) * p.positions;
      steps.correlate(sweep.on(own), weight + channel * window, bias ? bias + channel : &zero, map);
    }
  });
}

template <class T>
void convolve_channels_transposed(const Convolution& p, const T* maps, const T* weight, const T* bias, T* images) {
  const ChannelSteps<T> steps = channel_steps<T>();
  const Sweep<T> sweep = transposed_sweep_of<T>(p.w);
  const T zero{0};
  int64_t window = p.w.window(), work = sweep.work() * p.out_channels, scratch = sweep.scratch();
  for_each_task<T>(p.examples * p.groups, work, scratch + window, p.type, p.cancel, [&](int64_t task, T* own) {
    T *image = images + task * p.w.elements(), *turned = own + scratch;
    std::fill_n(own, scratch, T{0});
    const T* start = bias ? bias + task % p.groups : &zero;
    for (int64_t o = 0; o < p.out_channels; ++o) {
      const T* one = weight + (task % p.groups * p.out_channels + o) * window;
      std::reverse_copy(one, one + window, turned);
      spread(sweep.frame, maps + (task * p.out_channels + o) * p.positions, p.w.count, own);
      steps.correlate(sweep.on(own), turned, o == 0 ? start : nullptr, image);
    }
  });
}

template <class T>
void weights_of_channels(const Convolution& p, const T* images, const T* maps, T* weight) {
  constexpr int64_t kLanes = ChannelSteps<T>::kLanes;
  const ChannelSteps<T> steps = channel_steps<T>();
  const Sweep<T> sweep = sweep_of<T>(p.w);
  int64_t window = p.w.window(), scratch = sweep.scratch(), sums = p.out_channels * window * kLanes;
  int64_t work = sweep.work() * p.out_channels * std::max<int64_t>(1, p.examples);
  for_each_task<T>(p.groups, work, scratch + sums, p.type, p.cancel, [&](int64_t group, T* own) {
    T* of_window = own + scratch;
    std::fill_n(own, scratch + sums, T{0});
    for (int64_t example = 0; example < p.examples; ++example) {
      spread(sweep.frame, p.image(images, example, group), p.w.size, own);
      for (int64_t o = 0; o < p.out_channels; ++o)
        steps.correlate_gradient(sweep.on(own), p.map(maps, example, group) + o * p.positions,
                                 of_window + o * window * kLanes);
    }
    for (int64_t i = 0; i < p.out_channels * window; ++i)
      weight[group * p.out_channels * window + i] = sum_of_lanes(of_window + i * kLanes, kLanes);
  });
}

template void convolve_channels(const Convolution&, const float*, const float*, const float*, float*);
template void convolve_channels(const Convolution&, const double*, const double*, const double*, double*);
template void convolve_channels_transposed(const Convolution&, const float*, const float*, const float*, float*);
template void convolve_channels_transposed(const Convolution&, const double*, const double*, const double*, double*);
template void weights_of_channels(const Convolution&, const float*, const float*, float*);
template void weights_of_channels(const Convolution&, const double*, const double*, double*);

}  // namespace mixgrad
