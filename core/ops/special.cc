// The inverse of the error function, and the logarithm of the gamma function with its derivatives. Computed in float64.
#include <cmath>
#include <initializer_list>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

using I = Instruction;
constexpr double kPi = 3.14159265358979323846;

DType in_float64(Infer&) { return DType::kFloat64; }

// A polynomial, the highest power first.
uint8_t polynomial(Program& p, uint8_t x, std::initializer_list<double> coefficients) {
  const double* c = coefficients.begin();
  uint8_t sum = p.constant(*c);
  while (++c != coefficients.end()) sum = p.add(I::kAdd, p.add(I::kMultiply, sum, x), p.constant(*c));
  return sum;
}

// Wichura's algorithm AS 241 for the quantile of the normal distribution at (x + 1) / 2, over √2.
void erfinv_program(Program& p) {
  uint8_t x = p.input(0), a = p.add(I::kAbs, x), half = p.add(I::kMultiply, x, p.constant(0.5));
  uint8_t near = p.add(I::kSubtract, p.constant(0.180625), p.add(I::kMultiply, half, half));
  uint8_t middle = p.add(
      I::kDivide,
      polynomial(p, near,
                 {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
                  1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080}),
      polynomial(p, near,
                 {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
                  5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1}));
  middle = p.add(I::kMultiply, half, middle);
  uint8_t rest = p.add(I::kMultiply, p.add(I::kSubtract, p.constant(1), a), p.constant(0.5));
  uint8_t r = p.add(I::kSqrt, p.add(I::kNegative, p.add(I::kLog, rest)));
  uint8_t t = p.add(I::kSubtract, r, p.constant(1.6));
  uint8_t tail = p.add(I::kDivide,
                       polynomial(p, t,
                                  {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                                   1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
                                   4.63033784615654529590, 1.42343711074968357734}),
                       polynomial(p, t,
                                  {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                                   1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
                                   2.05319162663775882187, 1}));
  t = p.add(I::kSubtract, r, p.constant(5));
  uint8_t end = p.add(I::kDivide,
                      polynomial(p, t,
                                 {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                                  2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
                                  5.46378491116411436990, 6.65790464350110377720}),
                      polynomial(p, t,
                                 {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                                  7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                                  5.99832206555887937690e-1, 1}));
  uint8_t far = p.add(I::kSelect, p.add(I::kLessEqual, r, p.constant(5)), tail, end);
  far = p.add(I::kMultiply, far, p.add(I::kSign, x));
  uint8_t inner = p.add(I::kLessEqual, a, p.constant(0.85));
  uint8_t out = p.add(I::kMultiply, p.add(I::kSelect, inner, middle, far), p.constant(0.70710678118654752440));
  p.add(I::kSelect, p.add(I::kEqual, a, p.constant(1)), p.add(I::kDivide, x, p.constant(0)), out);
}

// Stirling's series where x is 7 or more; below, x (x + 1) … (x + 6) leads there. Reflected where x is below 1/2.
void lgamma_program(Program& p) {
  uint8_t x = p.input(0), one = p.constant(1), below = p.add(I::kLess, x, p.constant(0.5));
  uint8_t z = p.add(I::kSelect, below, p.add(I::kSubtract, one, x), x), product = z;
  for (int k = 1; k < 7; ++k) product = p.add(I::kMultiply, product, p.add(I::kAdd, z, p.constant(k)));
  uint8_t near = p.add(I::kLess, z, p.constant(7));
  uint8_t y = p.add(I::kSelect, near, p.add(I::kAdd, z, p.constant(7)), z);
  uint8_t log = p.add(I::kLog, y), inverse = p.add(I::kDivide, one, y);
  uint8_t series = polynomial(
      p, p.add(I::kMultiply, inverse, inverse),
      {-3617.0 / 122400, 1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12});
  uint8_t sum = p.add(I::kMultiply, y, p.add(I::kSubtract, log, one));
  sum = p.add(I::kSubtract, sum, p.add(I::kMultiply, log, p.constant(0.5)));
  sum = p.add(I::kAdd, sum, p.constant(0.91893853320467274178));  // log(2 pi) / 2
  sum = p.add(I::kAdd, sum, p.add(I::kMultiply, series, inverse));
  uint8_t over = p.add(I::kSelect, near, p.add(I::kLog, product), p.constant(0));
  sum = p.add(I::kSubtract, sum, over);
  uint8_t part = p.add(I::kSubtract, x, p.add(I::kRound, x));
  uint8_t sine = p.add(I::kAbs, p.add(I::kSin, p.add(I::kMultiply, part, p.constant(kPi))));
  uint8_t reflected = p.add(I::kSubtract, p.constant(1.14472988584940017414), p.add(I::kLog, sine));  // log(pi)
  reflected = p.add(I::kSubtract, reflected, sum);
  uint8_t out = p.add(I::kSelect, below, reflected, sum);
  p.add(I::kSelect, p.add(I::kIsInf, x), p.add(I::kAbs, x), out);
}

