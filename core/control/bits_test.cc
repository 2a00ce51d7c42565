// Gradients of control flow have the same bits outside of a trace and in one: first, second, and third ones.
#include <bit>

#include "core/control/control_test_support.h"
#include "core/random/generator.h"

namespace mixgrad {
namespace {

using Step = std::function<Tensor(Context&, const Tensor& state, const Tensor& x)>;

// A call of control flow: from x, or from its rows, and a weight that its functions use beside.
struct Flow {
  const char* name;
  std::function<Tensor(Context&, const Tensor& x, const Tensor& w)> run;
};

class ControlBits : public ControlTest {
 protected:
  static Tensor bend(Context& i, const Tensor& x, const Tensor& w) {
    Tensor a = op<"multiply">(i, x, w), b = op<"sin">(i, op<"add">(i, w, x));
    return op<"tanh">(i, op<"add">(i, a, op<"multiply">(i, b, w)));
  }
  Tensor scanned(Context& in, const Tensor& x, const Tensor& w, bool reverse, const Step& step) {
    Value f = fn([=](Context& i, const ValueList& v) {
      Tensor next = step(i, v[0].as_tensor(), v[1].as_tensor());
      return ValueList{Value(ValueList{Value(next), op<"multiply">(i, next, w)})};
    });
    Tensor start = op<"square">(in, op<"getitem">(in, x, Value(ValueList{Value(0)})));
    Results out = op_results<"scan">(in, f, Value(ValueList{Value(start)}), Value(ValueList{Value(x)}), Value(reverse));
    return op<"add">(in, list_of(out, 1)[0].as_tensor(), list_of(out, 0)[0].as_tensor());
  }
  Tensor looped(Context& in, const Tensor& x, const Step& step) {
    Value small = fn([](Context& i, const ValueList& v) { return ValueList{op<"less">(i, v[1], Value(4))}; });
    Value body = fn([=](Context& i, const ValueList& v) {
      Tensor next = step(i, v[0].as_tensor(), v[0].as_tensor());
      return ValueList{Value(ValueList{Value(next), op<"add">(i, v[1], Value(1))})};
    });
    ValueList start{Value(x), Value(tensor_of({0}, Shape{}, DType::kInt64))};
    return list_of(op_results<"while_loop">(in, small, body, Value(start), Value(6)))[0].as_tensor();
  }
  Tensor chosen(Context& in, const Tensor& x, const Tensor& w, double limit) {
    Value yes = fn([=](Context& i, const ValueList& v) { return ValueList{bend(i, v[0].as_tensor(), w)}; });
    Value no = fn([=](Context& i, const ValueList& v) { return ValueList{op<"divide">(i, op<"cos">(i, v[0]), w)}; });
    Tensor predicate = op<"less">(in, op<"sum">(in, x), Value(limit));
    return list_of(op_results<"cond">(in, predicate, yes, no, Value(ValueList{Value(x)})))[0].as_tensor();
  }
  Tensor again(Context& in, const Tensor& x, const std::function<Tensor(Context&, const Tensor&)>& f) {
    Value inside = fn([=](Context& i, const ValueList& v) { return ValueList{f(i, v[0].as_tensor())}; });
    return op<"checkpoint">(in, inside, Value(ValueList{Value(x)}));
  }

  std::vector<Flow> flows() {
    auto step = [](const Tensor& w) {
      return [w](Context& i, const Tensor& s, const Tensor& x) { return op<"add">(i, bend(i, s, w), x); };
    };
    return {
        {"scan", [=, this](Context& i, auto& x, auto& w) { return scanned(i, x, w, false, step(w)); }},
        {"scan in reverse", [=, this](Context& i, auto& x, auto& w) { return scanned(i, x, w, true, step(w)); }},
        {"while_loop", [=, this](Context& i, auto& x, auto& w) { return looped(i, x, step(w)); }},
        {"cond, true", [=, this](Context& i, auto& x, auto& w) { return chosen(i, x, w, 1e9); }},
        {"cond, false", [=, this](Context& i, auto& x, auto& w) { return chosen(i, x, w, -1e9); }},
        {"checkpoint",
         [=, this](Context& i, auto& x, auto& w) {
           return again(i, x, [=](Context& in, const Tensor& t) { return bend(in, t, w); });
         }},
        {"a choice in each step of a scan",
         [=, this](Context& i, auto& x, auto& w) {
           return scanned(i, x, w, false, [=, this](Context& in, const Tensor& s, const Tensor& t) {
             return op<"add">(in, chosen(in, s, w, 0.5), t);
           });
         }},
        {"a scan in each step of a loop",
         [=, this](Context& i, auto& x, auto& w) {
           return looped(i, x, [=, this](Context& in, const Tensor& s, const Tensor&) {
             return scanned(in, s, w, false, step(w));
           });
         }},
        {"a loop that is computed again",
         [=, this](Context& i, auto& x, auto& w) {
           return again(i, x, [=, this](Context& in, const Tensor& t) { return looped(in, t, step(w)); });
         }},
        {"a loop with random numbers",
         [=, this](Context& i, auto& x, auto& w) {
           return looped(i, x, [=](Context& in, const Tensor& s, const Tensor&) {
             return op<"dropout">(in, bend(in, s, w), Value(0.3));
           });
         }},
    };
  }

