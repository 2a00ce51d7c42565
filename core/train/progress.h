// The line that shows how training goes: the same text in every language, which only displays it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mixgrad {

struct ProgressNumbers {
  int64_t epoch = 1, epochs = 1;  // from 1
  int64_t step = 0, steps = 0;    // finished batches of this epoch, and all of them; 0 steps: not known
  int64_t first_step = 0;         // batches that an earlier fit has finished
  int64_t items = 0;              // finished items of this epoch, in this fit
  double seconds = 0;             // since the epoch began, in this fit
  std::vector<std::pair<std::string, double>> numbers;  // loss, metrics: in the order to show them
};

// epoch 2/5 [=====>    ] 235/469  loss 0.4312  acc 0.8521  12.3k items/s  0:12 left
// At most `width` columns (at least 20 are taken): the bar shrinks, then the last parts are left out.
std::string progress_line(const ProgressNumbers& progress, int64_t width);
// The line of a finished epoch, without bar: epoch 2/5  loss 0.4012  acc 0.8611  val_loss 0.4300  val_acc 0.8490  0:24
std::string epoch_line(const ProgressNumbers& progress);

double seconds_left(const ProgressNumbers& progress);  // of this epoch; 0 while it is not known
std::string duration_text(double seconds);             // 0:07, 12:34, 1:02:03
std::string rate_text(double per_second);              // 870, 12.3k, 1.2M

}  // namespace mixgrad
