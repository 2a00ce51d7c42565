// Functions that put the elements or the axes of a tensor into another order, and that take axes apart.
#include <algorithm>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

FunctionBuilder& mover(FunctionBuilder& f, const char* reference) {
  return f.reference(reference).tensor("x", "The tensor.").method_of_tensor();
}
void same_spec(Infer& infer) { infer.output(infer.dtype(0), infer.shape(0)); }

Shape in_order(int rank) {
  Shape order;
  for (int i = 0; i < rank; ++i) order.push_back(i);
  return order;
}
// The axes of x in the order of the result: sources where destinations say, the others in theirs.
Shape moved(Infer& infer) {
  Shape from = infer.sizes(1), to = infer.sizes(2), order = in_order(infer.rank(0));
  if (from.rank() != to.rank()) {
    throw infer.error(ErrorCode::kValue, 2, "each axis to move needs one place")
        .given(std::to_string(to.rank()))
        .accepted(std::to_string(from.rank()));
  }
  std::vector<std::pair<int64_t, int64_t>> places;
  for (int i = 0; i < from.rank(); ++i) {
    places.emplace_back(to[i], from[i]);
    order.erase(static_cast<int>(std::find(order.begin(), order.end(), from[i]) - order.begin()));
  }
  std::sort(places.begin(), places.end());
  for (auto& [place, axis] : places) order.insert(static_cast<int>(place), axis);
  return order;
}
// How far each axis is moved, from the axis' beginning; pairs with the axes, which are all in one row without them.
std::vector<std::pair<int, int64_t>> rolls(Infer& infer) {
  Shape shifts = infer.sizes(1), axes = infer.has(2) ? infer.sizes(2) : Shape{0};
  if (shifts.rank() != axes.rank() && shifts.rank() != 1) {
    throw infer.error(ErrorCode::kValue, 1, "there must be one shift, or one for each axis")
        .given(std::to_string(shifts.rank()))
        .accepted(std::to_string(axes.rank()));
  }
  std::vector<std::pair<int, int64_t>> out;
  for (int i = 0; i < axes.rank(); ++i) out.emplace_back(static_cast<int>(axes[i]), shifts[shifts.rank() == 1 ? 0 : i]);
  return out;
}
Tensor rolled(Context& c, const Tensor& x, int axis, int64_t shift) {
  int64_t n = x.shape()[axis];
  shift = n == 0 ? 0 : shift % n;
  if (shift < 0) shift += n;
  if (shift == 0) return op<"copy">(c, x);
  ValueList parts{slice_of(c, x, axis, n - shift, n), slice_of(c, x, axis, 0, n - shift)};
  return op<"concat">(c, Value(std::move(parts)), Value(int64_t{axis}));
}
Shape swapped(int rank, int first, int second) {
  Shape order = in_order(rank);
  std::swap(order[first], order[second]);
  return order;
}
Shape permuted(const Shape& shape, const Shape& order) {
  Shape out;
  for (int64_t axis : order) out.push_back(shape[static_cast<int>(axis)]);
  return out;
}
int at(const Value& axis) { return static_cast<int>(axis.as_int()); }

// The sizes with the one that may be -1 found.
Shape unflattened(Infer& infer) {
  int axis = static_cast<int>(infer.integer(1));
  int64_t length = infer.shape(0)[axis], known = 1;
  int unknown = -1;
  bool too_many = false;
  Shape sizes = infer.sizes(2);
  for (int i = 0; i < sizes.rank(); ++i) {
    if (sizes[i] == -1 && unknown < 0) {
      unknown = i;
    } else if (sizes[i] < 0) {
      throw infer.error(ErrorCode::kShape, 2, sizes[i] == -1 ? "only one size may be -1" : "sizes must not be negative")
          .given(sizes.text());
    } else {
      too_many |= __builtin_mul_overflow(known, sizes[i], &known);
    }
  }
  if (unknown >= 0 && known > 0 && length % known == 0) sizes[unknown] = length / known;
  if (sizes.rank() == 0 || too_many || sizes.elements() != length || (unknown >= 0 && sizes[unknown] < 0)) {
    throw infer
        .error(ErrorCode::kShape, 2, "an axis with " + std::to_string(length) + " elements can not take these sizes")
        .given(infer.sizes(2).text())
        .accepted("sizes whose product is " + std::to_string(length));
  }
  Shape out = infer.shape(0);
  out.erase(axis);
  for (int i = 0; i < sizes.rank(); ++i) out.insert(axis + i, sizes[i]);
  return out;
}

}  // namespace

