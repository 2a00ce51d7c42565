#include "core/data/dataset.h"

#include <cmath>

#include "core/data/rows.h"
#include "core/nn/module.h"
#include "core/tensor/readable.h"

namespace mixgrad {

const Class& Dataset::cls() const {
  static const Class& c = class_named("Dataset");
  return c;
}

namespace {
[[noreturn]] void missing(const char* method) {
  throw Error(ErrorCode::kNotFound, std::string("this dataset has no ") + method).hint("override it in the subclass");
}

[[noreturn]] void bad_item(const std::string& found) {
  throw Error(ErrorCode::kType, "get must return a list of tensors")
      .in("Dataset.get")
      .given(found)
      .accepted("a list of tensors and numbers");
}

Tensor item_tensor(const Value& v) {
  if (v.is_tensor()) {
    check_readable(v.as_tensor(), "get");
    return v.as_tensor().detached();
  }
  if (v.is(Kind::kBool)) return Tensor::scalar(DType::kBool, v.as_bool());
  if (v.is(Kind::kFloat)) return Tensor::scalar(DType::kFloat32, v.as_float());
  if (!v.is(Kind::kInt)) bad_item(kind_name(v.kind()));
  Tensor out = Tensor::empty(DType::kInt64, Shape{});
  *out.data<int64_t>() = v.as_int();
  return out;
}
}  // namespace

int64_t Dataset::own_length() const { missing("length"); }
std::vector<Tensor> Dataset::own_batch(std::span<const int64_t>, const CancelFlag*) const { missing("get"); }

std::vector<Tensor> Dataset::batch_within(Context& context, std::span<const int64_t> indices) {
  return own_batch(indices, context.cancel);
}

int64_t Dataset::length(Context& context) {
  if (!host_overrides(*this, "length")) return own_length();
  ValueList results = call_method(context, *this, "length", {});
  double given = results.size() == 1 && results[0].is_number() ? results[0].as_float() : -1;
  int64_t n = given >= 0 && given < 9007199254740992.0 && given == std::floor(given) ? static_cast<int64_t>(given) : -1;
  if (n < 0)
    throw Error(ErrorCode::kType, "length must return a whole number that is not negative").in("Dataset.length");
  return n;
}

std::vector<Tensor> Dataset::host_item(Context& context, int64_t index) {
  ValueList results = call_method(context, *this, "get", {Value(index + context.caller_first())});
  if (results.size() == 1 && results[0].is(Kind::kList)) {
    ValueList inner = results[0].as_list();
    results = std::move(inner);
  }
  if (results.empty()) bad_item("nothing");
  std::vector<Tensor> item;
  for (const Value& v : results) item.push_back(item_tensor(v));
  return item;
}

void check_items(std::span<const int64_t> indices, int64_t n, const char* argument) {
  for (int64_t i : indices) {
    if (i >= 0 && i < n) continue;
    throw Error(ErrorCode::kIndex, "the dataset has no item " + number_mark(i))
        .on(argument)
        .given(number_mark(i))
        .accepted(n == 0 ? "none: the dataset is empty" : number_mark(0) + " to " + number_mark(n - 1));
  }
}

std::vector<Tensor> Dataset::get_batch(Context& context, std::span<const int64_t> indices) {
  check_items(indices, length(context), "indices");
  if (!host_overrides(*this, "get")) return batch_within(context, indices);
  if (indices.empty()) throw Error(ErrorCode::kValue, "a batch needs at least one item").on("indices");
  std::vector<std::vector<Tensor>> columns;
  for (int64_t i : indices) {
    check_cancelled(context.cancel);
    std::vector<Tensor> item = host_item(context, i);
    if (columns.empty()) columns.resize(item.size());
    if (item.size() != columns.size()) {
      throw Error(ErrorCode::kType, "get must return as many tensors for each item")
          .in("Dataset.get")
          .given(std::to_string(item.size()) + " for item " + number_mark(i))
          .accepted(std::to_string(columns.size()));
    }
    for (size_t c = 0; c < item.size(); ++c) columns[c].push_back(item[c]);
  }
  std::vector<Tensor> batch;
  batch.reserve(columns.size());
  for (auto& column : columns) batch.push_back(stack_items(column, context.cancel));
  shift_classes(context, batch, -context.caller_first());
  return batch;
}

std::vector<Tensor> Dataset::get(Context& context, int64_t index) {
  check_items({&index, 1}, length(context), "index");
  std::vector<Tensor> item = get_batch(context, {&index, 1});
  for (Tensor& t : item) {
    Shape shape = t.shape();
    Strides strides = t.strides();
    shape.erase(0);
    strides.erase(0);
    t = t.window(shape, strides, t.impl()->offset);
  }
  return item;
}

void shift_classes(Context& context, std::vector<Tensor>& tensors, int64_t by) {
  if (by == 0 || tensors.size() < 2 || !is_integer(tensors[1].dtype())) return;
  tensors[1] = op<"index_shift">(context, tensors[1], Value(by));
}

Value as_list_value(const std::vector<Tensor>& tensors) { return Value(ValueList(tensors.begin(), tensors.end())); }

}  // namespace mixgrad
