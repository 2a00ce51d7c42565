// Positions in several axes at once: as numbers of elements, and for reading and writing elements and slices there.
#include <algorithm>

#include "core/ops/scatter.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

constexpr const char* kPlaceError = "an index lies outside its axis, or is negative";

// The sizes in the attribute; an error unless they could be a tensor's.
Shape sizes_of(Infer& infer, int i) {
  Shape shape = infer.sizes(i);
  int64_t total = 1;
  bool fits = shape.rank() > 0;
  for (int64_t size : shape) fits = fits && size >= 0 && !__builtin_mul_overflow(total, size, &total);
  if (fits) return shape;
  throw infer.error(ErrorCode::kShape, i, "these can not be the sizes of a tensor's axes").given(shape.text());
}

FunctionBuilder& shape_attribute(FunctionBuilder& f) {
  return f.attribute("shape", types::shape, "The sizes of the axes, at least one.").positional(2);
}

void ravel_shape(Infer& infer) {
  Shape shape = sizes_of(infer, 1);
  const ValueList& lists = infer.list(0);
  if (static_cast<int>(lists.size()) != shape.rank())
    throw infer.error(ErrorCode::kShape, 0, "there must be one tensor of indices for each size")
        .given(std::to_string(lists.size()) + " tensors")
        .accepted(std::to_string(shape.rank()));
  Shape out;
  try {
    for (const Value& one : lists) out = broadcast(out, one.tensor_impl()->shape);
  } catch (Error& e) {
    e.on("indices");
    throw;
  }
  infer.output(DType::kInt64, out);
}

void ravel_batching(Batching& b) {
  int rank = b.example_shape().rank();
  ValueList lists;
  for (const BatchedArgument& one : b.argument(0).list) lists.push_back(b.aligned(*one.tensor, rank));
  b.result(op<"ravel_multi_index">(b.context, Value(std::move(lists)), b.plain(1)));
}

// Rows of indices along the last axis of an input.
int64_t row_length(Infer& infer, int axes) {
  const Shape& indices = infer.shape(1);
  int64_t length = indices.rank() > 0 ? indices[indices.rank() - 1] : 0;
  if (length >= 1 && length <= axes) return length;
  throw infer
      .error(ErrorCode::kShape, 1,
             "the last axis must have one index for each axis of " + name_mark("x") + " in question")
      .given(indices.text())
      .accepted(axes == 0 ? "none" : "a last axis of 1 to " + std::to_string(axes));
}

Shape appended(Infer& infer, Shape shape, const Shape& more, int from) {
  if (shape.rank() + more.rank() - from > kMaxRank)
    throw infer.error(ErrorCode::kShape, 1, "the result would have more axes than a tensor can have")
        .given(infer.shape(1).text());
  for (int i = from; i < more.rank(); ++i) shape.push_back(more[i]);
  return shape;
}
Shape without_last(Shape shape) {
  shape.erase(shape.rank() - 1);
  return shape;
}

void gather_shape(Infer& infer) {
  const Shape &x = infer.shape(0), &indices = infer.shape(1);
  int64_t batch = infer.integer(2);
  bool fits = batch < indices.rank() && batch <= x.rank();
  for (int i = 0; fits && i < batch; ++i) fits = indices[i] == x[i];
  if (batch > 0 && !fits)
    throw infer.error(ErrorCode::kShape, 1, "the first axes must be those of " + name_mark("x"))
        .given(indices.text())
        .accepted("the first " + std::to_string(batch) + " of " + x.text());
  int64_t length = row_length(infer, x.rank() - static_cast<int>(batch));
  infer.output(infer.dtype(0), appended(infer, without_last(indices), x, static_cast<int>(batch + length)));
}

struct Rows {
  Tensor numbers;  // of elements or slices, one axis
  Shape flat;      // x with the axes that indices speak of as one, in front
};

// Where `axes` axes of x from `first` on, each index of a row speaks of one.
Rows rows_of(Context& c, const Tensor& x, const Tensor& indices, int first) {
  int axis = indices.rank() - 1, count = static_cast<int>(indices.shape()[axis]);
  ValueList columns;
  Shape sizes, flat{1};
  for (int i = 0; i < count; ++i) {
    columns.push_back(op<"squeeze">(c, slice_of(c, indices, axis, i, i + 1), Value(int64_t{axis})));
    sizes.push_back(x.shape()[first + i]);
  }
  for (int i = 0; i < first + count; ++i) flat[0] *= x.shape()[i];
  for (int i = first + count; i < x.rank(); ++i) flat.push_back(x.shape()[i]);
  return {op<"ravel_multi_index">(c, Value(std::move(columns)), sizes), flat};
}

