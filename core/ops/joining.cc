// Joining tensors along an axis, and taking them apart.
#include "core/ops/gradients.h"
#include "core/runtime/host_size.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

// All of one shape but for `axis` (-1: everywhere), and at least one.
DType joined(Infer& infer, int axis) {
  const ValueList& list = infer.list(0);
  if (list.empty()) throw infer.error(ErrorCode::kValue, 0, "there must be at least one tensor").given("an empty list");
  const Shape& first = list[0].tensor_impl()->shape;
  DType dtype = list[0].tensor_impl()->dtype;
  for (size_t i = 1; i < list.size(); ++i) {
    const TensorImpl& t = *list[i].tensor_impl();
    bool same = t.shape.rank() == first.rank();
    for (int a = 0; same && a < first.rank(); ++a) same = a == axis || t.shape[a] == first[a];
    if (!same) {
      throw infer
          .error(ErrorCode::kShape, 0,
                 "the tensor at position " + number_mark(static_cast<int64_t>(i)) + " does not fit the first one" +
                     (axis >= 0 ? " in the axes other than " + number_mark(axis) : std::string()))
          .given(t.shape.text())
          .accepted(first.text());
    }
    dtype = promote(dtype, t.dtype);
  }
  return dtype;
}

// The sizes of the parts.
std::vector<int64_t> parts_of(Infer& infer) {
  int64_t length = infer.shape(0)[static_cast<int>(infer.integer(3))];
  std::vector<int64_t> sizes;
  if (infer.has(1) == infer.has(2)) {
    throw infer.error(ErrorCode::kValue, 1, "give either " + name_mark("sections") + " or " + name_mark("sizes"));
  }
  if (infer.has(1)) {
    int64_t n = infer.integer(1);
    if (n < 1 || length % n != 0) {
      throw infer
          .error(ErrorCode::kValue, 1,
                 "an axis with " + std::to_string(length) + " elements can not be cut into this many equal parts")
          .given(std::to_string(n));
    }
    sizes.assign(host_size<int64_t>(n), length / n);
    return sizes;
  }
  __int128 total = 0;
  for (const Value& v : infer.list(2)) {
    sizes.push_back(v.as_int());
    total += v.as_int();
  }
  if (total != length) {
    throw infer.error(ErrorCode::kValue, 2, "the sizes of the parts do not add up to that of the axis")
        .given(Value(infer.argument(2)).as_list().size() <= 8 ? infer.sizes(2).text()
                                                              : std::to_string(sizes.size()) + " sizes")
        .accepted("sizes with the sum " + std::to_string(length));
  }
  return sizes;
}

}  // namespace

MIXGRAD_FUNCTION(concat) {
  f.summary("Joins tensors along an axis.")
      .description(
          "The tensors have equal shapes but for that axis. The result is a new tensor of their promoted dtype.")
      .reference("Python Array API standard 2024.12, concat")
      .alias("cat")
      .tensors("tensors", "The tensors, first to last; at least one.")
      .attribute("axis", types::axis, 0, "The axis along which they follow each other.")
      .output("out", "The joined tensors.", "promoted(tensors)", "[...]")
      .error("shape", "the shapes differ in other axes")
      .error("value", "there are no tensors")
      .error("index", "the tensors have no such axis")
      .shape([](Infer& infer) {
        int axis = static_cast<int>(infer.integer(1));
        DType dtype = joined(infer, axis);
        Shape out = infer.list(0)[0].tensor_impl()->shape;
        __int128 length = 0;
        for (const Value& v : infer.list(0)) length += v.tensor_impl()->shape[axis];
        if (length > INT64_MAX) throw infer.error(ErrorCode::kShape, 0, "the joined axis is too long");
        out[axis] = static_cast<int64_t>(length);
        infer.output(dtype, out);
      })
      .batching("axis")
      .gradient({},
                [](Backward& b) {
                  int axis = static_cast<int>(b.argument(1).as_int());
                  int64_t start = 0;
                  for (int i = 0; i < b.items(); ++i) {
                    int64_t stop = start + b.item_spec(i).shape[axis];
                    if (b.needs_item(i))
                      b.set_item(i, as_dtype(b.context, slice_of(b.context, b.grad(), axis, start, stop),
                                             b.item_spec(i).dtype));
                    start = stop;
                  }
                })
      .example(R"(
        let a = tensor([[1, 2]])
        let b = tensor([[3, 4], [5, 6]])
        expect concat([a, b]) = [[1, 2], [3, 4], [5, 6]]
        expect concat([a, a], axis: 1) = [[1, 2, 1, 2]]
      )");
}

