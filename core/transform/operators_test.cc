// What holds for every operator: gradients of gradients and jvp against central differences, vmap against a loop.
#include <cstring>
#include <set>

#include "core/transform/lambda_host.h"
#include "core/transform/operator_cases.h"

namespace mixgrad {
namespace {

class Operators : public OpTest {
 protected:
  Operators() { c.host = host_; }
  static bool is_continuous(const Tensor& t) { return t.dtype() == DType::kFloat64; }
  // The results that gradients flow to.
  static std::vector<size_t> continuous(const std::vector<Tensor>& results) {
    std::vector<size_t> out;
    for (size_t i = 0; i < results.size(); ++i) {
      if (is_continuous(results[i])) out.push_back(i);
    }
    return out;
  }
  // An error ends one case, not the test.
  template <class F>
  static void attempt(const std::string& what, F f) {
    SCOPED_TRACE(what);
    try {
      f();
    } catch (const Error& e) {
      ADD_FAILURE() << e.what();
    }
  }
  static std::string text(const OperatorCase& k) {
    std::string out = k.function;
    for (const Tensor& t : k.tensors()) out += " " + t.shape().text();
    return out;
  }
  Ref<LambdaHost> host_ = make_ref<LambdaHost>();
};

TEST_F(Operators, EachIsInTheTable) {
  std::set<std::string> tried{"custom", "custom_gradient"};  // they call the host: custom_test
  for (const OperatorCase& k : operator_cases()) tried.insert(k.function);
  for (auto& [name, f] : Registry::instance().functions()) {
    if (is_recordable(*f) && f->inputs > 0) {
      EXPECT_TRUE(tried.count(name)) << name << " is missing in operator_cases.h";
    }
  }
}

TEST_F(Operators, EachSaysHowItBatches) {
  for (auto& [name, f] : Registry::instance().functions()) {
    if (is_recordable(*f)) {
      EXPECT_NE(f->batching, "none") << name;
    }
  }
}

// Only the tensors of float64 vary; the others stay.
struct Varied {
  const OperatorCase& k;
  size_t result;
  std::vector<Tensor> varying, all = k.tensors();
  std::vector<size_t> place;
  Varied(const OperatorCase& operator_case, size_t which) : k(operator_case), result(which) {
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].dtype() != DType::kFloat64) continue;
      place.push_back(i);
      Tensor own = Tensor::empty(DType::kFloat64, all[i].shape());
      copy_cpu(all[i], own);
      varying.push_back(own);
    }
  }
  Tensor operator()(Context& context, const std::vector<Tensor>& given) const {
    std::vector<Tensor> tensors = all;
    for (size_t i = 0; i < place.size(); ++i) tensors[place[i]] = given[i];
    return k.run(context, tensors)[result];
  }
};

TEST_F(Operators, GradientsAndTheirGradients) {
  for (const OperatorCase& k : operator_cases()) {
    if (!k.differentiable()) continue;
    for (size_t result : continuous(k.run(c, k.tensors()))) {
      attempt(text(k) + ", result " + std::to_string(result), [&] {
        Varied f(k, result);
        std::vector<Tensor> leaves;
        for (const Tensor& t : f.varying) leaves.push_back(leaf(t));
        if (!wants_gradient(f(c, leaves))) {
          static const std::set<std::string> constant{"zeros_like", "ones_like", "full_like", "copy", "where"};
          EXPECT_TRUE(constant.count(k.function)) << "no gradient is recorded";
          return;
        }
        check_gradients([&](Context& context, const std::vector<Tensor>& in) { return f(context, in); }, f.varying,
                        k.schema().differentiable_again, 1e-6);
      });
    }
  }
}

