// Functions that repeat tensors, make grids of them, and keep or compare parts of a tensor.
#include <algorithm>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

Shape checked_shape(Infer& infer, const std::vector<int64_t>& sizes, int argument) {
  if (sizes.size() > kMaxRank)
    throw infer.error(ErrorCode::kShape, argument, "the result would have more axes than a tensor can have")
        .given(std::to_string(sizes.size()) + " axes")
        .accepted("at most " + std::to_string(kMaxRank));
  Shape out{std::span<const int64_t>(sizes)};
  checked_bytes(out, 1);
  return out;
}

// The whole axis over and over.
Tensor tiled_axis(Context& c, const Tensor& x, int axis, int64_t times) {
  int64_t outer = 1, n = x.shape()[axis], inner = 1;
  for (int i = 0; i < x.rank(); ++i) (i < axis ? outer : inner) *= i == axis ? 1 : x.shape()[i];
  Tensor lines = as_shape(c, x, Shape{outer, 1, n, inner});
  Shape out = x.shape();
  out[axis] = n * times;
  return op<"reshape">(c, op<"broadcast_to">(c, lines, Shape{outer, times, n, inner}), out);
}

Shape tiled(Infer& infer) {
  std::vector<int64_t> sizes(infer.shape(0).begin(), infer.shape(0).end());
  const ValueList& times = infer.list(1);
  if (times.size() > sizes.size()) sizes.insert(sizes.begin(), times.size() - sizes.size(), 1);
  for (size_t i = 0; i < times.size(); ++i) {
    int64_t& size = sizes[sizes.size() - times.size() + i];
    if (__builtin_mul_overflow(size, times[i].as_int(), &size))
      throw infer.error(ErrorCode::kShape, 1, "the result would be too large");
  }
  return checked_shape(infer, sizes, 1);
}

Shape common_shape(Infer& infer) {
  Shape out;
  const ValueList& list = infer.list(0);
  for (size_t i = 0; i < list.size(); ++i) {
    const Shape& shape = list[i].tensor_impl()->shape;
    try {
      out = broadcast(out, shape);
    } catch (const Error&) {
      throw infer
          .error(ErrorCode::kShape, 0,
                 "the tensor at position " + number_mark(static_cast<int64_t>(i)) +
                     " does not broadcast with those before it")
          .given(shape.text())
          .accepted("what broadcasts with " + out.text());
    }
  }
  return out;
}

Shape grid_shape(Infer& infer) {
  std::vector<int64_t> sizes;
  const ValueList& list = infer.list(0);
  for (size_t i = 0; i < list.size(); ++i) {
    const Shape& shape = list[i].tensor_impl()->shape;
    if (shape.rank() != 1)
      throw infer
          .error(ErrorCode::kShape, 0,
                 "the tensor at position " + number_mark(static_cast<int64_t>(i)) + " must have one axis")
          .given(shape.text())
          .accepted("[n]");
    sizes.push_back(shape[0]);
  }
  if (infer.integer(1) == 0 && sizes.size() > 1) std::swap(sizes[0], sizes[1]);
  return checked_shape(infer, sizes, 0);
}

Type indexing() {
  return types::enumeration("Indexing", {{"xy", 0, "The first tensor varies along the second axis, as on paper."},
                                         {"ij", 1, "Each tensor varies along the axis of its place, as in a matrix."}});
}

