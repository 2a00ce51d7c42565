// A training against one that is written out by hand in doubles: a linear layer, cross-entropy, momentum, a schedule.
#include <cmath>

#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

struct ByHand {
  double w[2][2], b[2], vw[2][2] = {}, vb[2] = {};
  // One batch: rows [begin, end). Returns the sum of losses.
  double step(const Problem& p, int64_t begin, int64_t end, double lr, double momentum, double decay, bool nesterov) {
    double gw[2][2] = {}, gb[2] = {}, loss = 0;
    double n = static_cast<double>(end - begin);
    for (int64_t i = begin; i < end; ++i) {
      const float* x = p.x.data<float>() + 2 * i;
      double z[2], e[2];
      for (int k = 0; k < 2; ++k) z[k] = w[k][0] * x[0] + w[k][1] * x[1] + b[k];
      double most = std::max(z[0], z[1]), sum = 0;
      for (int k = 0; k < 2; ++k) sum += e[k] = std::exp(z[k] - most);
      int64_t y = p.y.data<int64_t>()[i];
      loss -= z[y] - most - std::log(sum);
      for (int k = 0; k < 2; ++k) {
        double g = (e[k] / sum - (k == y)) / n;
        gw[k][0] += g * x[0];
        gw[k][1] += g * x[1];
        gb[k] += g;
      }
    }
    auto update = [&](double& parameter, double& velocity, double g) {
      g += decay * parameter;
      velocity = momentum * velocity + g;
      parameter -= lr * (nesterov ? g + momentum * velocity : velocity);
    };
    for (int k = 0; k < 2; ++k) {
      for (int j = 0; j < 2; ++j) update(w[k][j], vw[k][j], gw[k][j]);
      update(b[k], vb[k], gb[k]);
    }
    return loss;
  }
};

class Reference : public testing::TestWithParam<std::tuple<double, double, bool>> {};

TEST_P(Reference, AgreesWithPlainDoubles) {
  auto [momentum, decay, nesterov] = GetParam();
  auto context = context_with_seed(3);
  Problem p = wave_problem(50);
  Ref<Module> net = made<Module>(*context, "Linear.new", {Value(2), Value(2)});
  ByHand hand;
  Tensor weight = net->find_own("weight"), bias = net->find_own("bias");
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 2; ++j) hand.w[k][j] = weight.data<float>()[2 * k + j];
    hand.b[k] = bias.data<float>()[k];
  }
  auto rule =
      made<Optimizer>(*context, "SGD.new", {Value::null(), Value(0.4), Value(momentum), Value(decay), Value(nesterov)});
  auto schedule = made<Schedule>(*context, "StepLR.new", {Value(2), Value(0.5)});
  Trainer trainer(*context, net, Value(&require_function("cross_entropy")), rule, {}, schedule);
  LoaderOptions options;
  options.batch_size = 16;
  auto loader = make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{p.x, p.y}), options);
  std::vector<double> losses = trainer.fit(*context, {loader, nullptr, 5, {}})->column("loss");
  for (int epoch = 0; epoch < 5; ++epoch) {
    double lr = 0.4 * std::pow(0.5, epoch / 2), sum = 0;
    for (int64_t begin = 0; begin < 50; begin += 16)
      sum += hand.step(p, begin, std::min<int64_t>(begin + 16, 50), lr, momentum, decay, nesterov);
    EXPECT_NEAR(losses[static_cast<size_t>(epoch)], sum / 50, 2e-6)
        << "float32 against double, after " << epoch << " epochs";
  }
  EXPECT_LT(losses[4], losses[0]);
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 2; ++j) EXPECT_NEAR(weight.data<float>()[2 * k + j], hand.w[k][j], 5e-6);
    EXPECT_NEAR(bias.data<float>()[k], hand.b[k], 5e-6);
  }
}
INSTANTIATE_TEST_SUITE_P(Rules, Reference,
                         testing::Values(std::tuple{0.0, 0.0, false}, std::tuple{0.9, 0.0, false},
                                         std::tuple{0.9, 0.01, false}, std::tuple{0.8, 0.001, true}));

}  // namespace
}  // namespace mixgrad
