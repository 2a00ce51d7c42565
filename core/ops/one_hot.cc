// Class numbers as vectors.
#include "core/context/infer.h"
#include "core/schema/builder.h"

namespace mixgrad {

MIXGRAD_FUNCTION(one_hot) {
  f.summary("Vectors of zeros with a one at the place of a class number.")
      .description("The classes are a new last axis.")
      .math("out_{i, c} = [c = x_i]")
      .reference("PyTorch 2.x, torch.nn.functional.one_hot")
      .in_namespace("nn")
      .tensor("x", "Class numbers.", "integer")
      .carries_classes()
      .attribute("num_classes", types::count, "How many classes there are.")
      .positional(2)
      .output("out", "The vectors.", "int64", "[..., num_classes]")
      .error("index", "a number is not one of the classes; the message names its position")
      .error("value", "num_classes is negative")
      .error("shape", "x has as many axes as a tensor can have")
      .shape([](Infer& infer) {
        if (infer.rank(0) == kMaxRank) {
          throw infer.error(ErrorCode::kShape, 0, "the result would have more axes than a tensor can have")
              .given(infer.shape(0).text())
              .accepted("at most " + std::to_string(kMaxRank - 1) + " axes");
        }
        Shape shape = infer.shape(0);
        shape.push_back(infer.integer(1));
        infer.output(DType::kInt64, shape);
      })
      .batching("axis")  // which is the last one, also behind an axis of examples
      .no_gradient("class numbers are not continuous")
      .example(R"(
        let classes = argmax(tensor([[0, 0, 9], [9, 0, 0]]), 1)
        expect one_hot(classes, 3) = [[0, 0, 1], [1, 0, 0]]
      )");
}

}  // namespace mixgrad
