// Where results are, what may go together, and errors that come late.
#include "core/backend-sim/sim_test_support.h"
#include "core/nn/module.h"
#include "core/print/format.h"
#include "core/transform/gradients.h"

namespace mixgrad::sim {
namespace {

class SimPlacement : public testing::Test {
 protected:
  ~SimPlacement() override { backend_of(device()).synchronise(device()); }
  // Computed on the device, and the same there as on the CPU, to the bit.
  void same(const std::function<Tensor(const Tensor& x)>& f) {
    Tensor there = f(on_sim(x)), here = f(x);
    EXPECT_TRUE(there.device() == device()) << device_name(there.device());
    EXPECT_EQ(there.shape().text(), here.shape().text());
    EXPECT_EQ(values_of(there), values_of(here));
  }
  Tensor classes(std::vector<int64_t> numbers) {
    return Tensor::from_values(DType::kInt64, Shape{static_cast<int64_t>(numbers.size())}, numbers);
  }
  Ref<Context> context = context_with_seed(1);
  Context& c = *context;
  Tensor x = numbers(Shape{3, 4});
};

TEST_F(SimPlacement, NamesAreKnown) {
  EXPECT_EQ(device_name(device(1)), "sim:1");
  EXPECT_TRUE(find_device("sim") == device());
  EXPECT_TRUE(find_device(device(1).code()) == device(1));
  for (const char* name : {"sim:2", "sim:-1", "sim:", "sim:x", "sim:0x", "cpu:1", "gpu", ""})
    EXPECT_FALSE(find_device(name)) << name;
  expect_error([&] { op<"zeros">(c, Value(2), Value(DType::kFloat32), Value("sim:9")); }, ErrorCode::kDevice, "zeros",
               "device");
}

TEST_F(SimPlacement, OperatorsOfEveryKindStay) {
  same([&](const Tensor& t) { return op<"add">(c, t, Value(1.0)); });                                 // a program
  same([&](const Tensor& t) { return op<"sum">(c, t, Value(int64_t{1})); });                          // a kernel
  same([&](const Tensor& t) { return op<"matrix_transpose">(c, t); });                                // a view
  same([&](const Tensor& t) { return op<"reshape">(c, op<"matrix_transpose">(c, t), Value(12)); });   // a copying view
  same([&](const Tensor& t) { return op<"std">(c, t); });                                             // composed
  same([&](const Tensor& t) { return op<"multiply_">(c, op<"copy">(c, t), t); });                     // in place
  same([&](const Tensor& t) { return op<"concat">(c, Value(ValueList{t, t})); });                     // a list
  same([&](const Tensor& t) { return op<"masked_select">(c, t, op<"greater">(c, t, Value(0.0))); });  // native
  same([&](const Tensor& t) { return op<"add">(c, t, Tensor::scalar(DType::kFloat64, 2)); });         // with a number
}

TEST_F(SimPlacement, DevicesDoNotMix) {
  Tensor there = on_sim(x);
  auto on = [&](const Tensor& a, const Tensor& b) { return [&, a, b] { op<"add">(c, a, b); }; };
  expect_error(on(there, x), ErrorCode::kDevice, "add", "x2");
  expect_error(on(x, there), ErrorCode::kDevice, "add", "x2");
  expect_error(on(there, on_sim(x, 1)), ErrorCode::kDevice, "add", "x2");
  expect_error([&] { op<"concat">(c, Value(ValueList{there, x})); }, ErrorCode::kDevice, "concat", "tensors");
  expect_error([&] { op<"add_">(c, op<"copy">(c, x), there); }, ErrorCode::kDevice, "add_", "x2");
  Tensor number = Tensor::scalar(DType::kFloat64, 0);  // what is overwritten is no number
  expect_error([&] { op<"add_">(c, number, op<"sum">(c, there)); }, ErrorCode::kDevice, "add_", "x2");
  try {
    op<"add">(c, there, x);
  } catch (const Error& e) {
    EXPECT_EQ(e.given(), "cpu");
    EXPECT_EQ(e.accepted(), "sim:0");
  }
}

TEST_F(SimPlacement, MakersTakeADevice) {
  EXPECT_TRUE(op<"eye">(c, Value(3), Value(), Value(), Value(), Value("sim:1")).device() == device(1));
  Ref<Context> there = context->on(device());
  EXPECT_TRUE(op<"zeros">(*there, Value(3)).device() == device());
  EXPECT_TRUE(op<"zeros">(*there, Value(3), Value(DType::kFloat32), Value("cpu")).device().is_cpu());
  Tensor drawn = op<"normal">(*there, Value(Shape{5}), Value(0.0), Value(1.0));
  EXPECT_TRUE(drawn.device() == device());
  EXPECT_EQ(values_of(drawn), values_of(op<"normal">(*context_with_seed(1), Value(Shape{5}), Value(0.0), Value(1.0))));
}

TEST_F(SimPlacement, GradientsGoHome) {
  Tensor here = leaf(op<"copy">(c, x)), number = leaf(Tensor::scalar(DType::kFloat64, 2));
  Tensor there = op<"to_device">(c, here, Value("sim"));
  EXPECT_TRUE(there.device() == device());
  Tensor loss = op<"sum">(c, op<"multiply">(c, op<"multiply">(c, there, there), number));
  backward(c, loss, Tensor(), false);
  EXPECT_TRUE(meta_of(here)->grad.device().is_cpu());
  EXPECT_TRUE(meta_of(number)->grad.device().is_cpu());
  EXPECT_EQ(values_of(meta_of(here)->grad), values_of(op<"multiply">(c, x, Value(4.0))));
  EXPECT_EQ(values_of(meta_of(number)->grad), values_of(op<"sum">(c, op<"multiply">(c, x, x))));
  Tensor own = leaf(on_sim(x));
  backward(c, op<"mean">(c, op<"exp">(c, own)), Tensor(), false);
  EXPECT_TRUE(meta_of(own)->grad.device() == device());
}

TEST_F(SimPlacement, ThereAlreadyIsAView) {
  Tensor there = on_sim(x), again = op<"to_device">(c, there, Value("sim:0"));
  EXPECT_EQ(again.impl()->storage, there.impl()->storage);
}

TEST_F(SimPlacement, ModulesMove) {
  Ref<Module> net;
  {
    Results made;
    invoke(c, require_function("Linear.new"), std::array<Value, 2>{Value(4), Value(2)}, made);
    net = Ref<Module>(static_cast<Module*>(made.values.at(0).as_object()));
  }
  Tensor weight = net->find_own("weight"), here = module_forward(c, *net, op<"astype">(c, x, Value(DType::kFloat32)));
  call_method(c, *net, "to", {Value("sim")});
  EXPECT_TRUE(weight.device() == device());
  EXPECT_TRUE(wants_gradient(weight));
  Tensor there = module_forward(c, *net, on_sim(op<"astype">(c, x, Value(DType::kFloat32))));
  EXPECT_TRUE(there.device() == device());
  EXPECT_EQ(values_of(there), values_of(here));
  call_method(c, *net, "to", {Value("cpu")});
  EXPECT_TRUE(weight.device().is_cpu());
}

TEST_F(SimPlacement, PrintingReads) {
  EXPECT_EQ(tensor_text(op<"add">(c, on_sim(x), Value(1.0))), tensor_text(op<"add">(c, x, Value(1.0))));
}

TEST_F(SimPlacement, AnErrorComesWithTheNextRead) {
  Tensor there = on_sim(x), fine = op<"exp">(c, there);
  Tensor taken = op<"take">(c, there, on_sim(classes({0, 7})), Value(0)), more = op<"sum">(c, taken);
  expect_error([&] { on_host(fine); }, ErrorCode::kIndex, "take", "indices");
  EXPECT_EQ(values_of(fine), values_of(op<"exp">(c, x))) << "what does not depend on it is there";
  expect_error([&] { on_host(more); }, ErrorCode::kIndex, "take", "indices");
  Tensor unrelated = on_sim(x);
  EXPECT_EQ(values_of(unrelated), values_of(x)) << "each is told once";
}

TEST_F(SimPlacement, AFailedCallIsToldWithoutARead) {
  op<"take">(c, on_sim(x), on_sim(classes({9})), Value(0));
  expect_error([&] { backend_of(device()).synchronise(device()); }, ErrorCode::kIndex, "take", "indices");
  backend_of(device()).synchronise(device());
}

TEST_F(SimPlacement, ALateErrorSpeaksAsAtTheCall) {
  auto message = [&](const std::function<Tensor()>& call) {
    try {
      on_host(call());
    } catch (const Error& e) {
      return e.text({}) + " / " + e.function() + " / " + e.argument() + " / " + e.layer();
    }
    return std::string("no error");
  };
  auto same_words = [&](const std::function<Tensor(Device)>& call) {
    std::string here = message([&] { return call(Device{}); });
    EXPECT_NE(here, "no error");
    EXPECT_EQ(message([&] { return call(device()); }), here);
  };
  same_words([&](Device d) { return op<"cross_entropy">(c, on_device(x, d), on_device(classes({0, 1, 9}), d)); });
  Results made;
  invoke(c, require_function("Embedding.new"), std::array<Value, 2>{Value(4), Value(2)}, made);
  Ref<Module> layer(static_cast<Module*>(made.values.at(0).as_object()));
  Results whole;
  invoke(c, require_function("Sequential.new"), std::array<Value, 1>{Value(ValueList{Value(layer)})}, whole);
  Ref<Module> net(static_cast<Module*>(whole.values.at(0).as_object()));
  same_words([&](Device d) {
    call_method(c, *net, "to", {Value::device(d)});
    return module_forward(c, *net, on_device(classes({5}), d));
  });
}

TEST_F(SimPlacement, ALateErrorOfASubscriptIsTheSubscripts) {
  Tensor there = on_sim(x);
  Value outside(ValueList{Value::slice(Value(), Value(), Value()), Value(on_sim(classes({0, 4})))});
  expect_error([&] { on_host(op<"getitem">(c, there, outside)); }, ErrorCode::kIndex, "getitem", "subscript");
  auto write = [&] {
    Results none;
    invoke(c, require_function("setitem"), std::array<Value, 3>{Value(there), Value(1.0), outside}, none);
    backend_of(device()).synchronise(device());
  };
  expect_error(write, ErrorCode::kIndex, "setitem", "subscript");
}

TEST_F(SimPlacement, ALateErrorOfACountIsTheCalls) {
  context->caller = IndexConvention::kR;
  Results results;
  std::array<Value, 3> arguments{Value(on_sim(x)), Value(on_sim(classes({1, 0}))), Value(1)};
  invoke_as_caller(c, require_function("take"), arguments, results);
  expect_error([&] { on_host(results.tensor()); }, ErrorCode::kIndex, "take", "indices");
}

}  // namespace
}  // namespace mixgrad::sim
