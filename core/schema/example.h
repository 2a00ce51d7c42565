// Documentation examples: small programs in a notation of their own, shown in every language's documentation and run in
// every language's tests. One statement a line:
//
//   let x = tensor([[1, 2], [3, 4]])          tensor(nested lists[, dtype: float64])
//   let layer = new Linear(2, 3)              new: a constructor
//   do layer.train()                          a call for its effect
//   expect sum(x, axis: 1) = [3, 7]           values; "within 1e-6" after them sets a tolerance
//   expect argmax(x, axis: 1) index = [1, 1]  counted from 0 here, in the caller's counting there
//   expect layer.forward(x) shape = [2, 3]    shape, or dtype = float32
//
// Arguments are positional, in the schema's order, or `name: value`. `1:3` is a slice, counted from 0 without its end,
// and `{mean: 0.5}` a record. `x.shape` is a property, `parts[0]` an item,
// `fn cross_entropy` a function of the engine as a value, `(x, y) => add(x, y)` a function of the host.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mixgrad {

struct Example {
  std::string title, text;
};

class Registry;
// The recorded form (codegen/src/read/record.ts). An internal error that names the line if the text can not be read.
nlohmann::ordered_json example_record(const Example& example, const Registry& registry);

}  // namespace mixgrad