Type update_type() {
  return types::enumeration("ScatterUpdate", {{"none", 0, "It is replaced; of several values the last one stays."},
                                              {"sum", 1, "Values are added to it."},
                                              {"prod", 2, "It is multiplied by the values."},
                                              {"amax", 3, "The largest of it and the values; NaN wins."},
                                              {"amin", 4, "The smallest of it and the values; NaN wins."}});
}

Tensor updated(Context& c, const Value& x, const Tensor& numbers, const Tensor& values, int64_t how) {
  Value axis(int64_t{0});
  constexpr Scatter kHow[] = {Scatter::kSum, Scatter::kSum, Scatter::kProd, Scatter::kMax, Scatter::kMin};
  if (how == 0) return op<"index_copy">(c, x, numbers, values, axis);
  if (how == 1) return op<"index_add">(c, x, numbers, values, axis);
  return op<"index_reduce">(c, x, numbers, values, axis, how_value(kHow[how]));
}

}  // namespace

MIXGRAD_FUNCTION(ravel_multi_index) {
  shape_attribute(f.summary("Positions in several axes as positions in row-major order.")
                      .description("What unravel_index does, backwards.")
                      .math("out = (\\dots (i_1 n_2 + i_2) n_3 + \\dots) n_k + i_k")
                      .reference("NumPy 2.x, numpy.ravel_multi_index")
                      .tensors("indices", "For each axis positions along it; they broadcast.", "integer")
                      .carries_indices())
      .output("out", "Positions of the elements in row-major order.", "int64", "broadcast(indices)")
      .carries_indices()
      .error("index", kPlaceError)
      .error("shape", "there is not one tensor for each size, they do not broadcast, or the sizes are no tensor's")
      .shape(ravel_shape)
      .batching("ravel_multi_index", ravel_batching)
      .no_gradient("positions are whole numbers")
      .example(R"(
        let rows = argmax(tensor([[1, 0], [0, 1]]), 1)
        let columns = argmax(tensor([[0, 0, 1], [0, 1, 0]]), 1)
        expect ravel_multi_index([rows, columns], [2, 3]) index = [2, 4]
      )");
}

MIXGRAD_FUNCTION(unravel_index) {
  shape_attribute(
      f.summary("Positions in row-major order as positions in several axes.")
          .description("What argmax of a whole tensor gives, as one position for each axis.")
          .math("i_k = out_1 \\bmod n_k, \\; i_{k-1} = \\lfloor out_1 / n_k \\rfloor \\bmod n_{k-1}, \\; \\dots")
          .reference("NumPy 2.x, numpy.unravel_index; PyTorch 2.x, torch.unravel_index")
          .tensor("indices", "Positions of elements in row-major order.", "integer")
          .carries_indices())
      .output("out", types::tensors, "For each axis the positions along it, int64, of the shape of indices.")
      .carries_indices()
      .error("index", "an index is not that of an element, or is negative")
      .error("shape", "the sizes are no tensor's")
      .shape([](Infer& infer) {
        infer.output_list(
            std::vector<TensorSpec>(static_cast<size_t>(sizes_of(infer, 1).rank()), {DType::kInt64, infer.shape(0)}));
      })
      .batching("unravel_index",
                [](Batching& b) {
                  Results made = op_results<"unravel_index">(b.context, b.tensor(0), b.plain(1));
                  for (const Value& one : made.values.at(0).as_list()) b.result(one.as_tensor());
                })
      .no_gradient("positions are whole numbers")
      .example(R"(
        let place = unravel_index(argmax(tensor([[1, 2], [9, 3]])), [2, 2])
        expect place[0] index = 1
        expect place[1] index = 0
      )");
}

