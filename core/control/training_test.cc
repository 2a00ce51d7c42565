// Control flow in the training steps of a Trainer.
#include <gtest/gtest.h>

#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

std::vector<double> values_in(const Tensor& t) {
  Tensor wide = Tensor::empty(DType::kFloat64, t.shape());
  copy_elements(t, wide);
  return {wide.data<double>(), wide.data<double>() + wide.elements()};
}

// A network of the host whose forward scans and loops: captured steps train as eager ones do.
TEST(TrainerControl, ScansAndLoopsInCapturedSteps) {
  std::vector<double> found[2];
  uint64_t blocks[2];
  for (bool capture : {true, false}) {
    Recipe recipe;
    recipe.capture = capture;
    Training t(recipe);
    auto net = make_ref<Module>();
    net->add_child("body", t.net);
    net->set_host(7);
    auto host = make_ref<HostCode>(
        [&](Context& context, int64_t, const std::string& method, const ValueList& arguments) -> ValueList {
          if (method == "forward") {
            Value x = arguments[0];
            Results out = op_results<"scan">(context, Value::callback(8), Value(ValueList{x}),
                                             Value(ValueList{Value(op<"ones">(context, Value(Shape{3, 1})))}));
            Value state = out.values.at(0).as_list()[0];
            ValueList looped = op_results<"while_loop">(context, Value::callback(10), Value::callback(9),
                                                        Value(ValueList{state}), Value(4))
                                   .values.at(0)
                                   .as_list();
            return {Value(module_forward(context, *t.net, looped[0].as_tensor()))};
          }
          return {};
        });
    // Functions of the host have numbers of their own.
    class Both final : public Host {
     public:
      Both(Ref<Host> modules, Training& training) : modules_(std::move(modules)), t_(training) {}
      ValueList call(Context& context, int64_t id, std::string_view method, ValueList v) override {
        if (id == 7) return modules_->call(context, id, method, std::move(v));
        if (id == 10) return {op<"less">(context, op<"sum">(context, op<"square">(context, v[0])), Value(200.0))};
        Tensor weight = t_.net->named_parameters()[0].second;  // [24, 2]
        Tensor part = op<"matmul">(context, op<"permute_dims">(context, weight, Value(Shape{1, 0})), weight);
        Tensor mixed = op<"tanh">(context, op<"matmul">(context, v[0], part));
        if (id == 9) return {op<"add">(context, v[0], mixed)};
        Tensor next = op<"add">(context, op<"multiply">(context, v[0], v[1]), mixed);
        return {Value(ValueList{Value(op<"dropout">(context, next, Value(0.1)))})};
      }

     private:
      Ref<Host> modules_;
      Training& t_;
    };
    t.context->host = make_ref<Both>(host, t);
    Trainer trainer(*t.context, net, Value(&require_function("cross_entropy")), t.optimizer, {}, nullptr);
    trainer.capture = capture;
    trainer.fit(*t.context, {t.loader, nullptr, 3, {}});
    for (auto& [name, p] : t.net->named_parameters()) {
      for (double x : values_in(p)) found[capture ? 0 : 1].push_back(x);
    }
    uint64_t seed;
    t.context->generator->state(&seed, &blocks[capture ? 0 : 1]);
    if (capture) {
      EXPECT_EQ(trainer.traces(), 1);
    }
  }
  EXPECT_EQ(found[0], found[1]);
  EXPECT_EQ(blocks[0], blocks[1]) << "random numbers";
}

}  // namespace
}  // namespace mixgrad
