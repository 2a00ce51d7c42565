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

int64_t host_count(Context& context, Object& object, const char* method) {
  ValueList results = call_method(context, object, method, {});
  double given = results.size() == 1 && results[0].is_number() ? results[0].as_float() : -1;
  int64_t n = given >= 0 && given < 9007199254740992.0 && given == std::floor(given) ? static_cast<int64_t>(given) : -1;
  if (n < 0)
    throw Error(ErrorCode::kType, std::string(method) + " must return a whole number that is not negative")
        .in(object.cls().name + "." + method);
  return n;
}

int64_t Dataset::length(Context& context) {
  return host_overrides(*this, "length") ? host_count(context, *this, "length") : own_length();
}

namespace {
// What a call of the host's `get` gave: one list, or its elements.
std::vector<Tensor> item_of(const ValueList& results) {
  bool is_list = results.size() == 1 && results[0].is(Kind::kList);
  std::vector<Tensor> item;
  for (const Value& v : is_list ? results[0].as_list() : results) item.push_back(item_tensor(v));
  if (item.empty()) bad_item("nothing");
  return item;
}

// Items one after the other, put together at the end.
class Items {
 public:
  void add(std::vector<Tensor> item, int64_t index) {
    if (columns_.empty()) columns_.resize(item.size());
    if (item.size() != columns_.size()) {
      throw Error(ErrorCode::kType, "get must return as many tensors for each item")
          .in("Dataset.get")
          .given(std::to_string(item.size()) + " for item " + number_mark(index))
          .accepted(std::to_string(columns_.size()));
    }
    for (size_t c = 0; c < item.size(); ++c) columns_[c].push_back(std::move(item[c]));
  }
  std::vector<Tensor> stacked(const CancelFlag* cancel) const {
    std::vector<Tensor> batch;
    batch.reserve(columns_.size());
    for (auto& column : columns_) batch.push_back(stack_items(column, cancel));
    return batch;
  }

 private:
  std::vector<std::vector<Tensor>> columns_;
};
}  // namespace

// Of a host that answers one call a request.
std::vector<Tensor> Dataset::host_batch(Context& context, std::span<const int64_t> indices) {
  Items items;
  for (int64_t i : indices) {
    check_cancelled(context.cancel);
    items.add(item_of(call_method(context, *this, "get", {Value(i + context.caller_first())})), i);
  }
  return items.stacked(context.cancel);
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
  return ask_batch(context, {indices.begin(), indices.end()})(context);
}

Dataset::Asked Dataset::ask_batch(Context& context, std::vector<int64_t> indices) {
  if (!host_overrides(*this, "get")) {
    return [this, indices](Context& taking) { return own_batch(indices, taking.cancel); };
  }
  if (indices.empty()) throw Error(ErrorCode::kValue, "a batch needs at least one item").on("indices");
  auto counted_from_0 = [](Context& taking, std::vector<Tensor> batch) {
    shift_classes(taking, batch, -taking.caller_first());
    return batch;
  };
  if (!answers_many_calls() || !context.host) {
    return [=, this](Context& taking) { return counted_from_0(taking, host_batch(taking, indices)); };
  }
  HostCalls calls{host(), "get", {}, {}};
  for (int64_t i : indices) calls.arguments.push_back({Value(i + context.caller_first())});
  calls.receive = [indices = std::move(indices)](ValueList results) {
    Items items;
    for (size_t i = 0; i < results.size(); ++i) items.add(item_of({results[i]}), indices[i]);
    std::vector<Tensor> batch = items.stacked(nullptr);
    return ValueList(batch.begin(), batch.end());
  };
  Ref<HostAnswer> asked = context.host->ask(context, std::move(calls));
  return [=](Context& taking) {
    std::vector<Tensor> batch;
    for (const Value& v : asked->take(taking)) batch.push_back(v.as_tensor());
    return counted_from_0(taking, std::move(batch));
  };
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
