// Training where memory runs out.
#include <algorithm>

#include "core/autograd/node.h"
#include "core/runtime/allocator.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

TEST(TrainerMemory, OverTheLimitIsAnErrorAndTheTrainingGoesOn) {
  Recipe s;
  s.n = 4096;
  s.batch_size = 4096;
  s.hidden = 512;
  Training t(s), whole(s);
  whole.fit(1);
  std::string before = t.bytes();
  Allocator& memory = Allocator::cpu();
  memory.trim();
  memory.set_limit(memory.counters().bytes + (6 << 20));
  EXPECT_ERROR(ErrorCode::kOutOfMemory, t.fit(1), "");
  memory.set_limit(0);
  EXPECT_EQ(t.bytes().substr(0, t.bytes().rfind('=')), before.substr(0, before.rfind('=')));
  Training again(s);
  EXPECT_EQ(text_of(*again.fit(1)), text_of(*whole.trainer->history()));
}

// With more and more memory a step gets further: into the forward, the gradients, and the rule of one parameter after
// the other, of which each needs more than the last.
TEST(TrainerMemory, AnEagerStepThatRunsOutChangesNothing) {
  Recipe s;
  s.n = s.batch_size = 1;
  s.hidden = 4096;
  s.dropout = 0;
  s.shuffle = false;
  Training t(s);
  Ref<Module> head = made<Module>(*t.context, "Linear.new", {Value(2), Value(3 * s.hidden)});
  auto net = make_ref<Module>();
  net->add_child("first", t.net);
  net->add_child("second", head);
  net->set_host(7);
  t.context->host =
      make_ref<HostCode>([&](Context& c, int64_t, const std::string&, const ValueList& arguments) -> ValueList {
        return {Value(module_forward(c, *head, module_forward(c, *t.net, arguments[0].as_tensor())))};
      });
  Module::NamedTensors parameters = net->named_parameters();
  std::stable_sort(parameters.begin(), parameters.end(),
                   [](auto& a, auto& b) { return a.second.elements() < b.second.elements(); });
  ValueList list;
  for (auto& [name, p] : parameters) list.push_back(p);
  auto rule = made<Optimizer>(*t.context, "SGD.new", {Value(list), Value(0.1), Value(0.9)});
  Trainer trainer(*t.context, net, Value(&require_function("cross_entropy")), rule, {}, nullptr);
  trainer.capture = false;
  auto bytes = [&] {
    std::string out;
    for (auto& named : {net->named_state(), rule->state()}) {
      for (auto& [name, tensor] : named)
        out.append(tensor.data<char>(), static_cast<size_t>(tensor.elements()) * item_bytes(tensor.dtype()));
    }
    return out;
  };
  trainer.fit(*t.context, {t.loader, nullptr, 1, {}});
  std::string before = bytes();
  Allocator& memory = Allocator::cpu();
  int failures = 0;
  bool done = false;
  for (int64_t room = 0; !done; room += 4096) {
    memory.trim();
    memory.set_limit(memory.counters().bytes + room + 1);
    try {
      trainer.fit(*t.context, {t.loader, nullptr, 1, {}});
      done = true;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kOutOfMemory) << e.message();
      ++failures;
    }
    memory.set_limit(0);
    ASSERT_EQ(bytes() != before, done) << "with " << room << " bytes";
  }
  EXPECT_GT(failures, 20);
}

TEST(OptimizerMemory, AStepThatRunsOutChangesNothing) {
  auto context = context_with_seed(3);
  ValueList parameters;
  for (int64_t n : {1 << 10, 1 << 16, 1 << 20}) {
    Tensor p = op<"full">(*context, Value(Shape{n}), Value(1.0), Value(DType::kFloat32));
    ensure_meta(p).requires_grad = true;
    ensure_meta(p).grad = op<"ones_like">(*context, p);
    parameters.push_back(p);
  }
  auto rule = made<Optimizer>(*context, "SGD.new", {Value(parameters), Value(0.5), Value(0.9)});
  auto firsts = [&] {
    std::vector<float> out;
    for (const Value& p : parameters) out.push_back(p.as_tensor().data<float>()[0]);
    for (auto& [name, velocity] : rule->state()) out.push_back(velocity.data<float>()[0]);
    return out;
  };
  std::vector<float> before = firsts();
  Allocator& memory = Allocator::cpu();
  int failures = 0;
  for (int64_t room = 0; firsts() == before; room += 1 << 18) {
    memory.trim();
    memory.set_limit(memory.counters().bytes + room + 1);
    try {
      call_method(*context, *rule, "step", {});
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kOutOfMemory) << e.message();
      EXPECT_EQ(firsts(), before) << "with " << room << " bytes";
      ++failures;
    }
    memory.set_limit(0);
    ASSERT_LT(room, int64_t{1} << 28);
  }
  EXPECT_GT(failures, 20);
}

}  // namespace
}  // namespace mixgrad