// Where column - row is at most, or at least, k.
void part_of_matrix(Invocation& call, bool lower) {
  Context& c = call.context;
  Tensor x = call.tensor(0);
  Tensor row = op<"arange">(c, Value(x.shape()[x.rank() - 2])),
         column = op<"arange">(c, Value(x.shape()[x.rank() - 1]));
  Tensor diagonal = op<"subtract">(c, column, op<"expand_dims">(c, row, Value(int64_t{1})));
  Tensor kept = lower ? op<"less_equal">(c, diagonal, call[1]) : op<"greater_equal">(c, diagonal, call[1]);
  call.result(op<"where">(c, kept, x, x.dtype() == DType::kBool ? Value(false) : Value(int64_t{0})));
}
FunctionBuilder& triangle(FunctionBuilder& f, const char* reference) {
  return f.reference(reference)
      .tensor("x", "The matrices.", "any", "[..., M, N]")
      .attribute("k", types::integer, 0, "Which diagonal: 0 the main one, positive above it, negative below it.")
      .output("out", "A new tensor of x's shape.", "as x", "[..., M, N]")
      .error("shape", "x has less than two axes")
      .method_of_tensor()
      .shape([](Infer& infer) {
        if (infer.rank(0) < 2)
          throw infer.error(ErrorCode::kShape, 0, "a matrix has two axes")
              .given(infer.shape(0).text())
              .accepted("[..., M, N]");
        infer.output(infer.dtype(0), infer.shape(0));
      });
}

void check_part(Infer& infer, int i) {
  if (!infer.has(i)) return;
  int axis = static_cast<int>(infer.integer(3));
  Shape shape = infer.shape(0), part = infer.shape(i);
  bool fits = part.rank() == shape.rank();
  if (fits) shape[axis] = part[axis];
  if (fits && part == shape) return;
  throw infer.error(ErrorCode::kShape, i, "it must have x's shape but for " + number_mark(axis))
      .given(part.text())
      .accepted(infer.shape(0).text());
}

}  // namespace

MIXGRAD_FUNCTION(tile) {
  f.summary("Lays copies of a tensor side by side.")
      .description(
          "The repetitions count for the last axes. If there are more of them than axes, the tensor gets axes of size "
          "1 "
          "in front.")
      .math("out_i = x_{i \\bmod n}")
      .reference("Python Array API standard 2024.12, tile")
      .tensor("x", "The tensor.")
      .attribute("repetitions", types::list(types::count), "For each axis how many copies.")
      .output("out", "The copies.", "as x", "[...]")
      .error("shape", "the result would have more axes than a tensor can have, or be too large")
      .error("value", "a number of copies is negative")
      .method_of_tensor()
      .shape([](Infer& infer) { infer.output(infer.dtype(0), tiled(infer)); })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        const ValueList& times = call[1].as_list();
        int count = static_cast<int>(times.size());
        Shape wide;
        for (int i = x.rank(); i < count; ++i) wide.push_back(1);
        for (int64_t size : x.shape()) wide.push_back(size);
        Tensor out = as_shape(c, x, wide);
        for (int i = 0; i < count; ++i) {
          int64_t copies = times[static_cast<size_t>(i)].as_int();
          if (copies != 1) out = tiled_axis(c, out, wide.rank() - count + i, copies);
        }
        call.result(out.same(x) ? op<"copy">(c, x) : out);
      })
      .example(R"(
        expect tile(tensor([1, 2]), [2]) = [1, 2, 1, 2]
        expect tile(tensor([1, 2]), [2, 1]) = [[1, 2], [1, 2]]
      )");
}

MIXGRAD_FUNCTION(broadcast_arrays) {
  f.summary("Broadcasts tensors against each other.")
      .description(
          "Views with stride 0 where elements repeat: nothing is copied. They may not be written to, as several "
          "elements share one place.")
      .reference("Python Array API standard 2024.12, broadcast_arrays")
      .alias("broadcast_tensors")
      .tensors("tensors", "The tensors.")
      .output("out", types::tensors, "The tensors, in the shape they have in common.")
      .error("shape", "the shapes do not broadcast")
      .trait("view")
      .shape([](Infer& infer) {
        Shape shape = common_shape(infer);
        std::vector<TensorSpec> specs;
        for (const Value& v : infer.list(0)) specs.push_back({v.tensor_impl()->dtype, shape});
        infer.output_list(std::move(specs));
      })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        Shape shape = common_shape(infer);
        ValueList out;
        for (const Value& v : call[0].as_list()) out.push_back(op<"broadcast_to">(call.context, v, shape));
        call.result(Value(std::move(out)));
      })
      .example(R"(
        let both = broadcast_arrays([tensor([1, 2]), tensor([[3], [4]])])
        expect both[0] = [[1, 2], [1, 2]]
        expect both[1] = [[3, 3], [4, 4]]
      )");
}

