// Distributions of floats whose numbers are functions of uniform ones, so that their parameters have gradients.
#include <cmath>

#include "core/kernels/cpu/random_layout.h"
#include "core/ops/losses.h"
#include "core/ops/random.h"

namespace mixgrad {

namespace {

constexpr const char* kFine =
    " Made of one fraction for each element, of 24 bits (53 in float64). float16 and bfloat16 compute in float32.";

// Scales of 0 and below, and NaN, make NaN: of tensors no value can be looked at before they are used.
Value valid(Context& c, const Value& scale) {
  if (!scale.is_tensor()) return scale;
  Tensor x = scale.as_tensor();
  return Value(op<"where">(c, op<"greater">(c, x, whole(0)), x, Value(std::nan(""))));
}

// Half of the step between fractions.
double half_step(const Tensor& fractions) { return fractions.dtype() == DType::kFloat64 ? 0x1p-54 : 0x1p-25; }

// -log(1 - u), which is 0 where u is 0.
Tensor waiting_time(Context& c, const Tensor& u) { return op<"negative">(c, op<"log1p">(c, op<"negative">(c, u))); }

FunctionBuilder& located(FunctionBuilder& f) {
  f.tensor_or_number("loc", "Where the distribution has its peak; 0 if it is left out.", "numeric")
      .optional()
      .tensor_or_number("scale", "How wide it is, above 0; 1 if it is left out.", "numeric")
      .optional();
  return of_distribution(f, "floating")
      .error("value", "scale is a number that is not finite or not above 0")
      .trait("random")
      .shape([](Infer& infer) {
        check_parameter(infer, 1, kPositive);
        infer_distribution(infer, is_floating);
      });
}

void set_located(Invocation& call, const TensorSpec& out, Tensor standard) {
  Context& c = call.context;
  if (call.has(1)) standard = times(c, standard, valid(c, call[1]));
  if (call.has(0)) standard = plus(c, standard, call[0]);
  call.result(as_dtype(c, standard, out.dtype));
}

}  // namespace

MIXGRAD_FUNCTION(exponential) {
  f.summary("Random numbers of an exponential distribution: waiting times at a rate.")
      .description(std::string("Where an element of a tensor rate is not above 0, the result is NaN. The gradient is "
                               "that of the standard numbers divided by the rate.") +
                   kFine)
      .math("p(x) = rate \\cdot e^{-rate \\, x}, out_i = -\\log(1 - u_i) / rate")
      .reference("PyTorch 2.x, torch.distributions.Exponential; NumPy 2.x, numpy.random.Generator.exponential")
      .tensor_or_number("rate", "One divided by the mean, above 0; 1 if it is left out.", "numeric")
      .optional();
  of_distribution(f, "floating")
      .error("value", "rate is a number that is not finite or not above 0")
      .trait("random")
      .shape([](Infer& infer) {
        check_parameter(infer, 0, kPositive);
        infer_distribution(infer, is_floating);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        TensorSpec out = result_of(call);
        Tensor time = waiting_time(c, fractions_for(call, out));
        if (call.has(0)) time = over(c, time, valid(c, call[0]));
        call.result(as_dtype(c, time, out.dtype));
      })
      .example(R"(
        let x = exponential(2, shape: [1000])
        expect x shape = [1000]
        expect all(greater_equal(x, 0)) = true
        expect exponential(tensor([1, 10])) shape = [2]
      )");
}

MIXGRAD_FUNCTION(laplace) {
  f.summary("Random numbers of a Laplace distribution: exponential to both sides.")
      .description(
          std::string("Where an element of a tensor scale is not above 0, the result is NaN. The gradients are "
                      "those of loc + scale times the standard numbers.") +
          kFine)
      .math(
          "p(x) = e^{-|x - loc| / scale} / (2 \\, scale), out_i = loc - scale \\cdot sign(v_i) \\log(1 - 2 |v_i|), "
          "v_i \\sim U(-1/2, 1/2)")
      .reference("PyTorch 2.x, torch.distributions.Laplace; NumPy 2.x, numpy.random.Generator.laplace");
  located(f)
      .composed([](Invocation& call) {
        Context& c = call.context;
        TensorSpec out = result_of(call);
        Tensor u = fractions_for(call, out);
        // The middles of the steps: neither end, nor 0.
        Tensor v = plus(c, minus(c, u, Value(0.5)), Value(half_step(u)));
        Tensor time = waiting_time(c, times(c, op<"abs">(c, v), Value(2.0)));
        set_located(call, out, times(c, op<"sign">(c, v), time));
      })
      .example(R"(
        let generator = new Generator(7)
        expect laplace(3, scale: 0.5, shape: [2, 4], generator: generator) shape = [2, 4]
        expect laplace(tensor([0, 100])) shape = [2]
      )");
}

MIXGRAD_FUNCTION(gumbel) {
  f.summary("Random numbers of a Gumbel distribution: the largest of many.")
      .description(
          std::string("Where an element of a tensor scale is not above 0, the result is NaN. The gradients are "
                      "those of loc + scale times the standard numbers. A fraction of 0 counts as half a "
                      "step.") +
          kFine)
      .math("p(x) = e^{-z - e^{-z}} / scale, z = (x - loc) / scale, out_i = loc - scale \\log(-\\log(1 - u_i))")
      .reference("PyTorch 2.x, torch.distributions.Gumbel; NumPy 2.x, numpy.random.Generator.gumbel");
  located(f)
      .composed([](Invocation& call) {
        Context& c = call.context;
        TensorSpec out = result_of(call);
        Tensor u = fractions_for(call, out);
        Tensor time = waiting_time(c, op<"maximum">(c, u, Value(half_step(u))));
        set_located(call, out, op<"negative">(c, op<"log">(c, time)));
      })
      .example(R"(
        let generator = new Generator(7)
        expect gumbel(shape: [2, 4], generator: generator) shape = [2, 4]
        expect gumbel(tensor([0, 100]), scale: 2) shape = [2]
      )");
}

MIXGRAD_FUNCTION(orthogonal) {
  f.summary("Random matrices with orthonormal rows or columns.")
      .description(
          "Axes behind the first count as one. All rotations are equally likely. The columns are orthonormal, or the "
          "rows if there are fewer of them: the orthogonal factor of normal numbers, with a positive diagonal in the "
          "other factor. Computed in float64 and rounded once; takes as many random words as normal numbers of "
          "float64.")
      .math("Q^T Q = I, or Q Q^T = I")
      .reference("PyTorch 2.x, torch.nn.init.orthogonal_; JAX, jax.random.orthogonal")
      .reference(
          "Saxe et al., Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural Networks, "
          "ICLR 2014")
      .attribute("shape", types::shape, "Sizes of the axes, two at least.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "Element type, floating.");
  from_generator(f)
      .output("out", "The matrix.", "dtype", "shape")
      .error("dtype", "the dtype is not floating")
      .error("shape", "there are fewer than two sizes or more than 8, or one is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .no_gradient("it has no tensor input")
      .random([](const Shape& shape, DType) { return blocks_for_normal(shape.elements(), DType::kFloat64); })
      .shape([](Infer& infer) {
        check_floating(infer, 1);
        Shape shape = infer.sizes(0);
        if (shape.rank() < 2)
          throw infer.error(ErrorCode::kShape, 0, "a matrix has two axes")
              .given(shape.text())
              .accepted("[rows, columns]");
        infer.output(infer.argument(1).as_dtype(), shape);
      })
      .example(R"(
        let q = orthogonal([2, 5])
        expect matmul(q, permute_dims(q, [1, 0])) = [[1, 0], [0, 1]] within 1e-5
      )");
}

}  // namespace mixgrad
