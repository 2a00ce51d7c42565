// Parts of a tensor by positions along its first axes: what getitem and setitem with tensors are made of.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

constexpr const char* kIndices =
    "Along the last axis the positions along x's first axes, of one place. Where counting is from 0, negative ones "
    "count "
    "from the end.";

FunctionBuilder& placed(FunctionBuilder& f) {
  return f.tensor("x", "The tensor; at least one axis.")
      .tensor("indices", kIndices, "integer", "[..., k]")
      .carries_indices()
      .error("index", "an index lies outside its axis");
}

int axes_of(const Shape& indices) { return static_cast<int>(indices[indices.rank() - 1]); }

Shape places_of(const Shape& indices) {
  Shape places;
  for (int i = 0; i + 1 < indices.rank(); ++i) places.push_back(indices[i]);
  return places;
}

Shape parts_of(Infer& infer) {
  const Shape& indices = infer.shape(1);
  if (indices.rank() == 0 || indices[indices.rank() - 1] < 1 || indices[indices.rank() - 1] > infer.rank(0)) {
    throw infer
        .error(ErrorCode::kShape, 1,
               "the last axis of " + name_mark("indices") + " must hold the positions along one or more axes of " +
                   name_mark("x"))
        .given(indices.text())
        .accepted(infer.rank(0) == 0 ? std::string("none") : "[..., 1 to " + std::to_string(infer.rank(0)) + "]");
  }
  Shape out = places_of(indices);
  for (int i = axes_of(indices); i < infer.rank(0); ++i) out.push_back(infer.shape(0)[i]);
  return out;
}

// With the number of the example before the positions: places among the examples of x.
Tensor with_example(Batching& b) {
  Tensor indices = b.lifted(1);
  Shape column{b.size}, whole = indices.shape();
  while (column.rank() < whole.rank()) column.push_back(1);
  whole[whole.rank() - 1] = 1;
  Tensor example = op<"reshape">(b.context, op<"arange">(b.context, Value(b.size)), Value(column));
  example = op<"broadcast_to">(b.context, example, Value(whole));
  indices = as_dtype(b.context, indices, DType::kInt64);
  return op<"concat">(b.context, Value(ValueList{example, indices}), Value(int64_t{-1}));
}

// True at the places whose value stays: nothing is written there later.
Tensor written_last(Backward& b) {
  const Shape& x = b.shape(0);
  Shape places = places_of(b.shape(1)), front;
  int axes = axes_of(b.shape(1));
  for (int i = 0; i < axes; ++i) front.push_back(x[i]);
  Tensor order = op<"reshape">(b.context, op<"arange">(b.context, Value(places.elements())), Value(places));
  Tensor last = op<"index_put">(b.context, zeros_of(b.context, {DType::kInt64, front}), b.input(1), order);
  Tensor stays = op<"equal">(b.context, op<"index_get">(b.context, last, b.input(1)), order);
  for (int i = axes; i < x.rank(); ++i) places.push_back(1);
  return as_shape(b.context, stays, places);
}

}  // namespace

MIXGRAD_FUNCTION(index_get) {
  placed(f.summary("The parts of a tensor at places along its first axes.")
             .description(
                 "Each place is given by its positions along one or more of x's first axes. The result has the axes of "
                 "the places first and then those of x that have no positions. See getitem for tensors of positions "
                 "along any axes.")
             .math("out_{j…} = x_{indices_{j,0}, …, indices_{j,k-1}, …}")
             .reference("NumPy 2.x, integer array indexing; ONNX operator GatherND, version 13"))
      .output("out", "The parts.", "as x", "[..., *x.shape[k:]]")
      .error("shape", "the last axis of indices has no positions, or more than x has axes")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), parts_of(infer)); })
      .batching("index_get",
                [](Batching& b) {
                  b.result(op<"index_get">(b.context, b.tensor(0), b.batched(0) ? with_example(b) : b.tensor(1)));
                })
      .gradient({"indices"},
                [](Backward& b) {
                  Tensor zeros = zeros_of(b.context, {b.grad().dtype(), b.shape(0)});
                  b.set(0, op<"index_put">(b.context, zeros, b.input(1), b.grad(), Value(true)));
                })
      .example(R"(
        let x = tensor([[1, 5], [7, 4]])
        let places = argwhere(greater(x, 4))
        expect index_get(x, places) = [5, 7]
      )");
}

MIXGRAD_FUNCTION(index_put) {
  placed(
      f.summary("A tensor with other parts at places along its first axes.")
          .description(
              "A new tensor; in place (index_put_) it overwrites x. Of several values for one place the last counts, "
              "in row-major order of the places. Added values are added in that order; booleans are joined by or. "
              "The values are converted to x's dtype; what lies in x's memory counts as it was before. See setitem for "
              "tensors of positions along any axes.")
          .math("out = x; out_{indices_{j,0}, …, indices_{j,k-1}, …} = values_{j…}")
          .reference("PyTorch 2.x, torch.Tensor.index_put; ONNX operator ScatterND, version 18"))
      .tensor("values",
              "What to write; its shape broadcasts to the axes of the places and then those of x that have no "
              "positions.")
      .attribute("accumulate", types::boolean, false, "Whether the values are added to what is there.")
      .output("out", "x with the values written.", "as x", "[...]")
      .error("shape", "the last axis of indices has no positions, or more than x has axes; or the values do not fit")
      .in_place()
      .shape([](Infer& infer) {
        Shape parts = parts_of(infer), given = infer.shape(2);
        bool fits = given.rank() <= parts.rank();
        for (int i = 1; fits && i <= given.rank(); ++i)
          fits = given[given.rank() - i] == 1 || given[given.rank() - i] == parts[parts.rank() - i];
        if (!fits) {
          throw infer.error(ErrorCode::kShape, 2, "the values do not fit the places")
              .given(given.text())
              .accepted("what broadcasts to " + parts.text());
        }
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .batching("index_put",
                [](Batching& b) {
                  Tensor indices = with_example(b), x = b.lifted(0);
                  int parts = indices.rank() - 2 + x.rank() - axes_of(indices.shape());
                  b.result(op<"index_put">(b.context, x, indices, b.aligned(2, parts), b.plain(3)));
                })
      .gradient({"indices"},
                [](Backward& b) {
                  bool adds = b.argument(3).as_bool();
                  if (b.needs(0)) {
                    Tensor zero = zeros_of(b.context, {b.grad().dtype(), Shape{}});
                    b.set(0, adds ? b.grad() : op<"index_put">(b.context, b.grad(), b.input(1), zero));
                  }
                  if (!b.needs(2)) return;
                  Tensor parts = op<"index_get">(b.context, b.grad(), b.input(1));
                  if (!adds) parts = op<"where">(b.context, written_last(b), parts, Value(0.0));
                  set_broadcast(b, 2, parts);
                })
      .example(R"(
        let x = tensor([[1, 5], [7, 4]])
        let places = argwhere(greater(x, 4))
        expect index_put(x, places, tensor([2, 3])) = [[1, 2], [3, 4]]
        let y = tensor([5, 6, 7])
        let order = argsort(tensor([3, 1, 2]))
        do index_put_(y, expand_dims(order, 1), y)
        expect y = [7, 5, 6]
      )");
}

}  // namespace mixgrad
