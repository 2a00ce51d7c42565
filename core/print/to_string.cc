#include <algorithm>

#include "core/dispatch/dispatch.h"
#include "core/print/format.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(to_string) {
  f.summary("A tensor's elements as text.")
      .description(
          "NumPy's layout: brackets, aligned columns, lines of at most 75 characters. Floating numbers have as many "
          "digits as they need, at most "
          "`precision` behind the point, and exponents if they are large, small or of very different size. Of tensors "
          "with more than "
          "`threshold` elements only the edges are shown.")
      .reference("NumPy 2.x, numpy.array2string")
      .tensor("x", "The tensor.", "any", "[...]")
      .attribute("threshold", types::count, Value(1000), "With more elements, only the edges are shown.")
      .attribute("edge_items", types::count, Value(3), "How many elements of an axis are shown at each of its ends.")
      .minimum(1)
      .attribute("precision", types::count, Value(4), "Most digits behind the point.")
      .maximum(40)
      .positional(1)
      .output("text", types::string, "The text, without dtype and shape.")
      .error("trace", "x stands for a value in a trace")
      .method_of_tensor()
      .native([](Invocation& call) {
        PrintOptions options;
        options.threshold = call[1].as_int();
        options.edge_items = std::min<int64_t>(call[2].as_int(), 1'000'000'000);
        options.precision = static_cast<int>(call[3].as_int());
        call.result(Value(tensor_text(call.tensor(0), options)));
      })
      .example(R"(
        expect to_string(tensor([1, 2.5, 3])) = "[1. , 2.5, 3. ]"
      )");
}

}  // namespace mixgrad
