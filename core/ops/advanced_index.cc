#include "core/ops/advanced_index.h"

#include "core/dispatch/placement.h"
#include "core/kernels/library.h"
#include "core/ops/eager.h"
#include "core/ops/gradients.h"

namespace mixgrad {

namespace {

constexpr const char* kInstead =
    "use where(mask, x, other), or write x[mask] = number, which has one size whatever the mask";

Value whole_axis() { return Value::slice(Value(), Value(), Value()); }

int axes_named(const Value& item) {
  if (item.is(Kind::kInt) || item.is(Kind::kSlice)) return 1;
  if (!item.is_tensor()) return 0;
  return item.tensor_impl()->dtype == DType::kBool ? item.tensor_impl()->shape.rank() : 1;
}

void check_items(Infer& infer, int argument, const ValueList& items, int rank) {
  int named = 0;
  for (const Value& item : items) {
    named += axes_named(item);
    if (!item.is_tensor()) continue;
    DType dtype = item.tensor_impl()->dtype;
    if (!is_integer(dtype) && dtype != DType::kBool) {
      throw infer.error(ErrorCode::kDType, argument, "tensors in a subscript hold positions or truths")
          .given(dtype_name(dtype))
          .accepted("integer or bool");
    }
  }
  if (named <= rank) return;
  throw infer.error(
      ErrorCode::kIndex, argument,
      "the subscript names " + std::to_string(named) + " axes of a tensor that has " + std::to_string(rank));
}

// A mask without elements selects nothing, whatever the axes.
void check_mask(Infer& infer, int argument, const Shape& mask, const Shape& x, int axis) {
  for (int i = 0; i < mask.rank(); ++i) {
    if (mask[i] == x[axis + i] || mask[i] == 0) continue;
    throw infer
        .error(ErrorCode::kIndex, argument,
               "a mask has another size than axis " + number_mark(axis + i) + ", along which it selects")
        .given(std::to_string(mask[i]))
        .accepted(std::to_string(x[axis + i]));
  }
}

// Positions along single axes of the view: masks are read here.
std::vector<AdvancedIndex::Selected> positions(Invocation& call, int argument, const AdvancedIndex& index) {
  std::vector<AdvancedIndex::Selected> out;
  for (const AdvancedIndex::Selected& s : index.selected) {
    if (s.by.dtype() != DType::kBool) {
      out.push_back(s);
      continue;
    }
    check_eager(call.context, call.function, argument, s.by, kInstead);
    Results found = op_results<"nonzero">(call.context, s.by);
    const ValueList& axes = found.values.at(0).as_list();
    for (size_t i = 0; i < axes.size(); ++i)
      out.push_back({axes[i].as_tensor(), s.view_axis + static_cast<int>(i), s.x_axis + static_cast<int>(i)});
  }
  return out;
}

// The places that tensors select, over a view with the selected axes in front.
struct Places {
  Tensor view, indices;  // [..., k]
  Shape shape;
};

Places places_of(Invocation& call, int argument, const AdvancedIndex& index,
                 const std::vector<AdvancedIndex::Selected>& selected) {
  Context& c = call.context;
  Places out;
  Shape order;
  for (const AdvancedIndex::Selected& s : selected) {
    order.push_back(s.view_axis);
    try {
      out.shape = broadcast(out.shape, s.by.shape());
    } catch (Error&) {
      throw Infer(call.function, call.arguments)
          .error(ErrorCode::kShape, argument, "the tensors of positions do not broadcast against each other")
          .given(out.shape.text() + " and " + s.by.shape().text());
    }
  }
  for (int i = 0; i < index.view.rank(); ++i) {
    bool taken = false;
    for (const AdvancedIndex::Selected& s : selected) taken = taken || s.view_axis == i;
    if (!taken) order.push_back(i);
  }
  out.view = op<"permute_dims">(c, index.view, Value(order));
  if (selected.size() == 1) {
    out.indices = op<"expand_dims">(c, selected[0].by, Value(int64_t{-1}));
    return out;
  }
  ValueList parts;
  for (const AdvancedIndex::Selected& s : selected) {
    Tensor by = as_dtype(c, s.by, DType::kInt64);
    parts.push_back(by.shape() == out.shape ? by : op<"broadcast_to">(c, by, Value(out.shape)));
  }
  out.indices = op<"stack">(c, Value(std::move(parts)), Value(int64_t{-1}));
  return out;
}

// The error of a position outside its axis, in the words of the subscript.
void explain(Invocation& call, int argument, const AdvancedIndex& index,
             const std::vector<AdvancedIndex::Selected>& selected) {
  Infer infer(call.function, call.arguments);
  for (const AdvancedIndex::Selected& s : selected) {
    if (s.by.is_traced()) return;
    int64_t size = index.view.shape()[s.view_axis];
    Tensor own = Tensor::empty(DType::kInt64, s.by.shape());
    copy_elements(s.by, own);
    for (int64_t i = 0; i < own.elements(); ++i) {
      int64_t found = own.data<int64_t>()[i];
      if (found >= -size && found < size) continue;
      std::string place, shown = found < 0 ? std::to_string(found) : number_mark(found);
      int64_t rest = i;
      for (int a = own.rank() - 1; a >= 0; --a) {
        place = number_mark(rest % own.shape()[a]) + (place.empty() ? "" : ", ") + place;
        rest /= own.shape()[a];
      }
      throw infer
          .error(ErrorCode::kIndex, argument,
                 "index " + shown + " at position [" + place + "] of a tensor lies outside axis " +
                     number_mark(s.x_axis) + ", which has " + std::to_string(size) + " elements")
          .given(shown)
          .accepted(size == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(size - 1));
    }
  }
}

// An error that comes late, from a device, is the subscript's too: nobody can look at the tensors then.
Ref<Context> telling(Invocation& call, int argument, const Tensor& x) {
  if (x.device().is_cpu()) return Ref<Context>(&call.context);
  const std::string& name = call.function.arguments[static_cast<size_t>(argument)].name;
  return context_on(call.context, x.device(), &call.function, {}, name);
}

// Axes [0, count) of the parts go to `at`, or come from there.
Tensor moved(Context& c, const Tensor& parts, int count, int at, bool to_front) {
  if (at == 0 || count == 0) return parts;
  Shape order;
  if (to_front) {
    for (int i = 0; i < count; ++i) order.push_back(at + i);
    for (int i = 0; i < parts.rank(); ++i) {
      if (i < at || i >= at + count) order.push_back(i);
    }
  } else {
    for (int i = 0; i < at; ++i) order.push_back(count + i);
    for (int i = 0; i < count; ++i) order.push_back(i);
    for (int i = count + at; i < parts.rank(); ++i) order.push_back(i);
  }
  return op<"permute_dims">(c, parts, Value(order));
}

[[noreturn]] void does_not_fit(Invocation& call, const Shape& given, const Shape& part) {
  throw Infer(call.function, call.arguments)
      .error(ErrorCode::kShape, call.function.find_argument("value"),
             "the shape of " + name_mark("value") + " does not broadcast to that of the part")
      .given(given.text())
      .accepted("what broadcasts to " + part.text());
}

bool broadcasts(const Shape& given, const Shape& to) {
  for (int i = 1; i <= given.rank(); ++i) {
    if (i > to.rank() || (given[given.rank() - i] != 1 && given[given.rank() - i] != to[to.rank() - i])) return false;
  }
  return true;
}

// x[mask] = value where the value has one for all: no element of the mask is read on the way. False if it has many.
bool write_masked(Invocation& call, const AdvancedIndex& index, const Tensor& value) {
  Context& c = call.context;
  const AdvancedIndex::Selected& s = index.selected[0];
  int axes = s.by.rank(), behind = index.view.rank() - s.view_axis - axes, own = value.rank() - behind;
  if (axes == 0 || index.at != s.view_axis || (own > 0 && value.shape()[own - 1] != 1)) return false;
  Shape wide, mask = s.by.shape();
  for (int i = 0; i < axes; ++i) {
    if (mask[i] != index.view.shape()[s.view_axis + i]) return false;
  }
  for (int i = 0; i < value.rank(); ++i) {
    if (own > 0 && i == own - 1) {
      for (int k = 0; k < axes; ++k) wide.push_back(1);
    } else {
      wide.push_back(value.shape()[i]);
    }
  }
  if (!broadcasts(wide, index.view.shape())) does_not_fit(call, value.shape(), index.view.shape());
  for (int i = 0; i < behind; ++i) mask.push_back(1);
  Tensor chosen = op<"where">(c, as_shape(c, s.by, mask), as_shape(c, value, wide), index.view);
  op<"copy_">(c, index.view, chosen);
  return true;
}

}  // namespace

Shape AdvancedIndex::kept() const {
  Shape out;
  for (int i = 0; i < view.rank(); ++i) {
    bool taken = false;
    for (const Selected& s : selected)
      taken = taken || (i >= s.view_axis && i < s.view_axis + (s.by.dtype() == DType::kBool ? s.by.rank() : 1));
    if (!taken) out.push_back(view.shape()[i]);
  }
  return out;
}

AdvancedIndex advanced_index(Invocation& call, int argument, const Tensor& x) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  const ValueList& items = infer.list(argument);
  check_items(infer, argument, items, x.rank());
  AdvancedIndex out;
  ValueList basic;
  int axis = 0, view_axis = 0, kept = 0, named = 0;
  for (const Value& item : items) named += axes_named(item);
  // Integers count as positions here: places that stand apart go to the front.
  enum { kBefore, kInside, kBehind, kApart } run = kBefore;
  auto places = [&] {
    if (run == kBefore) out.at = kept;
    run = run == kBehind || run == kApart ? kApart : kInside;
  };
  auto other = [&](int axes) {
    if (run == kInside) run = kBehind;
    view_axis += axes;
    kept += axes;
  };
  for (const Value& item : items) {
    if (item.is_tensor() || item.is(Kind::kBool)) {
      Tensor by = item.is_tensor() ? item.as_tensor() : full_of(c, item.as_bool(), DType::kBool, Shape{});
      bool is_mask = by.dtype() == DType::kBool;
      places();
      if (is_mask && by.rank() == 0) {  // one truth about the whole: a new axis, with its only element or with none
        check_eager(c, call.function, argument, by, kInstead);
        basic.push_back(Value::newaxis());
        Tensor truth = Tensor::empty(DType::kBool, Shape{});
        copy_elements(by, truth);
        out.selected.push_back({zeros_of(c, {DType::kInt64, Shape{*truth.data<bool>()}}), view_axis++, axis});
        continue;
      }
      if (is_mask) check_mask(infer, argument, by.shape(), x.shape(), axis);
      int axes = is_mask ? by.rank() : 1;
      out.selected.push_back({by, view_axis, axis});
      for (int i = 0; i < axes; ++i) basic.push_back(whole_axis());
      axis += axes;
      view_axis += axes;
      continue;
    }
    basic.push_back(item);
    if (item.is(Kind::kInt)) {
      places();
      ++axis;
    } else if (item.is(Kind::kEllipsis)) {
      other(x.rank() - named);
      axis += x.rank() - named;
    } else {
      other(1);
      if (item.is(Kind::kSlice)) ++axis;
    }
  }
  if (run == kApart) out.at = 0;
  out.view = op<"getitem">(c, x, Value(std::move(basic)));
  return out;
}