MIXGRAD_FUNCTION(stack) {
  f.summary("Joins tensors along a new axis.")
      .description("The tensors have equal shapes. The result is a new tensor of their promoted dtype.")
      .reference("Python Array API standard 2024.12, stack")
      .tensors("tensors", "The tensors, first to last; at least one.")
      .attribute("axis", types::axis, 0, "The place of the new axis in the result.")
      .axis_of_result()
      .output("out", "The joined tensors.", "promoted(tensors)", "[...]")
      .error("shape", "the shapes differ, or the result would have more axes than a tensor can have")
      .error("value", "there are no tensors")
      .error("index", "the result has no such axis")
      .shape([](Infer& infer) {
        DType dtype = joined(infer, -1);
        Shape out = infer.list(0)[0].tensor_impl()->shape;
        out.insert(static_cast<int>(infer.integer(1)), static_cast<int64_t>(infer.list(0).size()));
        infer.output(dtype, out);
      })
      .composed([](Invocation& call) {
        ValueList wider;
        for (const Value& v : call[0].as_list()) wider.push_back(op<"expand_dims">(call.context, v, call[1]));
        call.result(op<"concat">(call.context, Value(std::move(wider)), call[1]));
      })
      .example(R"(
        expect stack([tensor([1, 2]), tensor([3, 4])]) = [[1, 2], [3, 4]]
        expect stack([tensor([1, 2]), tensor([3, 4])], axis: 1) = [[1, 3], [2, 4]]
      )");
}

MIXGRAD_FUNCTION(split) {
  f.summary("Cuts a tensor into parts along an axis.")
      .description(
          "The parts are views: no element is copied, and writing to one writes to x. Give either sections or sizes.")
      .reference("NumPy 2.x, numpy.split; PyTorch 2.x, torch.split")
      .tensor("x", "The tensor.")
      .attribute("sections", types::optional(types::count), Value::null(),
                 "Into how many equal parts; the axis must be divisible by it.")
      .attribute("sizes", types::optional(types::list(types::size)), Value::null(),
                 "The size of each part along the axis.")
      .attribute("axis", types::axis, 0, "The axis to cut.")
      .output("parts", types::tensors, "The parts, first to last.")
      .error("value", "neither or both of sections and sizes are given, or they do not fit the axis")
      .error("index", "x has no such axis")
      .method_of_tensor()
      .trait("view")
      .shape([](Infer& infer) {
        std::vector<TensorSpec> specs;
        for (int64_t size : parts_of(infer)) {
          Shape shape = infer.shape(0);
          shape[static_cast<int>(infer.integer(3))] = size;
          specs.push_back({infer.dtype(0), shape});
        }
        infer.output_list(std::move(specs));
      })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        int axis = static_cast<int>(call[3].as_int());
        int64_t start = 0;
        ValueList parts;
        for (int64_t size : parts_of(infer)) {
          parts.push_back(slice_of(call.context, call.tensor(0), axis, start, start + size));
          start += size;
        }
        call.result(Value(std::move(parts)));
      })
      .example(R"(
        let parts = split(tensor([1, 2, 3, 4]), 2)
        expect parts[0] = [1, 2]
        expect parts[1] = [3, 4]
        let uneven = split(tensor([1, 2, 3]), sizes: [1, 2])
        expect uneven[1] = [2, 3]
      )");
}

}  // namespace mixgrad
