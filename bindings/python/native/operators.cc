// Python's operators on tensors, as number slots: they call the functions that the schemas name for them.
#include <cstring>

#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {

enum Operator {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kRemainder,
  kPower,
  kMatmul,
  kAnd,
  kOr,
  kXor,
  kLeft,
  kRight,
  kAddTo,
  kSubtractFrom,
  kMultiplyBy,
  kDivideBy,
  kFloorDivideBy,
  kRemainderBy,
  kPowerBy,
  kMatmulBy,
  kAndBy,
  kOrBy,
  kXorBy,
  kLeftBy,
  kRightBy,
  kLess,
  kLessEqual,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kNegative,
  kPositive,
  kInvert,
  kAbsolute,
  kGetItem,
  kSetItem,
  kOperators
};
const char* const kSymbols[kOperators] = {
    "+",  "-",  "*",  "/",  "//",  "%",  "**",  "@",   "&",      "|",   "^",       "<<",     ">>",
    "+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=",  "&=",     "|=",  "^=",      "<<=",    ">>=",
    "<",  "<=", "==", "!=", ">",   ">=", "neg", "pos", "invert", "abs", "getitem", "setitem"};

FunctionObject* functions[kOperators];  // null: no function of the engine stands for it
int key_position = 1;                   // of the subscript among the arguments of setitem

// An operand of an elementwise function: 1 if it is one, 0 if not, -1 with a Python error.
int convert_operand(Arena& arena, PyObject* object, mixgrad_value* out) {
  if (is_tensor(object) || PyFloat_Check(object) || PyLong_Check(object)) return arena.convert(object, out) ? 1 : -1;
  if (object == Py_None || PyUnicode_Check(object) || PyTuple_Check(object) || PyList_Check(object) ||
      PyDict_Check(object) || is_object(object))
    return 0;
  if (PyCallable_Check(object) || object == state.absent) return 0;
  if (arena.convert(object, out)) {
    if (out->kind == MIXGRAD_KIND_TENSOR || out->kind == MIXGRAD_KIND_BOOL || out->kind == MIXGRAD_KIND_INT ||
        out->kind == MIXGRAD_KIND_FLOAT)
      return 1;
    return 0;
  }
  PyErr_Clear();
  return 0;
}

PyObject* run(Operator which, Arena& arena, const mixgrad_value* arguments, size_t n) {
  mixgrad_function* function = find_function(functions[which]);
  if (!function) return nullptr;
  mixgrad_value results[kMaxResults];
  size_t n_results = kMaxResults;
  if (!call_engine(function, arguments, n, arena.large(), results, &n_results)) return nullptr;
  return results_to_python(results, n_results);
}

PyObject* binary(Operator which, PyObject* a, PyObject* b) {
  if (!functions[which]) return Py_NewRef(Py_NotImplemented);
  Arena arena;
  mixgrad_value arguments[2];
  for (int i = 0; i < 2; ++i) {
    int found = convert_operand(arena, i ? b : a, &arguments[i]);
    if (found < 0) return nullptr;
    if (found == 0) return Py_NewRef(Py_NotImplemented);
  }
  return run(which, arena, arguments, 2);
}
template <Operator W>
PyObject* binary_slot(PyObject* a, PyObject* b) {
  return binary(W, a, b);
}
int set_item(PyObject* self, PyObject* key, PyObject* value);

// x += y writes into x and gives x itself; what the engine has no function for is worked out first and then written.
template <Operator W>
PyObject* in_place_slot(PyObject* a, PyObject* b) {
  constexpr auto kPlain = static_cast<Operator>(W - kAddTo + kAdd);
  Owned result(binary(functions[W] ? W : kPlain, a, b));
  if (result && !functions[W] && result.get() != Py_NotImplemented && set_item(a, Py_Ellipsis, result.get()) < 0)
    return nullptr;
  if (!result) return nullptr;
  return result.get() == Py_NotImplemented ? result.give() : Py_NewRef(a);
}
template <Operator W>
PyObject* unary_slot(PyObject* a) {
  if (!functions[W]) return fail(MIXGRAD_STATUS_CODE_TYPE, "this operator is not defined for tensors");
  Arena arena;
  mixgrad_value argument;
  return arena.convert(a, &argument) ? run(W, arena, &argument, 1) : nullptr;
}
template <Operator W, Operator InPlace>
PyObject* power_slot(PyObject* a, PyObject* b, PyObject* modulus) {
  if (modulus != Py_None) return Py_NewRef(Py_NotImplemented);
  return InPlace == kOperators ? binary(W, a, b) : in_place_slot<W>(a, b);
}
PyObject* positive(PyObject* a) { return Py_NewRef(a); }