  // The gradients of the rule as it is called outside of a trace, and in a trace that then runs.
  void expect_same_bits(const Rule& rule, const std::vector<Tensor>& inputs, const std::string& what) {
    c.generator->set_seed(3);
    std::vector<Tensor> eager = slopes(rule, inputs, false);
    c.generator->set_seed(3);
    std::vector<Tensor> traced = traced_slopes(rule, inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      ASSERT_TRUE(eager[i]) << what;
      std::vector<double> a = values_of(eager[i]), b = values_of(traced[i]);
      size_t differing = 0;
      for (size_t k = 0; k < a.size(); ++k) {
        EXPECT_FALSE(std::isnan(a[k])) << what;
        differing += std::bit_cast<uint64_t>(a[k]) != std::bit_cast<uint64_t>(b[k]);
      }
      EXPECT_EQ(differing, 0u) << what << ", input " << i << " of " << a.size() << " numbers";
    }
  }
  Rule gradients_of(const Rule& rule) {
    return [=, this](Context& context, const std::vector<Tensor>& given) {
      ValueList flat;
      for (const Tensor& t : slopes_of(context, rule, given))
        flat.push_back(Value(op<"reshape">(context, t, Value(Shape{-1}))));
      return op<"concat">(context, Value(std::move(flat)));
    };
  }
  void expect_same_everywhere(const Rule& rule, const std::vector<Tensor>& inputs, const std::string& what) {
    expect_same_bits(rule, inputs, what + ", first");
    expect_same_bits(gradients_of(rule), inputs, what + ", second");
    expect_same_bits(gradients_of(gradients_of(rule)), inputs, what + ", third");
  }
  const std::vector<Tensor> inputs_{numbers(Shape{5, 7}, 1), numbers(Shape{7}, 2)};
};

TEST_F(ControlBits, OfAWeightUsedInsideOnly) {
  for (const Flow& f : flows()) {
    auto rule = [&](Context& i, const std::vector<Tensor>& t) { return f.run(i, t[0], t[1]); };
    expect_same_everywhere(rule, inputs_, f.name);
  }
}

TEST_F(ControlBits, OfAWeightUsedBeforeAndAfterToo) {
  for (const Flow& f : flows()) {
    auto rule = [&](Context& i, const std::vector<Tensor>& t) {
      Tensor before = bend(i, t[0], t[1]);
      return bend(i, op<"add">(i, f.run(i, before, t[1]), t[0]), t[1]);
    };
    expect_same_everywhere(rule, inputs_, f.name);
  }
}

TEST_F(ControlBits, OfAWeightThatTwoShare) {
  std::vector<Flow> all = flows();
  for (size_t k = 0; k < all.size(); ++k) {
    const Flow &a = all[k], &b = all[(k + 2) % all.size()];
    auto rule = [&](Context& i, const std::vector<Tensor>& t) {
      Tensor w = op<"exp">(i, t[1]), first = a.run(i, t[0], w);
      return op<"multiply">(i, b.run(i, first, w), b.run(i, t[0], w));
    };
    expect_same_everywhere(rule, inputs_, std::string(a.name) + " and " + b.name);
  }
}

// What is given back as it came, and twice, is added up in one order too.
TEST_F(ControlBits, OfWhatIsGivenBackAsItCame) {
  auto rule = [&](Context& in, const std::vector<Tensor>& t) {
    Value step = fn([&](Context&, const ValueList& v) {
      return ValueList{Value(ValueList{v[0], Value(t[1]), v[1], v[0], Value(t[1])})};
    });
    Results out = op_results<"scan">(in, step, Value(ValueList{Value(t[1])}), Value(ValueList{Value(t[0])}));
    Tensor sum = list_of(out, 0)[0].as_tensor();
    for (const Value& v : list_of(out, 1)) sum = op<"add">(in, sum, op<"square">(in, v));
    return op<"multiply">(in, sum, t[1]);
  };
  expect_same_everywhere(rule, inputs_, "scan");
}

}  // namespace
}  // namespace mixgrad
