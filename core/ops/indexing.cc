// Reading and adding at places given by tensors of indices.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

constexpr const char* kIndexError = "an index lies outside the axis, or is negative";

// The shape of x with the axis replaced by the indices' axes.
Shape taken_shape(const Shape& x, const Shape& indices, int axis) {
  Shape out;
  for (int i = 0; i < axis; ++i) out.push_back(x[i]);
  for (int64_t size : indices) out.push_back(size);
  for (int i = axis + 1; i < x.rank(); ++i) out.push_back(x[i]);
  return out;
}

void same_rank(Infer& infer, int i) {
  if (infer.rank(i) == infer.rank(0)) return;
  throw infer
      .error(ErrorCode::kShape, i,
             name_mark(infer.function().arguments[i].name) + " must have as many axes as " +
                 name_mark(infer.function().arguments[0].name))
      .given(infer.shape(i).text())
      .accepted(std::to_string(infer.rank(0)) + " axes");
}

// x and indices broadcast against each other, but for the axis.
Shape along_shape(Infer& infer, int axis) {
  same_rank(infer, 1);
  Shape x = infer.shape(0), indices = infer.shape(1);
  int64_t length = indices[axis];
  x[axis] = indices[axis] = 1;
  try {
    x = broadcast(x, indices);
  } catch (Error& e) {
    e.on("indices");
    throw;
  }
  x[axis] = length;
  return x;
}

// Shared indices take from each example; indices of examples, from a shared tensor, bring their axis to the front.
void take_batching(Batching& b) {
  int64_t axis = b.plain(2).as_int();
  if (!b.batched(1)) return b.result(op<"take">(b.context, b.tensor(0), b.tensor(1), Value(axis + 1)));
  if (b.batched(0)) return b.each();
  Tensor out = op<"take">(b.context, b.tensor(0), b.tensor(1), Value(axis));
  Shape order{axis};
  for (int i = 0; i < out.rank(); ++i) {
    if (i != axis) order.push_back(i);
  }
  b.result(op<"permute_dims">(b.context, out, Value(order)));
}

void take_gradient_batching(Batching& b) {
  if (b.batched(1)) return b.each();
  b.lift_all_but(1);
}

}  // namespace

MIXGRAD_FUNCTION(take) {
  f.summary("Takes elements along an axis, by their positions.")
      .description("The axis is replaced by the axes of the indices. Negative indices are not accepted.")
      .math("out_{…jk…} = x_{…indices_j k…}")
      .reference("Python Array API standard 2024.12, take")
      .alias("index_select")
      .tensor("x", "The tensor to take from.")
      .tensor("indices", "Positions along the axis.", "integer")
      .carries_indices()
      .attribute("axis", types::axis, 0, "The axis to take along.")
      .output("out", "The elements.", "as x", "[..., *indices, ...]")
      .error("index", kIndexError)
      .method_of_tensor()
      .shape([](Infer& infer) {
        infer.output(infer.dtype(0), taken_shape(infer.shape(0), infer.shape(1), static_cast<int>(infer.integer(2))));
      })
      .batching("take", take_batching)
      .gradient({"indices"},
                [](Backward& b) {
                  b.set(0, op<"take_gradient">(b.context, b.grad(), b.input(1), Value(b.shape(0)), b.argument(2)));
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 4], [5, 6]])
        let first = topk(tensor([0, 2, 1]), 1).indices
        expect take(x, first) = [[3, 4]]
      )");
}

