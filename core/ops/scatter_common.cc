#include "core/ops/families.h"
#include "core/ops/scatter.h"

namespace mixgrad {

Type scatter_reduction() {
  return types::enumeration("ScatterReduction",
                            {{"sum", 0, "Their sum."},
                             {"prod", 1, "Their product."},
                             {"mean", 2, "Their sum divided by their number; of integers rounded down."},
                             {"amax", 3, "The largest of them; NaN wins."},
                             {"amin", 4, "The smallest of them; NaN wins."}});
}

void values_fit(Infer& infer, const Shape& shape) {
  if (!infer.is_tensor(2)) return;
  const Shape& given = infer.shape(2);
  bool fits = given.rank() == shape.rank();
  for (int i = 0; fits && i < shape.rank(); ++i) fits = given[i] == shape[i] || given[i] == 1;
  if (fits) return;
  throw infer.error(ErrorCode::kShape, 2, "the values do not fit").given(given.text()).accepted(shape.text());
}

namespace {

class Rule {
 public:
  explicit Rule(const ReducedElements& given)
      : r(given),
        c(given.b.context),
        dtype(given.b.output_spec().dtype),
        wide(wide_dtype_of(dtype)),
        g(as_dtype(c, given.b.grad(), wide)) {}

  void sum() { set(g, r.route.spread(g)); }

  void mean() {
    Tensor share = over(c, g, at_least_one(count()));
    set(share, r.route.spread(share));
  }

  // Equal extremes share the gradient.
  void extreme() {
    Tensor out = r.b.output(0);
    auto chosen = [&](const Tensor& x, const Tensor& best) { return as_dtype(c, op<"equal">(c, x, best), wide); };
    Tensor own = chosen(values(dtype), r.route.spread(out));
    Tensor self = counts_target() ? chosen(target(dtype), out) : zeros();
    Tensor share = over(c, g, at_least_one(r.route.collect(self, own, Scatter::kSum)));
    set(counts_target() ? times(c, self, share) : g, times(c, own, r.route.spread(share)));
  }

  // Zeros are left out of the product and put back by their sum, which is zero and has a gradient.
  void product() {
    Tensor x = values(wide), target_x = counts_target() ? target(wide) : full_of(c, 1, wide, g.shape());
    Tensor none = is_zero(x), no_target = is_zero(target_x);
    Value zero(int64_t{0}), one(int64_t{1});
    auto kept = [&](const Tensor& zeros, const Tensor& t) { return op<"where">(c, zeros, one, t); };
    auto left = [&](const Tensor& zeros, const Tensor& t) { return op<"where">(c, zeros, t, zero); };
    Tensor all = r.route.collect(kept(no_target, target_x), kept(none, x), Scatter::kProd);
    Tensor count = r.route.collect(as_dtype(c, no_target, wide), as_dtype(c, none, wide), Scatter::kSum);
    Tensor rest = r.route.collect(left(no_target, target_x), left(none, x), Scatter::kSum);
    auto others = [&](const Tensor& t, const Tensor& zeros, const Tensor& all, const Tensor& count,
                      const Tensor& rest) {
      Tensor is_one = op<"equal">(c, count, one);
      Tensor quotient = over(c, all, kept(zeros, t));
      Tensor of_numbers =
          op<"where">(c, is_zero(count), quotient, op<"where">(c, is_one, times(c, quotient, rest), zero));
      Tensor is_two = op<"equal">(c, count, Value(int64_t{2}));
      Tensor of_zeros =
          op<"where">(c, is_one, all, op<"where">(c, is_two, times(c, all, minus(c, rest, left(zeros, t))), zero));
      return op<"where">(c, zeros, of_zeros, of_numbers);
    };
    auto spread = [&](const Tensor& t) { return r.route.spread(t); };
    Tensor of_target = counts_target() ? times(c, g, others(target_x, no_target, all, count, rest)) : g;
    set(of_target, times(c, spread(g), others(x, none, spread(all), spread(count), spread(rest))));
  }

 private:
  bool counts_target() const { return r.has_target && r.include_self; }
  Tensor is_zero(const Tensor& x) const { return op<"equal">(c, x, Value(int64_t{0})); }
  Tensor zeros() const { return full_of(c, 0, wide, g.shape()); }
  Tensor at_least_one(const Tensor& n) const { return op<"maximum">(c, n, Value(int64_t{1})); }
  Tensor target(DType as) const { return as_dtype(c, r.b.input(0), as); }
  // As the kernel sees them: in the target's dtype.
  Tensor values(DType as) const {
    Value given = r.b.operand(r.elements);
    if (!given.is_tensor()) return as_dtype(c, op<"full">(c, r.shape, given, dtype), as);
    Tensor x = as_dtype(c, as_dtype(c, given.as_tensor(), dtype), as);
    return x.shape() == r.shape ? x : op<"broadcast_to">(c, x, r.shape);
  }
  Tensor count() const {
    Tensor start = counts_target() ? full_of(c, 1, wide, g.shape()) : zeros();
    return r.route.collect(start, full_of(c, 1, wide, r.shape), Scatter::kSum);
  }
  void set(const Tensor& of_target, const Tensor& of_elements) {
    if (r.has_target && r.b.needs(0)) {
      Tensor kept = of_target;
      if (!r.include_self) {
        Tensor hit = r.route.collect(zeros(), full_of(c, 1, wide, r.shape), Scatter::kMax);
        kept = op<"where">(c, is_zero(hit), g, Value(int64_t{0}));
      }
      r.b.set(0, as_dtype(c, kept, r.b.dtype(0)));
    }
    if (r.b.needs(r.elements)) set_broadcast(r.b, r.elements, of_elements);
  }

  const ReducedElements& r;
  Context& c;
  DType dtype, wide;
  Tensor g;
};

}  // namespace

void set_reduced(const ReducedElements& r) {
  Rule rule(r);
  switch (r.how) {
    case Scatter::kSum:
      return rule.sum();
    case Scatter::kMean:
      return rule.mean();
    case Scatter::kProd:
      return rule.product();
    default:
      return rule.extreme();
  }
}

// `numbers` tell elements apart that go to one place; the target has the number of the one that stays in `last`.
void set_put(Backward& b, const Route& route, const Tensor& numbers, const Tensor& last) {
  Tensor stays = op<"equal">(b.context, last, numbers);
  set_broadcast(b, 2, op<"where">(b.context, stays, route.spread(b.grad()), Value(int64_t{0})));
}

}  // namespace mixgrad