MIXGRAD_FUNCTION(gather_nd) {
  f.summary("Takes elements or slices, each by a position in several axes.")
      .description(
          "Along the last axis of indices lie rows: one position for each of the first K axes of x, behind those of "
          "the "
          "batch, which both have in common. What those axes leave is taken: an element if K is their number, else a "
          "slice. Negative indices are not accepted.")
      .math("out_{i\\dots} = x_{indices_{i 1}, \\dots, indices_{i K}, \\dots}")
      .reference("ONNX, GatherND")
      .tensor("x", "The tensor to take from.")
      .tensor("indices", "The positions.", "integer", "[..., K]")
      .carries_indices()
      .attribute("batch_dims", types::count, 0, "How many of the first axes are those of a batch.")
      .output("out", "The elements or slices.", "as x", "[..., ...]")
      .error("index", kPlaceError)
      .error("shape", "K is larger than the number of axes or zero, or the axes of a batch differ")
      .error("value", "batch_dims is negative")
      .method_of_tensor()
      .shape(gather_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        gather_shape(infer);
        Tensor x = call.tensor(0), indices = call.tensor(1);
        int batch = static_cast<int>(call[2].as_int()), axis = indices.rank() - 1;
        Rows rows = rows_of(c, x, indices, batch);
        if (batch > 0) {  // the elements of an example lie behind those of the examples before it
          Shape lines;
          int64_t examples = 1, size = 1;
          for (int i = 0; i < axis; ++i) lines.push_back(i < batch ? x.shape()[i] : 1);
          for (int i = 0; i < batch; ++i) examples *= x.shape()[i];
          for (int i = 0; i < indices.shape()[axis]; ++i) size *= x.shape()[batch + i];
          Tensor starts = times(c, op<"arange">(c, Value(examples)), Value(size));
          rows.numbers = plus(c, rows.numbers, as_shape(c, starts, lines));
        }
        Tensor taken = op<"take">(c, as_shape(c, x, rows.flat), rows.numbers, Value(int64_t{0}));
        call.result(as_shape(c, taken, infer.output(0).shape));
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        let first = argmax(tensor([[0, 1], [1, 0]]), 1)
        expect gather_nd(x, stack([first, first], 1)) = [4, 1]
        expect gather_nd(x, expand_dims(first, 1)) = [[3, 4], [1, 2]]
      )");
}

MIXGRAD_FUNCTION(scatter_nd) {
  f.summary("Puts elements or slices at positions in several axes.")
      .description(
          "Along the last axis of indices lie rows, one position for each of the first K axes of x; what those axes "
          "leave is written: an element if K is the number of x's axes, else a slice. Values that go to one place are "
          "taken in row-major order, for any number of threads. Integers wrap around; float16 and bfloat16 are "
          "computed "
          "in float32 and rounded once.")
      .math("out = x; out_{indices_{i 1}, \\dots, indices_{i K}, \\dots} = values_{i\\dots}")
      .reference("ONNX, ScatterND")
      .tensor("x", "The tensor.", "numeric")
      .tensor("indices", "The positions.", "integer", "[..., K]")
      .carries_indices()
      .tensor("values",
              "What goes there: the axes of indices but for the last, then those of x behind the first K. "
              "Converted to x's dtype.",
              "numeric")
      .attribute("reduction", update_type(), 0, "What becomes of an element at such a place.")
      .output("out", "A new tensor: x with the changes.", "as x", "[...]")
      .error("index", kPlaceError)
      .error("shape",
             "K is larger than the number of axes or zero, or values do not have the shape that x and indices give")
      .method_of_tensor()
      .shape([](Infer& infer) {
        int64_t length = row_length(infer, infer.rank(0));
        Shape expected = appended(infer, without_last(infer.shape(1)), infer.shape(0), static_cast<int>(length));
        if (!(infer.shape(2) == expected))
          throw infer.error(ErrorCode::kShape, 2, "the values do not fit")
              .given(infer.shape(2).text())
              .accepted(expected.text());
        infer.output(infer.dtype(0), infer.shape(0));
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        Rows rows = rows_of(c, x, call.tensor(1), 0);
        Shape slices = rows.flat;
        slices[0] = rows.numbers.elements();
        Tensor out = updated(c, as_shape(c, x, rows.flat), as_shape(c, rows.numbers, Shape{slices[0]}),
                             as_shape(c, call.tensor(2), slices), call[3].as_int());
        call.result(as_shape(c, out, x.shape()));
      })
      .example(R"(
        let first = argmax(tensor([[0, 1], [1, 0]]), 1)
        let x = zeros([2, 2])
        expect scatter_nd(x, stack([first, first], 1), tensor([5, 7])) = [[7, 0], [0, 5]]
        expect scatter_nd(x, expand_dims(first, 1), tensor([[1, 2], [3, 4]]), "sum") = [[3, 4], [1, 2]]
      )");
}

}  // namespace mixgrad