Tensor advanced_getitem(Invocation& call, int argument, const Tensor& x) {
  AdvancedIndex index = advanced_index(call, argument, x);
  std::vector<AdvancedIndex::Selected> selected = positions(call, argument, index);
  Places places = places_of(call, argument, index, selected);
  try {
    Tensor parts = op<"index_get">(*telling(call, argument, x), places.view, places.indices);
    return moved(call.context, parts, places.shape.rank(), index.at, false);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kIndex) explain(call, argument, index, selected);
    throw;
  }
}

void advanced_setitem(Invocation& call, int argument, const Tensor& x, const Value& given) {
  Context& c = call.context;
  AdvancedIndex index = advanced_index(call, argument, x);
  Tensor value = given.is_tensor() ? as_dtype(c, given.as_tensor(), x.dtype())
                                   : op<"full">(c, Value(Shape{}), given, Value(x.dtype()));
  if (index.is_one_mask() && write_masked(call, index, value)) return;
  std::vector<AdvancedIndex::Selected> selected = positions(call, argument, index);
  Places places = places_of(call, argument, index, selected);
  Shape part, kept = index.kept();
  for (int i = 0; i < index.at; ++i) part.push_back(kept[i]);
  for (int64_t size : places.shape) part.push_back(size);
  for (int i = index.at; i < kept.rank(); ++i) part.push_back(kept[i]);
  if (!broadcasts(value.shape(), part)) does_not_fit(call, value.shape(), part);
  if (index.at > 0 && value.rank() > 0)
    value = moved(c, op<"broadcast_to">(c, value, Value(part)), places.shape.rank(), index.at, true);
  try {
    op<"index_put_">(*telling(call, argument, x), places.view, places.indices, value);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kIndex) explain(call, argument, index, selected);
    throw;
  }
}

}  // namespace mixgrad
