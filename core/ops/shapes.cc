// Functions that give a tensor another shape. Views wherever the elements lie so that it can be done.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

// Strides with which the same elements, in the same order, have the new shape; false if there are none.
bool reshaped_strides(const Tensor& x, const Shape& to, Strides& strides) {
  Shape sizes, steps;  // axes of size one do not matter; neighbours that follow each other are one axis
  for (int i = 0; i < x.rank(); ++i) {
    if (x.shape()[i] == 1) continue;
    int last = sizes.rank() - 1;
    if (last >= 0 && steps[last] == x.strides()[i] * x.shape()[i]) {
      sizes[last] *= x.shape()[i];
      steps[last] = x.strides()[i];
    } else {
      sizes.push_back(x.shape()[i]);
      steps.push_back(x.strides()[i]);
    }
  }
  strides = row_major(to);
  if (x.elements() == 0) return true;
  int axis = sizes.rank() - 1;
  int64_t left = axis >= 0 ? sizes[axis] : 1, step = axis >= 0 ? steps[axis] : 1;
  for (int i = to.rank() - 1; i >= 0; --i) {
    if (to[i] == 1) continue;
    if (left == 1 && axis > 0) {
      --axis;
      left = sizes[axis];
      step = steps[axis];
    }
    if (left % to[i] != 0) return false;
    strides[i] = step;
    step *= to[i];
    left /= to[i];
  }
  return true;
}

Tensor reshaped(Infer& infer, const Shape& to) {
  Tensor x = infer.tensor(0);
  Strides strides;
  if (reshaped_strides(x, to, strides)) return x.window(to, strides, x.impl()->offset);
  return infer.copied(to);
}

void reshape_back(Backward& b) { b.set(0, op<"reshape">(b.context, b.grad(), b.shape(0))); }

Shape resolved(Infer& infer, Shape to) {
  int64_t known = 1;
  int unknown = -1;
  for (int i = 0; i < to.rank(); ++i) {
    if (to[i] == -1 && unknown < 0) {
      unknown = i;
    } else if (to[i] < 0) {
      throw infer.error(ErrorCode::kShape, 1, to[i] == -1 ? "only one size may be -1" : "sizes must not be negative")
          .given(to.text());
    } else if (__builtin_mul_overflow(known, to[i], &known)) {
      known = INT64_MAX;
    }
  }
  int64_t elements = infer.shape(0).elements();
  if (unknown >= 0 && known > 0 && elements % known == 0) {
    to[unknown] = elements / known;
    return to;
  }
  if (unknown >= 0 || known != elements) {
    throw infer.error(ErrorCode::kShape, 1, "a tensor of shape " + infer.shape(0).text() + " can not take this shape")
        .given(to.text())
        .accepted("sizes whose product is " + std::to_string(elements));
  }
  return to;
}

FunctionBuilder& shaper(FunctionBuilder& f, const char* reference, const char* shape) {
  return f.reference(reference)
      .tensor("x", "The tensor.")
      .output("out", "x in another shape.", "as x", shape)
      .method_of_tensor();
}

}  // namespace

MIXGRAD_FUNCTION(reshape) {
  shaper(f, "Python Array API standard 2024.12, reshape", "shape")
      .summary("Gives a tensor another shape; elements keep their row-major order.")
      .description(
          "A view of x where its elements lie so that it can be one (always if x is row-major), else a new tensor; "
          "copy asks for one or the other.")
      .attribute("shape", types::shape, "The new sizes. One of them may be -1: it follows from the others.")
      .attribute("copy", types::optional(types::boolean), Value::null(),
                 "True for a new tensor always, false for a view or an error; as it comes if it is left out.")
      .positional(2)
      .error("shape", "the sizes do not give as many elements as x has")
      .error("value", "copy is false and x's elements do not lie so that a view could have the shape")
      .view([](Infer& infer) {
        Shape to = resolved(infer, infer.sizes(1));
        if (!infer.has(2)) return reshaped(infer, to);
        if (infer.flag(2)) return infer.copied(to);
        Strides strides;
        if (reshaped_strides(infer.tensor(0), to, strides)) return reshaped(infer, to);
        throw infer
            .error(ErrorCode::kValue, 2, "the elements do not lie so that a view could have the shape " + to.text())
            .given("false");
      })
      .gradient({}, reshape_back)
      .example(R"(
        let x = tensor([[1, 2, 3], [4, 5, 6]])
        expect reshape(x, [3, 2]) = [[1, 2], [3, 4], [5, 6]]
        expect reshape(x, [-1]) = [1, 2, 3, 4, 5, 6]
        expect reshape(x, [6], copy: true) = [1, 2, 3, 4, 5, 6]
      )");
}

