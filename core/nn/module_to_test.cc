// What Module.to leaves behind: gradients, files, optimisers and captured steps of a model in another dtype.
#include "core/autograd/node.h"
#include "core/ops/test_support.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

void convert(Context& context, Module& net, DType dtype) { call_method(context, net, "to", {Value(), Value(dtype)}); }
void run_backward(Context& context, const Tensor& x) {
  Results none;
  invoke(context, require_function("backward"), ValueList{Value(x)}, none);
}
Tensor rows(DType dtype) {
  Tensor wide = Tensor::empty(DType::kFloat64, Shape{3, 2}), x = Tensor::empty(dtype, Shape{3, 2});
  for (int i = 0; i < 6; ++i) wide.data<double>()[i] = 0.1 * i - 0.25;
  copy_elements(wide, x);
  return x;
}

class ModuleTo : public testing::Test {
 protected:
  std::vector<Tensor> gradients(DType dtype) {
    std::vector<Tensor> out;
    for (auto& [name, p] : net->named_parameters()) ensure_meta(p).grad = Tensor();
    run_backward(*context, op<"sum">(*context, op<"square">(*context, module_forward(*context, *net, rows(dtype)))));
    for (auto& [name, p] : net->named_parameters()) out.push_back(meta_of(p)->grad);
    return out;
  }
  ValueList parameters() const {
    ValueList out;
    for (auto& [name, p] : net->named_parameters()) out.push_back(p);
    return out;
  }
  Ref<Context> context = context_with_seed(1);
  Ref<Module> net = made<Module>(*context, "Linear.new", {Value(2), Value(2)});
};

TEST_F(ModuleTo, GradientsAreOfTheNewDType) {
  std::vector<Tensor> before = gradients(DType::kFloat32);
  convert(*context, *net, DType::kFloat64);
  for (auto& [name, p] : net->named_parameters()) EXPECT_FALSE(meta_of(p)->grad) << name;
  std::vector<Tensor> after = gradients(DType::kFloat64);
  for (size_t i = 0; i < before.size(); ++i) {
    ASSERT_EQ(after[i].dtype(), DType::kFloat64);
    std::vector<double> found = values_of(after[i]), expected = values_of(before[i]);
    for (size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-5);
  }
}

// Memory that was never written to since has the version that the new memory has.
TEST_F(ModuleTo, BackwardOfWhatWasComputedBeforeIsAnError) {
  for (int64_t writes : {0, 1}) {
    auto own = make_ref<Module>();
    Tensor w = rows(DType::kFloat32), x = rows(DType::kFloat32);
    for (int64_t i = 0; i < writes; ++i) w.impl()->storage->bump_version();
    own->add_parameter("w", w);
    ensure_meta(x).requires_grad = true;
    Tensor y = op<"sum">(*context, op<"multiply">(*context, x, w));
    convert(*context, *own, DType::kFloat64);
    EXPECT_ERROR(ErrorCode::kGradient, run_backward(*context, y), "x2");
  }
}

// Momentum by hand in doubles, from what stood in float32.
TEST_F(ModuleTo, TheStateOfAnOptimizerFollows) {
  auto rule = made<Optimizer>(*context, "SGD.new", {Value(parameters()), Value(0.1), Value(0.9)});
  rule->step(*context, gradients(DType::kFloat32));
  Tensor weight = net->find_own("weight");
  convert(*context, *net, DType::kFloat64);
  std::vector<double> p = values_of(weight), velocity = values_of(rule->state()[0].second);
  for (int i = 0; i < 3; ++i) {
    std::vector<Tensor> grads = gradients(DType::kFloat64);
    std::vector<double> g = values_of(grads[0]);
    rule->step(*context, grads);
    for (size_t k = 0; k < p.size(); ++k) {
      velocity[k] = 0.9 * velocity[k] + g[k];
      p[k] -= 0.1 * velocity[k];
      EXPECT_NEAR(values_of(weight)[k], p[k], 1e-15) << "after " << i;
    }
  }
  EXPECT_TRUE(rule->parameters()[0].second.same(weight));
  EXPECT_EQ(rule->state()[0].second.dtype(), DType::kFloat64);
  convert(*context, *net, DType::kFloat16);  // is computed in float32
  rule->step(*context, gradients(DType::kFloat16));
  EXPECT_EQ(weight.dtype(), DType::kFloat16);
  EXPECT_EQ(rule->state()[0].second.dtype(), DType::kFloat32);
}

TEST_F(ModuleTo, NumbersOfARuleStayFloat64) {
  auto rule = made<Optimizer>(*context, "Adam.new", {Value(parameters()), Value(0.1)});
  for (DType dtype : {DType::kFloat32, DType::kFloat64, DType::kFloat32}) {
    convert(*context, *net, dtype);
    rule->step(*context, gradients(dtype));
    for (auto& [name, t] : rule->state())
      EXPECT_EQ(t.dtype(), name.rfind("step", 0) == 0 ? DType::kFloat64 : dtype) << name;
  }
}

// Captured steps of a dtype run again when the model has it again; averages and gathered gradients go along.
TEST_F(ModuleTo, TrainingsGoOn) {
  std::string history, bytes;
  for (bool capture : {true, false}) {
    Recipe recipe;
    recipe.capture = capture;
    recipe.step = {2, 0.5, 0.125, 0.75};
    Training t(recipe);
    std::string found;
    for (DType dtype : {DType::kFloat32, DType::kFloat64, DType::kFloat32}) {
      convert(*t.context, *t.net, dtype);
      found += text_of(*t.fit(2));
      for (auto& [name, state] : t.optimizer->state()) EXPECT_EQ(state.dtype(), dtype) << name;
    }
    if (capture) history = found, bytes = t.bytes();
    EXPECT_EQ(found, history);
    EXPECT_EQ(t.bytes(), bytes);
  }
}

TEST_F(ModuleTo, ACheckpointIsOfTheModelsDType) {
  TestFolder folder;
  Training first, second({}, 5);
  first.fit(1);
  convert(*first.context, *first.net, DType::kFloat64);
  first.trainer->save(*first.context, folder / "wide");
  EXPECT_ERROR(ErrorCode::kDType, second.trainer->resume(*second.context, folder / "wide"), "float64");
  convert(*second.context, *second.net, DType::kFloat64);
  second.trainer->resume(*second.context, folder / "wide");
  std::string found = text_of(*second.fit(2));
  first.trainer->resume(*first.context, folder / "wide");
  EXPECT_EQ(text_of(*first.fit(2)), found);
  EXPECT_EQ(second.bytes(), first.bytes());
}

// What the error of a file in another dtype tells to do.
TEST_F(ModuleTo, AFileOfAnotherDTypeIsReadAsTheHintSays) {
  TestFolder folder;
  Ref<Module> wide = made<Module>(*context, "Linear.new", {Value(2), Value(2)});
  convert(*context, *wide, DType::kFloat64);
  call_method(*context, *wide, "save", {Value(folder / "wide")});
  EXPECT_ERROR(ErrorCode::kDType, call_method(*context, *net, "load", {Value(folder / "wide")}),
               "give the model the dtype of the file with to");
  convert(*context, *net, DType::kFloat64);
  call_method(*context, *net, "load", {Value(folder / "wide")});
  for (const char* name : {"weight", "bias"})
    EXPECT_EQ(values_of(net->find_own(name)), values_of(wide->find_own(name)));
  convert(*context, *net, DType::kFloat32);
  EXPECT_EQ(module_forward(*context, *net, rows(DType::kFloat32)).dtype(), DType::kFloat32);
}

}  // namespace
}  // namespace mixgrad