PyObject* compare(PyObject* a, PyObject* b, int operation) {
  switch (operation) {
    case Py_LT:
      return binary(kLess, a, b);
    case Py_LE:
      return binary(kLessEqual, a, b);
    case Py_EQ:
      return binary(kEqual, a, b);
    case Py_NE:
      return binary(kNotEqual, a, b);
    case Py_GT:
      return binary(kGreater, a, b);
    default:
      return binary(kGreaterEqual, a, b);
  }
}

PyObject* get_item(PyObject* self, PyObject* key) {
  if (!functions[kGetItem]) return fail(MIXGRAD_STATUS_CODE_TYPE, "tensors can not be indexed");
  Arena arena;
  mixgrad_value arguments[2];
  if (!arena.convert(self, &arguments[0]) || !arena.convert_key(key, &arguments[1])) return nullptr;
  return run(kGetItem, arena, arguments, 2);
}

int set_item(PyObject* self, PyObject* key, PyObject* value) {
  if (!functions[kSetItem] || !value)
    return fail(MIXGRAD_STATUS_CODE_TYPE, "elements of tensors can not be deleted"), -1;
  Arena arena;
  mixgrad_value arguments[3];
  int other = 3 - key_position;
  if (!arena.convert(self, &arguments[0]) || !arena.convert_key(key, &arguments[key_position]) ||
      !arena.convert(value, &arguments[other]))
    return -1;
  Owned result(run(kSetItem, arena, arguments, 3));
  return result ? 0 : -1;
}

template <class F>
void* slot(F* function) {
  return reinterpret_cast<void*>(function);
}
}  // namespace

PyType_Slot operator_slots[] = {{Py_nb_add, slot(binary_slot<kAdd>)},
                                {Py_nb_subtract, slot(binary_slot<kSubtract>)},
                                {Py_nb_multiply, slot(binary_slot<kMultiply>)},
                                {Py_nb_true_divide, slot(binary_slot<kDivide>)},
                                {Py_nb_floor_divide, slot(binary_slot<kFloorDivide>)},
                                {Py_nb_remainder, slot(binary_slot<kRemainder>)},
                                {Py_nb_power, slot(power_slot<kPower, kOperators>)},
                                {Py_nb_matrix_multiply, slot(binary_slot<kMatmul>)},
                                {Py_nb_and, slot(binary_slot<kAnd>)},
                                {Py_nb_or, slot(binary_slot<kOr>)},
                                {Py_nb_xor, slot(binary_slot<kXor>)},
                                {Py_nb_lshift, slot(binary_slot<kLeft>)},
                                {Py_nb_rshift, slot(binary_slot<kRight>)},
                                {Py_nb_inplace_add, slot(in_place_slot<kAddTo>)},
                                {Py_nb_inplace_subtract, slot(in_place_slot<kSubtractFrom>)},
                                {Py_nb_inplace_multiply, slot(in_place_slot<kMultiplyBy>)},
                                {Py_nb_inplace_true_divide, slot(in_place_slot<kDivideBy>)},
                                {Py_nb_inplace_floor_divide, slot(in_place_slot<kFloorDivideBy>)},
                                {Py_nb_inplace_remainder, slot(in_place_slot<kRemainderBy>)},
                                {Py_nb_inplace_power, slot(power_slot<kPowerBy, kPowerBy>)},
                                {Py_nb_inplace_matrix_multiply, slot(in_place_slot<kMatmulBy>)},
                                {Py_nb_inplace_and, slot(in_place_slot<kAndBy>)},
                                {Py_nb_inplace_or, slot(in_place_slot<kOrBy>)},
                                {Py_nb_inplace_xor, slot(in_place_slot<kXorBy>)},
                                {Py_nb_inplace_lshift, slot(in_place_slot<kLeftBy>)},
                                {Py_nb_inplace_rshift, slot(in_place_slot<kRightBy>)},
                                {Py_nb_negative, slot(unary_slot<kNegative>)},
                                {Py_nb_positive, slot(positive)},
                                {Py_nb_invert, slot(unary_slot<kInvert>)},
                                {Py_nb_absolute, slot(unary_slot<kAbsolute>)},
                                {Py_tp_richcompare, slot(compare)},
                                {Py_mp_subscript, slot(get_item)},
                                {Py_mp_ass_subscript, slot(set_item)},
                                {0, nullptr}};

bool bind_operator(const char* symbol, PyObject* function, int position) {
  for (int i = 0; i < kOperators; ++i) {
    if (std::strcmp(symbol, kSymbols[i]) != 0) continue;
    FunctionObject* found = function_behind(function);
    if (!found) break;
    Py_INCREF(reinterpret_cast<PyObject*>(found));
    functions[i] = found;
    if (i == kSetItem) key_position = position;
    return true;
  }
  PyErr_Format(PyExc_ValueError, "no operator %s, or no function of the engine", symbol);
  return false;
}

}  // namespace mixgrad_python