MIXGRAD_FUNCTION(take_gradient) {
  f.summary("Adds slices into a tensor of zeros, at positions along an axis.")
      .description("The transpose of take: slices that go to the same position add up, in the order of the indices.")
      .reference("PyTorch 2.x, torch.Tensor.index_add_")
      .tensor("grad", "The slices: the axis is replaced by the axes of the indices.", "numeric")
      .tensor("indices", "Positions along the axis.", "integer")
      .carries_indices()
      .attribute("like_shape", types::shape, "The result's shape.")
      .attribute("axis", types::axis, 0, "The axis of the result along which to add.")
      .axis_of("like_shape")
      .output("out", "The sums.", "as grad", "like_shape")
      .error("index", kIndexError)
      .error("shape", "grad does not have the shape that take would give")
      .shape([](Infer& infer) {
        Shape like = infer.sizes(2);
        int64_t axis = infer.integer(3);
        Shape expected = taken_shape(like, infer.shape(1), static_cast<int>(axis));
        if (!(infer.shape(0) == expected)) {
          throw infer.error(ErrorCode::kShape, 0, "the slices do not have the shape that take would give")
              .given(infer.shape(0).text())
              .accepted(expected.text());
        }
        infer.output(infer.dtype(0), like);
      })
      .batching("take_gradient", take_gradient_batching)
      .gradient({"indices"}, [](Backward& b) { b.set(0, op<"take">(b.context, b.grad(), b.input(1), b.argument(3))); })
      .example(R"(
        let places = topk(tensor([0, 2, 1]), 2).indices
        expect take_gradient(tensor([[1, 2], [3, 4]]), places, [3, 2]) = [[0, 0], [1, 2], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(take_along_axis) {
  f.summary("Takes elements along an axis, each row by positions of its own.")
      .description("Other axes than this one broadcast. Negative indices are not accepted.")
      .math("out_{ij} = x_{i, indices_{ij}}")
      .reference("Python Array API standard 2024.12, take_along_axis")
      .tensor("x", "The tensor to take from.")
      .tensor("indices", "Positions along the axis; as many axes as x.", "integer")
      .carries_indices()
      .attribute("axis", types::axis, -1, "The axis to take along.")
      .output("out", "The elements.", "as x", "[...]")
      .error("index", kIndexError)
      .error("shape", "indices has another number of axes than x, or the other axes do not broadcast")
      .method_of_tensor()
      .shape([](Infer& infer) { infer.output(infer.dtype(0), along_shape(infer, static_cast<int>(infer.integer(2)))); })
      .batching("axis")
      .gradient({"indices"},
                [](Backward& b) {
                  Shape wide = b.grad().shape();
                  int axis = static_cast<int>(b.argument(2).as_int());
                  wide[axis] = b.shape(0)[axis];
                  Tensor zeros = zeros_of(b.context, {b.grad().dtype(), wide});
                  set_broadcast(b, 0, op<"put_along_axis_add">(b.context, zeros, b.input(1), b.grad(), b.argument(2)));
                })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1)
        expect take_along_axis(x, best.indices) = [[9], [8]]
      )");
}

MIXGRAD_FUNCTION(put_along_axis_add) {
  f.summary("Adds values to a tensor along an axis, each row at positions of its own.")
      .description(
          "A new tensor; values that go to the same position add up, in row-major order. Other axes than this one "
          "broadcast to x's.")
      .math("out = x; out_{i, indices_{ij}} += values_{ij}")
      .reference("PyTorch 2.x, torch.scatter_add")
      .tensor("x", "The tensor to add to.", "numeric")
      .tensor("indices", "Positions along the axis; as many axes as x.", "integer")
      .carries_indices()
      .tensor("values", "What to add; its shape broadcasts to that of indices.", "numeric")
      .attribute("axis", types::axis, -1, "The axis to add along.")
      .output("out", "x with the values added.", "as x", "[...]")
      .error("index", kIndexError)
      .error("shape", "the shapes have different numbers of axes or do not broadcast")
      .shape([](Infer& infer) {
        int axis = static_cast<int>(infer.integer(3));
        Shape shape = along_shape(infer, axis);
        same_rank(infer, 2);
        Shape expected = infer.shape(0);
        expected[axis] = infer.shape(1)[axis];
        bool fits = shape == expected;
        for (int i = 0; i < shape.rank(); ++i) fits = fits && (infer.shape(2)[i] == shape[i] || infer.shape(2)[i] == 1);
        if (!fits)
          throw infer.error(ErrorCode::kShape, 2, "the values do not fit")
              .given(infer.shape(2).text())
              .accepted(expected.text());
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .batching("axis")
      .gradient({"indices"},
                [](Backward& b) {
                  b.set(0, b.grad());
                  if (b.needs(2))
                    set_broadcast(b, 2, op<"take_along_axis">(b.context, b.grad(), b.input(1), b.argument(3)));
                })
      .example(R"(
        let x = tensor([[3, 9, 1], [7, 0, 8]])
        let best = topk(x, 1)
        expect put_along_axis_add(x, best.indices, tensor([[100], [200]])) = [[3, 109, 1], [7, 0, 208]]
      )");
}

}  // namespace mixgrad