MIXGRAD_FUNCTION(flatten) {
  shaper(f, "PyTorch 2.x, torch.flatten", "[..., n, ...]")
      .summary("Makes axes that follow each other into one.")
      .description("A view where that can be, else a new tensor. Elements keep their row-major order.")
      .attribute("start_axis", types::axis, 0, "The first of the axes to merge.")
      .attribute("end_axis", types::axis, -1, "The last of them.")
      .error("index", "x has no such axis")
      .error("value", "end_axis comes before start_axis")
      .view([](Infer& infer) {
        int64_t start = infer.integer(1), end = infer.integer(2);
        if (end < start) {
          throw infer.error(ErrorCode::kValue, 2, "the last axis to merge comes before the first")
              .given("axis " + number_mark(end))
              .accepted("axis " + number_mark(start) + " or one behind it");
        }
        Shape to;
        int64_t merged = 1;
        for (int i = 0; i < infer.rank(0); ++i) {
          if (i >= start && i <= end) merged *= infer.shape(0)[i];
          if (i < start || i > end)
            to.push_back(infer.shape(0)[i]);
          else if (i == end)
            to.push_back(merged);
        }
        return reshaped(infer, to);
      })
      .gradient({}, reshape_back)
      .example(R"(
        let x = tensor([[[1, 2], [3, 4]]])
        expect flatten(x) = [1, 2, 3, 4]
        expect flatten(x, 1) = [[1, 2, 3, 4]]
        expect flatten(x, 0, 1) = [[1, 2], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(permute_dims) {
  shaper(f, "Python Array API standard 2024.12, permute_dims", "[...]")
      .summary("Puts the axes of a tensor into another order.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .alias("permute")
      .attribute("axes", types::permutation, "For each axis of the result the axis of x it was: each axis once.")
      .error("value", "axes does not name each axis once")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        Shape shape;
        Strides strides;
        for (const Value& axis : infer.list(1)) {
          shape.push_back(x.shape()[static_cast<int>(axis.as_int())]);
          strides.push_back(x.strides()[static_cast<int>(axis.as_int())]);
        }
        return x.window(shape, strides, x.impl()->offset);
      })
      .gradient({},
                [](Backward& b) {
                  Shape order = b.argument(1).as_shape(), inverse = order;
                  for (int i = 0; i < order.rank(); ++i) inverse[static_cast<int>(order[i])] = i;
                  b.set(0, op<"permute_dims">(b.context, b.grad(), inverse));
                })
      .example(R"(
        let x = tensor([[1, 2, 3], [4, 5, 6]])
        expect permute_dims(x, [1, 0]) = [[1, 4], [2, 5], [3, 6]]
      )");
}

MIXGRAD_FUNCTION(expand_dims) {
  shaper(f, "Python Array API standard 2024.12, expand_dims", "[..., 1, ...]")
      .summary("Adds an axis of size 1.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .alias("unsqueeze")
      .attribute("axis", types::axis, 0, "The place of the new axis in the result.")
      .axis_of_result()
      .error("index", "the result has no such axis")
      .error("shape", "the result would have more axes than a tensor can have")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        Shape shape = x.shape();
        Strides strides = x.strides();
        int axis = static_cast<int>(infer.integer(1));
        strides.insert(axis, axis < x.rank() ? x.strides()[axis] * x.shape()[axis] : 1);
        shape.insert(axis, 1);
        return x.window(shape, strides, x.impl()->offset);
      })
      .gradient({}, reshape_back)
      .example(R"(
        expect expand_dims(tensor([1, 2]), 0) = [[1, 2]]
        expect expand_dims(tensor([1, 2]), 1) = [[1], [2]]
      )");
}

MIXGRAD_FUNCTION(squeeze) {
  shaper(f, "Python Array API standard 2024.12, squeeze", "[...]")
      .summary("Removes axes of size 1.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .attribute("axis", types::axes, "The axis or axes to remove.")
      .error("index", "x has no such axis")
      .error("shape", "an axis to remove has another size than 1")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        Shape shape = x.shape(), axes = infer.sizes(1);
        Strides strides = x.strides();
        for (int i = axes.rank() - 1; i >= 0; --i) {
          int axis = static_cast<int>(axes[i]);
          if (shape[axis] != 1) {
            throw infer
                .error(ErrorCode::kShape, 1,
                       "axis " + number_mark(axis) + " can not be removed: it has " + std::to_string(shape[axis]) +
                           " elements")
                .given(number_mark(axis))
                .accepted("axes of size 1");
          }
          shape.erase(axis);
          strides.erase(axis);
        }
        return x.window(shape, strides, x.impl()->offset);
      })
      .gradient({}, reshape_back)
      .example(R"(
        expect squeeze(tensor([[1, 2]]), 0) = [1, 2]
      )");
}

MIXGRAD_FUNCTION(broadcast_to) {
  shaper(f, "Python Array API standard 2024.12, broadcast_to", "shape")
      .summary("Repeats a tensor along axes of size 1, and along new ones before the first.")
      .description(
          "A view with stride 0: no element is copied. It may not be written to, as several elements share one place.")
      .alias("expand")
      .attribute("shape", types::shape, "The new sizes.")
      .error("shape", "x does not broadcast to the shape")
      .view([](Infer& infer) {
        Tensor x = infer.tensor(0);
        Shape to = infer.sizes(1);
        Strides strides = to;
        int added = to.rank() - x.rank();
        bool fits = added >= 0;
        for (int i = 0; fits && i < to.rank(); ++i) {
          int64_t size = i < added ? 1 : x.shape()[i - added];
          fits = to[i] >= 0 && (size == to[i] || size == 1);
          strides[i] = size == to[i] && i >= added ? x.strides()[i - added] : 0;
        }
        if (!fits) {
          throw infer
              .error(ErrorCode::kShape, 1,
                     "a tensor of shape " + x.shape().text() + " does not broadcast to this shape")
              .given(to.text());
        }
        checked_bytes(to, 1);
        return x.window(to, strides, x.impl()->offset);
      })
      .batching("broadcast_to",
                [](Batching& b) {
                  const Shape& to = b.example_shape();
                  Shape shape{b.size};
                  for (int64_t size : to) shape.push_back(size);
                  b.result(op<"broadcast_to">(b.context, b.aligned(0, to.rank()), Value(shape)));
                })
      .gradient({}, [](Backward& b) { set_broadcast(b, 0, b.grad()); })
      .example(R"(
        expect broadcast_to(tensor([1, 2]), [2, 2]) = [[1, 2], [1, 2]]
      )");
}

}  // namespace mixgrad