MIXGRAD_FUNCTION(meshgrid) {
  f.summary("The coordinates of all points of a grid, one tensor for each direction.")
      .description("Views with stride 0 where elements repeat: nothing is copied, and they may not be written to.")
      .reference("Python Array API standard 2024.12, meshgrid")
      .tensors("tensors", "The coordinates along each direction, each with one axis.", "any", "[n]")
      .attribute("indexing", indexing(), 0, "How directions and axes go together.")
      .output("out", types::tensors, "For each direction the coordinates of all points.")
      .error("shape", "a tensor has not one axis, or there are more than 8 of them")
      .trait("view")
      .shape([](Infer& infer) {
        Shape shape = grid_shape(infer);
        std::vector<TensorSpec> specs;
        for (const Value& v : infer.list(0)) specs.push_back({v.tensor_impl()->dtype, shape});
        infer.output_list(std::move(specs));
      })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        Shape shape = grid_shape(infer);
        bool turned = call[1].as_int() == 0 && shape.rank() > 1;
        ValueList out;
        for (const Value& v : call[0].as_list()) {
          int i = static_cast<int>(out.size()), axis = turned && i < 2 ? 1 - i : i;
          Shape line = shape;
          for (int a = 0; a < line.rank(); ++a) line[a] = a == axis ? shape[a] : 1;
          Tensor along = as_shape(call.context, v.as_tensor(), line);
          out.push_back(op<"broadcast_to">(call.context, along, shape));
        }
        call.result(Value(std::move(out)));
      })
      .example(R"(
        let grid = meshgrid([tensor([1, 2, 3]), tensor([10, 20])])
        expect grid[0] = [[1, 2, 3], [1, 2, 3]]
        expect grid[1] = [[10, 10, 10], [20, 20, 20]]
      )");
}

MIXGRAD_FUNCTION(tril) {
  triangle(f, "Python Array API standard 2024.12, tril")
      .summary("The lower triangle of matrices, and zeros above it.")
      .description("Elements up to diagonal k stay.")
      .math("out_{ij} = j - i \\le k \\;?\\; x_{ij} : 0")
      .composed([](Invocation& call) { part_of_matrix(call, true); })
      .example(R"(
        expect tril(tensor([[1, 2], [3, 4]])) = [[1, 0], [3, 4]]
      )");
}

MIXGRAD_FUNCTION(triu) {
  triangle(f, "Python Array API standard 2024.12, triu")
      .summary("The upper triangle of matrices, and zeros below it.")
      .description("Elements from diagonal k on stay.")
      .math("out_{ij} = j - i \\ge k \\;?\\; x_{ij} : 0")
      .composed([](Invocation& call) { part_of_matrix(call, false); })
      .example(R"(
        expect triu(tensor([[1, 2], [3, 4]])) = [[1, 2], [0, 4]]
      )");
}