TEST_F(Operators, DerivativesAlongADirection) {
  for (const OperatorCase& k : operator_cases()) {
    if (!k.differentiable() || k.schema().jvp == "none") continue;
    for (size_t result : continuous(k.run(c, k.tensors()))) {
      attempt(text(k) + ", result " + std::to_string(result), [&] {
        Varied f(k, result);
        ValueList inputs, tangents;
        std::vector<Tensor> above, below;
        double step = 1e-5;
        for (size_t i = 0; i < f.varying.size(); ++i) {
          Tensor direction = numbers(f.varying[i].shape(), 11 + static_cast<int>(i));
          inputs.push_back(f.varying[i]);
          tangents.push_back(direction);
          above.push_back(op<"add">(c, f.varying[i], op<"multiply">(c, direction, Value(step))));
          below.push_back(op<"subtract">(c, f.varying[i], op<"multiply">(c, direction, Value(step))));
        }
        Value fn = host_->function([&](Context& in, const ValueList& x) {
          std::vector<Tensor> given;
          for (const Value& v : x) given.push_back(v.as_tensor());
          return ValueList{f(in, given)};
        });
        Results found = op_results<"jvp">(c, fn, Value(inputs), Value(tangents));
        EXPECT_EQ(values_of(found.tensor(0)), values_of(f(c, f.varying)));
        std::vector<double> up = values_of(f(c, above)), down = values_of(f(c, below)),
                            tangent = values_of(found.tensor(1));
        ASSERT_EQ(tangent.size(), up.size());
        for (size_t i = 0; i < up.size(); ++i) {
          double numeric = (up[i] - down[i]) / (2 * step);
          EXPECT_NEAR(tangent[i], numeric, 1e-6 * std::max(1.0, std::abs(numeric))) << i;
        }
      });
    }
  }
}

// ---- vmap

class Vmapped : public Operators {
 protected:
  static constexpr int64_t kExamples = 3;

  // Example `at` of a tensor: fractions are scaled, whole numbers and booleans come in another order.
  Tensor example_of(const Tensor& t, int64_t at) {
    if (is_continuous(t)) return op<"multiply">(c, t, Value(1 + 0.125 * static_cast<double>(at)));
    if (at == 0 || t.rank() == 0) return t;
    std::vector<double> values = values_of(t);
    std::rotate(values.begin(), values.begin() + at % static_cast<int64_t>(values.size()), values.end());
    return tensor_of(values, t.shape(), t.dtype());
  }

  static void expect_same(const Tensor& got, const Tensor& expected, Bits bits) {
    ASSERT_EQ(got.dtype(), expected.dtype());
    ASSERT_EQ(got.shape().text(), expected.shape().text());
    std::vector<double> g = values_of(got), e = values_of(expected);
    for (size_t i = 0; i < g.size(); ++i) {
      if (bits == Bits::kBounded)
        EXPECT_NEAR(g[i], e[i], 1e-13 * std::max(1.0, std::abs(e[i])));
      else
        EXPECT_TRUE(std::memcmp(&g[i], &e[i], sizeof(double)) == 0 || (g[i] != g[i] && e[i] != e[i]))
            << g[i] << " and " << e[i];
    }
  }

  // f of each example, stacked, against vmap; `mapped` says which tensors differ.
  void compare(const std::function<Tensor(Context&, const std::vector<Tensor>&)>& f, const std::vector<Tensor>& tensors,
               const std::vector<bool>& mapped, Bits bits) {
    ValueList inputs, axes, expected;
    for (size_t i = 0; i < tensors.size(); ++i) {
      if (!mapped[i]) {
        inputs.push_back(tensors[i]);
        axes.push_back(Value::null());
        continue;
      }
      ValueList examples;
      for (int64_t at = 0; at < kExamples; ++at) examples.push_back(example_of(tensors[i], at));
      int64_t axis = i % 2 == 0 ? 0 : -1;  // examples along the first axis or along the last
      inputs.push_back(op<"stack">(c, Value(examples), Value(axis)));
      axes.push_back(Value(axis));
    }
    Value fn = host_->function([&](Context& in, const ValueList& x) {
      std::vector<Tensor> given;
      for (const Value& v : x) given.push_back(v.as_tensor());
      return ValueList{f(in, given)};
    });
    c.generator->set_seed(9);
    Tensor together = op<"vmap">(c, fn, Value(inputs), Value(axes));
    c.generator->set_seed(9);
    for (int64_t at = 0; at < kExamples; ++at) {
      std::vector<Tensor> given;
      for (size_t i = 0; i < tensors.size(); ++i) given.push_back(mapped[i] ? example_of(tensors[i], at) : tensors[i]);
      expected.push_back(f(c, given));
    }
    expect_same(together, op<"stack">(c, Value(expected)), bits);
  }
};

