// The network of the program: its layers, in the order in which every language makes them.
#pragma once

#include "test/identity/c/handles.h"

inline void add_convolution(mixgrad_context* context, int64_t channels, int64_t more,
                            std::vector<ObjectHandle>& layers) {
  auto convolution = mixgrad_op_conv2d_new_default();
  convolution.padding = mixgrad_of_int(1);
  layers.push_back(made<mixgrad_object>(
      [&](auto out) { return mixgrad_op_conv2d_new(context, channels, more, mixgrad_of_int(3), &convolution, out); }));
  layers.push_back(
      made<mixgrad_object>([&](auto out) { return mixgrad_op_batch_norm2d_new(context, more, nullptr, out); }));
  layers.push_back(made<mixgrad_object>([&](auto out) { return mixgrad_op_re_lu_new(context, out); }));
  layers.push_back(made<mixgrad_object>(
      [&](auto out) { return mixgrad_op_max_pool2d_new(context, mixgrad_of_int(2), nullptr, out); }));
}

inline ObjectHandle make_body(mixgrad_context* context, bool convolutional) {
  std::vector<ObjectHandle> layers;
  auto flatten = [&] {
    layers.push_back(made<mixgrad_object>([&](auto out) { return mixgrad_op_flatten_new(context, nullptr, out); }));
  };
  auto linear = [&](int64_t in, int64_t to) {
    layers.push_back(
        made<mixgrad_object>([&](auto out) { return mixgrad_op_linear_new(context, in, to, nullptr, out); }));
  };
  if (convolutional) {
    add_convolution(context, 1, 8, layers);
    add_convolution(context, 8, 16, layers);
    flatten();
    auto dropout = mixgrad_op_dropout_new_default();
    dropout.p = 0.1;
    layers.push_back(made<mixgrad_object>([&](auto out) { return mixgrad_op_dropout_new(context, &dropout, out); }));
    linear(784, 10);
  } else {
    flatten();
    linear(784, 256);
    layers.push_back(made<mixgrad_object>([&](auto out) { return mixgrad_op_re_lu_new(context, out); }));
    linear(256, 10);
  }
  std::vector<mixgrad_value> given;
  for (const ObjectHandle& layer : layers) given.push_back(mixgrad_of_object(layer.get()));
  return made<mixgrad_object>([&](auto out) { return mixgrad_op_sequential_new(context, list_of(given), out); });
}