MIXGRAD_FUNCTION(diff) {
  f.summary("Differences of neighbours along an axis.")
      .description(
          "Done n times, each of which makes the axis shorter by one; nothing is left if there are not enough "
          "elements. "
          "Integers wrap around. With n = 0 the result is x, and neither prepend nor append counts.")
      .math("out_i = x_{i + 1} - x_i")
      .reference("Python Array API standard 2024.12, diff")
      .tensor("x", "The tensor, with at least one axis.", "numeric")
      .optional_tensor("prepend", "What to put in front of x along the axis first.", "numeric", "[...]")
      .optional_tensor("append", "What to put behind x along the axis first.", "numeric", "[...]")
      .attribute("axis", types::axis, -1, "The axis.")
      .attribute("n", types::count, 1, "How many times differences are taken.")
      .positional(1)
      .output("out", "The differences.", "promoted(x, prepend, append)", "[...]")
      .error("index", "x has no such axis")
      .error("shape", "prepend or append does not have x's shape but for the axis")
      .error("value", "n is negative")
      .method_of_tensor()
      .shape([](Infer& infer) {
        int axis = static_cast<int>(infer.integer(3));
        if (infer.integer(4) == 0) return infer.output(infer.dtype(0), infer.shape(0));
        check_part(infer, 1);
        check_part(infer, 2);
        Shape out = infer.shape(0);
        for (int i = 1; i < 3; ++i) out[axis] += infer.has(i) ? infer.shape(i)[axis] : 0;
        out[axis] = std::max<int64_t>(0, out[axis] - infer.integer(4));
        infer.output(infer.promoted(0, 3), out);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor x = call.tensor(0);
        int64_t axis = call[3].as_int(), n = call[4].as_int();
        if (n == 0) return call.result(op<"copy">(c, x));
        if (call.has(1) || call.has(2)) {
          ValueList parts;
          for (int i : {1, 0, 2}) {
            if (call.has(i)) parts.push_back(call[i]);
          }
          x = op<"concat">(c, Value(std::move(parts)), Value(axis));
        }
        int at = static_cast<int>(axis);
        for (; n > 0 && x.shape()[at] > 0; --n) {
          int64_t length = x.shape()[at];
          x = op<"subtract">(c, slice_of(c, x, at, 1, length), slice_of(c, x, at, 0, length - 1));
        }
        call.result(x);
      })
      .example(R"(
        expect diff(tensor([1, 4, 9])) = [3, 5]
        expect diff(tensor([1, 4, 9]), n: 2) = [2]
      )");
}

MIXGRAD_FUNCTION(linspace) {
  f.summary("A number of numbers at equal distances between two others.")
      .description(
          "Computed in float64 and converted once; for an integer dtype the numbers are rounded down first. The last "
          "one "
          "is stop itself, or with endpoint off it would come after the last.")
      .math("out_i = start + i \\cdot \\frac{stop - start}{num - 1}")
      .reference("Python Array API standard 2024.12, linspace")
      .attribute("start", types::number, "The first number.")
      .attribute("stop", types::number, "The end of the interval.")
      .attribute("num", types::count, "How many numbers.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type.")
      .attribute("device", types::device, Value::device(0), "Where the elements live.")
      .attribute("endpoint", types::boolean, true, "Whether stop is the last of the numbers.")
      .positional(3)
      .output("out", "The numbers.", "dtype", "[num]")
      .error("value", "num is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) { infer.output(infer.argument(3).as_dtype(), Shape{infer.integer(2)}); })
      .no_gradient("it has no tensor input")
      .composed([](Invocation& call) {
        Context& c = call.context;
        double start = call[0].as_float(), stop = call[1].as_float();
        int64_t num = call[2].as_int(), steps = call[5].as_bool() ? num - 1 : num;
        DType dtype = call[3].as_dtype();
        auto numbers = [&](Value from, Value to) {
          return op<"arange">(c, from, to, Value(int64_t{1}), Value(DType::kFloat64));
        };
        Tensor out = numbers(Value(int64_t{0}), Value(num));
        if (steps > 0) out = op<"multiply">(c, out, Value((stop - start) / static_cast<double>(steps)));
        out = op<"add">(c, out, Value(start));
        if (call[5].as_bool() && num > 1) {  // exactly, whatever the steps have rounded to
          Tensor last = op<"greater_equal">(c, numbers(Value(int64_t{0}), Value(num)), Value(num - 1));
          out = op<"where">(c, last, Value(stop), out);
        }
        if (!is_floating(dtype) && dtype != DType::kBool) out = op<"floor">(c, out);
        call.result(as_dtype(c, out, dtype));
      })
      .example(R"(
        expect linspace(0, 1, 5) = [0, 0.25, 0.5, 0.75, 1]
        expect linspace(0, 1, 4, endpoint: false) = [0, 0.25, 0.5, 0.75]
      )");
}

}  // namespace mixgrad