TEST_F(Vmapped, EachOperatorEqualsTheLoop) {
  for (const OperatorCase& k : operator_cases()) {
    std::vector<Tensor> tensors = k.tensors();
    size_t results = k.run(c, tensors).size(), n = tensors.size();
    for (size_t mask = 1; mask < size_t{1} << n; ++mask) {
      std::vector<bool> mapped;
      for (size_t i = 0; i < n; ++i) mapped.push_back(mask >> i & 1);
      for (size_t result = 0; result < results; ++result) {
        attempt(text(k) + ", tensors " + std::to_string(mask) + ", result " + std::to_string(result), [&] {
          compare([&](Context& in, const std::vector<Tensor>& given) { return k.run(in, given)[result]; }, tensors,
                  mapped, k.schema().bits);
        });
      }
    }
  }
}

TEST_F(Vmapped, GradientsOfEachOperatorEqualTheLoop) {
  for (const OperatorCase& k : operator_cases()) {
    if (!k.differentiable()) continue;
    for (size_t result : continuous(k.run(c, k.tensors()))) {
      SCOPED_TRACE(text(k) + ", result " + std::to_string(result));
      Varied f(k, result);
      Value loss = host_->function([&](Context& in, const ValueList& x) {
        std::vector<Tensor> given;
        for (const Value& v : x) given.push_back(v.as_tensor());
        return ValueList{op<"sum">(in, op<"square">(in, f(in, given)))};
      });
      for (size_t i = 0; i < f.varying.size(); ++i) {
        attempt("gradient " + std::to_string(i), [&] {
          auto gradient = [&](Context& in, const std::vector<Tensor>& given) {
            return op_results<"grad">(in, loss, Value(ValueList(given.begin(), given.end())))
                .values.at(0)
                .as_list()[i]
                .as_tensor();
          };
          compare(gradient, f.varying, std::vector<bool>(f.varying.size(), true), Bits::kBounded);
        });
      }
    }
  }
}

TEST_F(Vmapped, RandomNumbersAreDrawnForOneExampleAfterTheOther) {
  auto noisy = [](Context& in, const std::vector<Tensor>& x) { return op<"dropout">(in, x[0], Value(0.5)); };
  compare(noisy, {numbers(Shape{5})}, {true}, Bits::kSame);
  auto shared = [](Context& in, const std::vector<Tensor>& x) {
    return op<"add">(in, x[0], op<"uniform">(in, Value(Shape{2}), Value(0.0), Value(1.0), Value(DType::kFloat64)));
  };
  compare(shared, {numbers(Shape{2})}, {true}, Bits::kSame);
}

TEST_F(Vmapped, CustomOperatorsRunForEachExample) {
  Value forward = host_->function([](Context& in, const ValueList& x) { return ValueList{op<"exp">(in, x[0])}; });
  compare([&](Context& in, const std::vector<Tensor>& x) { return op<"custom">(in, Value(ValueList{x[0]}), forward); },
          {numbers(Shape{2})}, {true}, Bits::kSame);
}

