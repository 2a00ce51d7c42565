// Numbers at equal ratios, and the positions of triangles.
#include <algorithm>

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

struct Triangle {
  int64_t rows, columns;
  __int128 k;
  explicit Triangle(Infer& infer)
      : rows(infer.integer(0)), columns(infer.has(1) ? infer.integer(1) : rows), k(infer.integer(2)) {}
};

// The number of elements up to the diagonal, by the three parts of the rows: with none, with a growing number, with
// all.
__int128 lower_elements(const Triangle& t) {
  __int128 first = std::clamp<__int128>(-t.k, 0, t.rows);  // rows before it have none
  __int128 full = std::clamp<__int128>(t.columns - t.k - 1, first, t.rows);
  __int128 from = std::max<__int128>(0, first + t.k + 1), growing = full - first;
  return growing * from + growing * (growing - 1) / 2 + (t.rows - full) * t.columns;
}

template <bool lower>
void triangle_shape(Infer& infer) {
  Triangle t(infer);
  if (!lower) --t.k;
  __int128 below = lower_elements(t), all = static_cast<__int128>(t.rows) * t.columns, n = lower ? below : all - below;
  if (n > INT64_MAX) throw infer.error(ErrorCode::kOutOfMemory, 0, "so many positions can not be addressed");
  infer.output(DType::kInt64, Shape{static_cast<int64_t>(n)});
  infer.output(DType::kInt64, Shape{static_cast<int64_t>(n)});
}

FunctionBuilder& triangle(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("NumPy 2.x, numpy.") + name)
      .reference(std::string("PyTorch 2.x, torch.") + name)
      .attribute("n_rows", types::size, "How many rows the matrix has.")
      .attribute("n_cols", types::optional(types::size), Value::null(),
                 "How many columns it has; as many as rows if it is left out.")
      .attribute("k", types::integer, 0, "Which diagonal: 0 the main one, positive above it, negative below it.")
      .attribute("device", types::device, Value::device(0), "Where the elements live.")
      .output("rows", "For each element the position of its row.", "int64", "[n]")
      .carries_indices()
      .output("columns", "For each element the position of its column.", "int64", "[n]")
      .carries_indices()
      .record("MatrixPositions")
      .error("value", "a size is negative")
      .error("out_of_memory", "there is not enough memory for so many positions")
      .no_gradient("it has no tensor input");
}

}  // namespace

MIXGRAD_FUNCTION(tril_indices) {
  triangle(f, "tril_indices")
      .summary("The positions of the elements in the lower triangle of a matrix.")
      .description("Up to diagonal k, in row-major order.")
      .math("j - i \\le k")
      .shape(triangle_shape<true>)
      .example(R"(
        let places = tril_indices(2)
        expect places.rows index = [0, 1, 1]
        expect places.columns index = [0, 0, 1]
      )");
}

MIXGRAD_FUNCTION(triu_indices) {
  triangle(f, "triu_indices")
      .summary("The positions of the elements in the upper triangle of a matrix.")
      .description("From diagonal k on, in row-major order.")
      .math("j - i \\ge k")
      .shape(triangle_shape<false>)
      .example(R"(
        let places = triu_indices(2)
        expect places.rows index = [0, 0, 1]
        expect places.columns index = [0, 1, 1]
      )");
}

MIXGRAD_FUNCTION(logspace) {
  f.summary("A number of numbers at equal ratios: powers of a base whose exponents linspace gives.")
      .description("Computed in float64 and converted once; for an integer dtype the numbers are rounded down first.")
      .math("out_i = base^{start + i (stop - start) / (num - 1)}")
      .reference("NumPy 2.x, numpy.logspace; PyTorch 2.x, torch.logspace")
      .attribute("start", types::number, "The exponent of the first number.")
      .attribute("stop", types::number, "The exponent of the last number.")
      .attribute("num", types::count, "How many numbers.")
      .attribute("base", types::number, 10.0, "The base of the powers.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type.")
      .attribute("device", types::device, Value::device(0), "Where the elements live.")
      .attribute("endpoint", types::boolean, true, "Whether stop is the last of the exponents.")
      .positional(3)
      .output("out", "The numbers.", "dtype", "[num]")
      .error("value", "num is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) { infer.output(infer.argument(4).as_dtype(), Shape{infer.integer(2)}); })
      .no_gradient("it has no tensor input")
      .composed([](Invocation& call) {
        Context& c = call.context;
        DType dtype = call[4].as_dtype();
        Tensor exponents = op<"linspace">(c, call[0], call[1], call[2], DType::kFloat64, call[5], call[6]);
        Tensor out = op<"pow">(c, call[3], exponents);
        if (!is_floating(dtype) && dtype != DType::kBool) out = op<"floor">(c, out);
        call.result(as_dtype(c, out, dtype));
      })
      .example(R"(
        expect logspace(0, 2, 3) = [1, 10, 100]
        expect logspace(0, 3, 4, base: 2) = [1, 2, 4, 8]
      )");
}

}  // namespace mixgrad
