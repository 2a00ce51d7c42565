// Normalised rows and their gradients have the same bytes for every instruction set and any number of threads.
#include "core/kernels/cpu/kernel_test_support.h"

namespace mixgrad {
namespace {

using namespace mixgrad::testing;  // NOLINT(google-build-using-namespace)

struct Case {
  Shape x, weight;
  int64_t length, run;
  bool centred;
};

TEST(Standardize, HasTheSameBytesInEverySetting) {
  for (const Case& one : {Case{{70, 1500}, {1500}, 1500, 1, true}, Case{{3000, 5}, {5}, 5, 1, false},
                          Case{{40, 8, 33}, {8}, 2 * 33, 33, true}, Case{{3, 50, 8, 70}, {3, 8}, 70, 70, true},
                          Case{{9, 24}, {24}, 6, 1, true}}) {
    for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
      SCOPED_TRACE(one.x.text() + " " + dtype_name(dtype));
      Tensor x = random_tensor(dtype, one.x, 1), grad = random_tensor(dtype, one.x, 2);
      Tensor weight = random_tensor(dtype, one.weight, 3), bias = random_tensor(dtype, one.weight, 4);
      Value length(one.length), eps(1e-5), centred(one.centred), run(one.run);
      expect_same_bytes([&] {
        Tensor out = Tensor::empty(dtype, one.x);
        run_kernel("standardize_rows", {x, weight, bias, length, eps, centred, run}, {out});
        return out;
      });
      for (int i = 0; i < 3; ++i) {
        expect_same_bytes([&] {
          std::vector<Tensor> out{Tensor::empty(dtype, one.x), Tensor::empty(dtype, one.weight),
                                  Tensor::empty(dtype, one.weight)};
          run_kernel("standardize_rows_gradient", {grad, x, weight, length, eps, centred, run, Value(true)}, out);
          return out[i];
        });
      }
    }
  }
}

}  // namespace
}  // namespace mixgrad