MIXGRAD_FUNCTION(flip) {
  mover(f, "Python Array API standard 2024.12, flip")
      .summary("Reverses the order of the elements along axes.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .math("out_i = x_{n - 1 - i}")
      .attribute("axis", types::axes, Value::null(), "The axis or axes to reverse; all of them if it is left out.")
      .output("out", "x in reversed order.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "an axis is named twice")
      .trait("view")
      .shape(same_spec)
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        Shape axes = call[1].as_shape();
        ValueList subscript;
        for (int i = 0; i < x.rank(); ++i) {
          bool reversed = std::find(axes.begin(), axes.end(), i) != axes.end();
          subscript.push_back(Value::slice(Value(), Value(), reversed ? Value(int64_t{-1}) : Value()));
        }
        call.result(op<"getitem">(call.context, x, Value(std::move(subscript))));
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect flip(x) = [[4, 3], [2, 1]]
        expect flip(x, 1) = [[2, 1], [4, 3]]
      )");
}

MIXGRAD_FUNCTION(roll) {
  mover(f, "Python Array API standard 2024.12, roll")
      .summary("Moves elements along axes; those that leave at one end come in at the other.")
      .description("Without an axis, the elements move in row-major order through the whole tensor.")
      .math("out_{(i + shift) \\bmod n} = x_i")
      .attribute("shift", types::int_or_tuple(0),
                 "How far, towards higher positions; negative towards lower ones. One number for all axes, or one for "
                 "each.")
      .attribute("axis", types::axes, Value::null(),
                 "The axis or axes along which to move; the whole tensor in row-major order if it is left out.")
      .output("out", "The moved elements.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "an axis is named twice, or there are several shifts but not one for each axis")
      .trait("ordered_axes")
      .shape([](Infer& infer) {
        rolls(infer);
        same_spec(infer);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        Tensor x = call.tensor(0), out = call.has(2) ? x : as_shape(c, x, Shape{x.elements()});
        std::vector<std::pair<int, int64_t>> steps = rolls(infer);
        for (auto& [axis, shift] : steps) out = rolled(c, out, axis, shift);
        call.result(steps.empty() ? op<"copy">(c, x) : as_shape(c, out, x.shape()));
      })
      .example(R"(
        expect roll(tensor([1, 2, 3]), 1) = [3, 1, 2]
        expect roll(tensor([[1, 2, 3], [4, 5, 6]]), -1, 1) = [[2, 3, 1], [5, 6, 4]]
        expect roll(tensor([[1, 2, 3], [4, 5, 6]]), [1, -1], [0, 1]) = [[5, 6, 4], [2, 3, 1]]
      )");
}

MIXGRAD_FUNCTION(moveaxis) {
  mover(f, "Python Array API standard 2024.12, moveaxis")
      .summary("Moves axes to other places; the others keep their order.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .attribute("source", types::axes, "The axis or axes to move.")
      .attribute("destination", types::axes, "Their places in the result, one for each.")
      .output("out", "x with the axes moved.", "as x", "[...]")
      .error("index", "x has no such axis")
      .error("value", "an axis or a place is named twice, or there is not one place for each axis")
      .trait("view")
      .trait("ordered_axes")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), permuted(infer.shape(0), moved(infer))); })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        call.result(op<"permute_dims">(call.context, call.tensor(0), moved(infer)));
      })
      .example(R"(
        expect moveaxis(tensor([[[1, 2, 3], [4, 5, 6]]]), 0, 2) shape = [2, 3, 1]
        expect moveaxis(tensor([[[1, 2, 3], [4, 5, 6]]]), [0, 1], [2, 0]) shape = [2, 3, 1]
      )");
}

