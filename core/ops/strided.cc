// Windows on a tensor's elements by strides: what every other view is made of, and what gradients of writes to views
// use.
#include <array>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/tensor/windows.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

struct Window {
  Shape shape;
  Strides strides;
  int64_t offset;
};

// The attributes from `first` on; an error unless every element lies inside the base.
Window window_of(Infer& infer, int first) {
  Window w{infer.sizes(first), infer.sizes(first + 1), infer.integer(first + 2)};
  if (w.strides.rank() != w.shape.rank()) {
    throw infer.error(ErrorCode::kValue, first + 1, "there must be one stride for each axis")
        .given(std::to_string(w.strides.rank()))
        .accepted(std::to_string(w.shape.rank()));
  }
  checked_bytes(w.shape, 1);
  if (w.shape.elements() == 0) {  // no element lies anywhere, and any strides would do
    w.strides = row_major(w.shape);
    return w;
  }
  __int128 low = w.offset, high = w.offset;
  for (int i = 0; i < w.shape.rank(); ++i) {
    __int128 reach = static_cast<__int128>(w.shape[i] - 1) * w.strides[i];
    (reach < 0 ? low : high) += reach;
  }
  int64_t elements = infer.shape(0).elements();
  if (low < 0 || high >= elements) {
    throw infer.error(ErrorCode::kIndex, first,
                      "the window reaches beyond the " + std::to_string(elements) + " elements of " +
                          name_mark(infer.function().arguments[0].name));
  }
  return w;
}

Tensor row_major_of(Context& context, const Tensor& x) { return x.is_contiguous() ? x : op<"copy">(context, x); }

// Elements that share a place add up there.
void as_strided_gradient(Backward& b) {
  Context& c = b.context;
  Window w{b.argument(1).as_shape(), b.argument(2).as_shape(), b.argument(3).as_int()};
  Tensor g = b.grad();
  if (is_disjoint(w.shape, w.strides)) {
    Tensor zeros = zeros_of(c, {g.dtype(), b.shape(0)});
    b.set(0, op<"as_strided_scatter">(c, zeros, g, b.argument(1), b.argument(2), b.argument(3)));
    return;
  }
  int64_t elements = b.shape(0).elements();
  Tensor places = op<"arange">(c, Value(elements));
  Tensor window = op<"as_strided">(c, places, b.argument(1), b.argument(2), b.argument(3));
  Shape flat{g.elements()};
  Tensor sums =
      op<"take_gradient">(c, op<"reshape">(c, g, flat), op<"reshape">(c, window, flat), Value(Shape{elements}));
  b.set(0, op<"reshape">(c, sums, b.shape(0)));
}

// The windows of all examples are one: a stride from example to example in front.
std::array<Value, 3> batched_window(const Batching& b, const Tensor& base, int first) {
  int64_t elements = 1;
  for (int i = 1; i < base.rank(); ++i) elements *= base.shape()[i];
  auto behind = [&](int64_t front, const Value& list) {
    ValueList out{Value(front)};
    for (const Value& v : list.as_list()) out.push_back(v);
    return Value(std::move(out));
  };
  return {behind(b.size, b.plain(first)), behind(elements, b.plain(first + 1)), b.plain(first + 2)};
}

FunctionBuilder& windowed(FunctionBuilder& f, const char* base) {
  return f.attribute("shape", types::shape, "Sizes of the window.")
      .attribute("strides", types::list(types::integer),
                 std::string("For each axis the distance between neighbours, in elements of ") + base +
                     "; it may be negative or zero.")
      .attribute("offset", types::integer, 0,
                 "The window's first element, counted from 0 in row-major order in every language.")
      .error("index", "the window reaches beyond the elements")
      .error("value", "there is not one stride for each axis");
}

}  // namespace

MIXGRAD_FUNCTION(as_strided) {
  windowed(f.summary("A window on the elements of a tensor, by strides.")
               .description("A view. The tensor must be row-major without gaps; element [i, j, …] of the result is its "
                            "element number offset + "
                            "i·strides[0] + j·strides[1] + …. Elements may share a place; such a window may be read, "
                            "and its gradients add up.")
               .reference("PyTorch 2.x, torch.as_strided")
               .tensor("x", "The tensor, row-major without gaps."),
           "x")
      .output("out", "The window.", "as x", "shape")
      .error("value", "x is not row-major without gaps")
      .view([](Infer& infer) {
        Window w = window_of(infer, 1);
        Tensor x = infer.tensor(0);
        if (!x.is_contiguous())
          throw infer.error(ErrorCode::kValue, 0, "the tensor must be row-major without gaps")
              .hint("make a copy first");
        return x.window(w.shape, w.strides, x.impl()->offset + w.offset);
      })
      .batching("as_strided",
                [](Batching& b) {
                  Tensor base = row_major_of(b.context, b.lifted(0));
                  auto [shape, strides, offset] = batched_window(b, base, 1);
                  b.result(op<"as_strided">(b.context, base, shape, strides, offset));
                })
      .gradient({}, as_strided_gradient)
      .example(R"(
        let x = tensor([1, 2, 3, 4])
        expect as_strided(x, [3, 2], [1, 1]) = [[1, 2], [2, 3], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(as_strided_scatter) {
  windowed(
      f.summary("A copy of a tensor in which a window, given by strides, holds other values.")
          .description("What a write to a window is, as a function: base itself stays as it is. The window is counted "
                       "as as_strided does.")
          .reference("PyTorch 2.x, torch.as_strided_scatter")
          .tensor("base", "The tensor.")
          .tensor("value", "What the window holds, of the window's shape; converted to base's dtype.", "any", "shape"),
      "base")
      .output("out", "The copy, of base's shape and dtype.", "as base", "[...]")
      .error("shape", "value does not have the window's shape")
      .error("value", "elements of the window share a place")
      .shape([](Infer& infer) {
        Window w = window_of(infer, 2);
        if (!(infer.shape(1) == w.shape)) {
          throw infer.error(ErrorCode::kShape, 1, "the value must have the window's shape")
              .given(infer.shape(1).text())
              .accepted(w.shape.text());
        }
        if (!is_disjoint(w.shape, w.strides))
          throw infer.error(ErrorCode::kValue, 3, "elements of the window share a place").given(w.strides.text());
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .batching("as_strided_scatter",
                [](Batching& b) {
                  Tensor base = b.lifted(0);
                  auto [shape, strides, offset] = batched_window(b, base, 2);
                  b.result(op<"as_strided_scatter">(b.context, base, b.lifted(1), shape, strides, offset));
                })
      .gradient({},
                [](Backward& b) {
                  Context& c = b.context;
                  if (b.needs(0)) {
                    Tensor zeros = zeros_of(c, {b.grad().dtype(), b.shape(1)});
                    b.set(0, op<"as_strided_scatter">(c, b.grad(), zeros, b.argument(2), b.argument(3), b.argument(4)));
                  }
                  if (b.needs(1)) {
                    Tensor window =
                        op<"as_strided">(c, row_major_of(c, b.grad()), b.argument(2), b.argument(3), b.argument(4));
                    b.set(1, as_dtype(c, window, b.dtype(1)));
                  }
                })
      .example(R"(
        let x = tensor([1, 2, 3, 4])
        expect as_strided_scatter(x, tensor([10, 20]), [2], [2], 1) = [1, 10, 3, 20]
      )");
}

}  // namespace mixgrad