// As above: log(y) - 1 / (2 y) less a series, less 1 / x + … + 1 / (x + 9). Composed, so that it has all derivatives.
void digamma_body(Invocation& call) {
  Context& c = call.context;
  DType dtype = floating_dtype(call.tensor(0).dtype());
  Tensor x = as_dtype(c, call.tensor(0), DType::kFloat64), below = op<"less">(c, x, Value(0.5));
  Tensor z = op<"where">(c, below, op<"subtract">(c, Value(1.0), x), x), y = op<"add">(c, z, Value(10.0));
  Tensor inverse = op<"reciprocal">(c, y), square = op<"square">(c, inverse), series;
  for (double b : {-1.0 / 12, 691.0 / 32760, -1.0 / 132, 1.0 / 240, -1.0 / 252, 1.0 / 120, -1.0 / 12}) {
    series = series ? op<"add">(c, op<"multiply">(c, series, square), Value(b)) : op<"full_like">(c, square, Value(b));
  }
  Tensor sum = op<"subtract">(c, op<"log">(c, y), op<"multiply">(c, inverse, Value(0.5)));
  sum = op<"add">(c, sum, op<"multiply">(c, series, square));
  for (int k = 0; k < 10; ++k) {
    Tensor next = op<"reciprocal">(c, op<"add">(c, z, Value(static_cast<double>(k))));
    sum = op<"subtract">(c, sum, next);
  }
  Tensor part = op<"subtract">(c, x, op<"round">(c, x));
  part = op<"where">(c, op<"less">(c, op<"abs">(c, x), Value(0.5)), x, part);  // -0 stays
  part = op<"where">(c, below, part, Value(0.25));
  Tensor slope = op<"divide">(c, Value(kPi), op<"tan">(c, op<"multiply">(c, part, Value(kPi))));
  Tensor out = op<"where">(c, below, op<"subtract">(c, sum, slope), sum);
  Tensor pole = op<"logical_and">(c, op<"less">(c, x, Value(0.0)), op<"equal">(c, part, Value(0.0)));
  call.result(as_dtype(c, op<"where">(c, pole, Value(NAN), out), dtype));
}

}  // namespace

MIXGRAD_FUNCTION(erfinv) {
  floating_unary(f, "PyTorch 2.x, torch.erfinv; NIST Digital Library of Mathematical Functions, 7.17.1")
      .summary("The inverse of the error function, at each element.")
      .description("Infinite at 1 and -1, NaN beyond.")
      .math("erf(out_i) = x_i")
      .reference(
          "Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37, 1988")
      .compute_dtype(in_float64)
      .elementwise(erfinv_program)
      .gradient({"out"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor bell = op<"exp">(c, op<"square">(c, b.output(0)));
                  Tensor slope = op<"multiply">(c, bell, Value(0.88622692545275801365));  // √pi / 2
                  set_floating(b, op<"multiply">(c, b.grad(), slope));
                })
      .example(R"(
        expect erfinv(tensor([0, 0.5])) = [0, 0.4769363] within 1e-6
      )");
}

MIXGRAD_FUNCTION(lgamma) {
  floating_unary(f, "PyTorch 2.x, torch.lgamma; NIST Digital Library of Mathematical Functions, 5.11.1")
      .summary("The logarithm of the magnitude of the gamma function, at each element.")
      .description("Infinite at 0, at negative whole numbers and at infinities.")
      .math("out_i = \\ln |\\Gamma(x_i)|")
      .compute_dtype(in_float64)
      .elementwise(lgamma_program)
      .gradient({"x"},
                [](Backward& b) {
                  set_floating(b, op<"multiply">(b.context, b.grad(), op<"digamma">(b.context, b.input(0))));
                })
      .example(R"(
        expect lgamma(tensor([1, 5])) = [0, 3.1780538] within 1e-6
      )");
}

MIXGRAD_FUNCTION(digamma) {
  floating_unary(f, "PyTorch 2.x, torch.digamma; NIST Digital Library of Mathematical Functions, 5.11.2")
      .summary("The derivative of the logarithm of the gamma function, at each element.")
      .description("Infinite at 0, NaN at negative whole numbers.")
      .math("out_i = \\Gamma'(x_i) / \\Gamma(x_i)")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), infer.shape(0)); })
      .composed(digamma_body)
      .example(R"(
        expect digamma(tensor([1, 5])) = [-0.5772157, 1.5061177] within 1e-6
      )");
}

}  // namespace mixgrad