MIXGRAD_FUNCTION(swapaxes) {
  mover(f, "NumPy 2.x, numpy.swapaxes")
      .summary("Exchanges two axes.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .attribute("axis1", types::axis, "The one axis.")
      .attribute("axis2", types::axis, "The other axis.")
      .output("out", "x with the axes exchanged.", "as x", "[...]")
      .error("index", "x has no such axis")
      .trait("view")
      .shape([](Infer& infer) {
        Shape order = swapped(infer.rank(0), at(infer.argument(1)), at(infer.argument(2)));
        infer.output(infer.dtype(0), permuted(infer.shape(0), order));
      })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        call.result(op<"permute_dims">(call.context, x, swapped(x.rank(), at(call[1]), at(call[2]))));
      })
      .example(R"(
        expect swapaxes(tensor([[1, 2, 3], [4, 5, 6]]), 0, 1) = [[1, 4], [2, 5], [3, 6]]
      )");
}

MIXGRAD_FUNCTION(matrix_transpose) {
  mover(f, "Python Array API standard 2024.12, matrix_transpose")
      .summary("Exchanges the last two axes: the rows and columns of a matrix, or of each of a stack of them.")
      .description("A view: no element is copied, and writing to it writes to x.")
      .math("out_{ij} = x_{ji}")
      .output("out", "The transposed matrices.", "as x", "[..., N, M]")
      .error("shape", "x has less than two axes")
      .trait("view")
      .shape([](Infer& infer) {
        int rank = infer.rank(0);
        if (rank < 2)
          throw infer.error(ErrorCode::kShape, 0, "a matrix has two axes")
              .given(infer.shape(0).text())
              .accepted("[..., M, N]");
        infer.output(infer.dtype(0), permuted(infer.shape(0), swapped(rank, rank - 1, rank - 2)));
      })
      .composed([](Invocation& call) { call.result(transposed(call.context, call.tensor(0))); })
      .example(R"(
        expect matrix_transpose(tensor([[1, 2], [3, 4]])) = [[1, 3], [2, 4]]
      )");
}

MIXGRAD_FUNCTION(unflatten) {
  mover(f, "PyTorch 2.x, torch.unflatten")
      .summary("Makes one axis into several.")
      .description("What flatten does, backwards. A view where that can be, else a new tensor.")
      .attribute("axis", types::axis, "The axis to take apart.")
      .attribute("sizes", types::shape, "The sizes of the axes in its place. One of them may be -1: it follows.")
      .output("out", "x in the new shape.", "as x", "[..., *sizes, ...]")
      .error("index", "x has no such axis")
      .error("shape",
             "the product of the sizes is not the size of the axis, or the result would have more axes than a tensor "
             "can have")
      .trait("view")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), unflattened(infer)); })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        call.result(op<"reshape">(call.context, call.tensor(0), unflattened(infer)));
      })
      .example(R"(
        expect unflatten(tensor([1, 2, 3, 4]), 0, [2, -1]) = [[1, 2], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(unstack) {
  mover(f, "Python Array API standard 2024.12, unstack")
      .summary("Takes a tensor apart along an axis, which is missing in the parts.")
      .description("What stack does, backwards. The parts are views: writing to one writes to x.")
      .attribute("axis", types::axis, 0, "The axis to take apart.")
      .output("parts", types::tensors, "The parts, first to last.")
      .error("index", "x has no such axis")
      .trait("view")
      .shape([](Infer& infer) {
        Shape part = infer.shape(0);
        int axis = at(infer.argument(1));
        size_t n = static_cast<size_t>(part[axis]);
        part.erase(axis);
        infer.output_list(std::vector<TensorSpec>(n, {infer.dtype(0), part}));
      })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        int axis = at(call[1]);
        ValueList parts;
        for (int64_t i = 0; i < x.shape()[axis]; ++i) {
          ValueList subscript(static_cast<size_t>(axis), Value::slice(Value(), Value(), Value()));
          subscript.push_back(Value(i));
          parts.push_back(op<"getitem">(call.context, x, Value(std::move(subscript))));
        }
        call.result(Value(std::move(parts)));
      })
      .example(R"(
        let rows = unstack(tensor([[1, 2], [3, 4]]))
        expect rows[0] = [1, 2]
        expect rows[1] = [3, 4]
      )");
}

}  // namespace mixgrad