TEST_F(Vmapped, InsideGrad) {
  Tensor w = numbers(Shape{3}, 2), x = numbers(Shape{4, 3}, 5);
  Value one = host_->function([](Context& in, const ValueList& v) {
    return ValueList{op<"sum">(in, op<"tanh">(in, op<"multiply">(in, v[0], v[1])))};
  });
  Value total = host_->function([&](Context& in, const ValueList& v) {
    return ValueList{op<"sum">(in, op<"square">(in, op<"vmap">(in, one, Value(ValueList{v[0], v[1]}),
                                                               Value(ValueList{Value(0), Value::null()}))))};
  });
  Value plain = host_->function([&](Context& in, const ValueList& v) {
    Tensor sums = op<"sum">(in, op<"tanh">(in, op<"multiply">(in, v[0], v[1])), Value(1));
    return ValueList{op<"sum">(in, op<"square">(in, sums))};
  });
  const ValueList got = op_results<"grad">(c, total, Value(ValueList{Value(x), Value(w)})).values.at(0).as_list();
  const ValueList expected = op_results<"grad">(c, plain, Value(ValueList{Value(x), Value(w)})).values.at(0).as_list();
  for (size_t i = 0; i < 2; ++i)
    expect_tensor(got[i].as_tensor(), expected[i].as_tensor().shape(), values_of(expected[i].as_tensor()), 1e-14);
}

TEST_F(Vmapped, InsideVmapAndWithAnotherOutputAxis) {
  Tensor x = numbers(Shape{2, 3, 4}, 5);
  Value sum = host_->function([](Context& in, const ValueList& v) { return ValueList{op<"softmax">(in, v[0])}; });
  Value rows = host_->function([&](Context& in, const ValueList& v) {
    return ValueList{op<"vmap">(in, sum, Value(ValueList{v[0]}), Value::null(), Value(-1))};
  });
  Tensor got = op<"vmap">(c, rows, Value(ValueList{Value(x)}));
  Tensor expected = op<"permute_dims">(c, op<"softmax">(c, x), Value(Shape{0, 2, 1}));
  expect_same(got, expected, Bits::kSame);
  Value constant = host_->function([](Context& in, const ValueList&) { return ValueList{op<"arange">(in, Value(2))}; });
  expect_tensor(op<"vmap">(c, constant, Value(ValueList{Value(x)})), Shape{2, 2}, {0, 1, 0, 1});
}

TEST_F(Vmapped, NoExamplesGiveNoResults) {
  Tensor none = Tensor::empty(DType::kFloat64, Shape{0, 3});
  Value f = host_->function([](Context& in, const ValueList& v) {
    return ValueList{op<"reshape">(in, op<"exp">(in, v[0]), Value(Shape{1, -1}))};
  });
  EXPECT_EQ(op<"vmap">(c, f, Value(ValueList{Value(none)})).shape().text(), "[0, 1, 3]");
}

TEST_F(Vmapped, MistakesAreSaid) {
  Value same = host_->function([](Context&, const ValueList& v) { return ValueList{v[0]}; });
  Tensor x = numbers(Shape{2, 3}), y = numbers(Shape{3}), scalar = numbers(Shape{});
  auto call = [&](const ValueList& inputs, const Value& axes) {
    return [=, this] { op<"vmap">(c, same, Value(inputs), axes); };
  };
  expect_error(call({Value(x), Value(y)}, Value::null()), ErrorCode::kShape, "vmap", "inputs",
               "3 in the tensor at position 1", "2");
  expect_error(call({Value(x)}, Value(ValueList{Value(2)})), ErrorCode::kIndex, "vmap", "in_axes", "2", "0 to 1");
  expect_error(call({Value(scalar)}, Value::null()), ErrorCode::kIndex, "vmap", "inputs");
  expect_error(call({Value(x)}, Value(ValueList{Value::null()})), ErrorCode::kValue, "vmap", "in_axes");
  expect_error(call({Value(x)}, Value(ValueList{Value(0), Value(0)})), ErrorCode::kValue, "vmap", "in_axes", "2", "1");
  expect_error(call({Value(x)}, Value(ValueList{Value("first")})), ErrorCode::kType, "vmap", "in_axes");
  Tensor total = numbers(Shape{3});
  Value writes = host_->function([&](Context& in, const ValueList& v) {
    op<"add_">(in, total, v[0]);
    return ValueList{v[0]};
  });
  expect_error([&] { op<"vmap">(c, writes, Value(ValueList{Value(x)})); }, ErrorCode::kTrace, "vmap");
}

}  // namespace
}  // namespace mixgrad
