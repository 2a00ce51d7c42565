// Packed values: from JavaScript's slots and offsets to pointers, and results back.
#include <cmath>
#include <cstring>

#include "environment.h"

namespace mixgrad_node {

namespace {

constexpr double kLargestExact = 9007199254740991.0;

uint32_t low(const mixgrad_value& v) { return static_cast<uint32_t>(v.payload.as_int); }
uint32_t high(const mixgrad_value& v) { return static_cast<uint32_t>(static_cast<uint64_t>(v.payload.as_int) >> 32); }

size_t below(const mixgrad_value& v) {
  switch (v.kind) {
    case MIXGRAD_KIND_SLICE:
      return 3;
    case MIXGRAD_KIND_LIST:
      return v.length;
    case MIXGRAD_KIND_MAP:
      return 2 * static_cast<size_t>(v.length);
    default:
      return 0;
  }
}

// Object results: one slot for one address, which holds one reference.
Slot object_slot(Environment& e, mixgrad_object* object, bool borrowed) {
  if (auto it = e.object_slots.find(object); it != e.object_slots.end()) {
    if (!borrowed) mixgrad_object_release(object);
    return it->second;
  }
  if (borrowed) mixgrad_object_retain(object);
  Slot slot = e.objects.put(object);
  e.object_slots.emplace(object, slot);
  return slot;
}

// Writes values as a flat array: kind, then what belongs to it.
class TokenWriter {
 public:
  TokenWriter(Environment& e, bool borrowed) : e_(e), borrowed_(borrowed) { napi_create_array(e.env, &array_); }
  napi_value array() const { return array_; }

  void values(const mixgrad_value* list, size_t count) {
    for (size_t i = 0; i < count; ++i) value(list[i]);
  }

 private:
  void push(napi_value v) { napi_set_element(e_.env, array_, next_++, v); }
  void number(double n) {
    napi_value v;
    napi_create_double(e_.env, n, &v);
    push(v);
  }
  void integer(int64_t n) {
    if (std::abs(static_cast<double>(n)) <= kLargestExact) return number(static_cast<double>(n));
    napi_value v;
    napi_create_bigint_int64(e_.env, n, &v);
    push(v);
  }
  void value(const mixgrad_value& v) {
    number(v.kind);
    switch (v.kind) {
      case MIXGRAD_KIND_BOOL:
      case MIXGRAD_KIND_INT:
      case MIXGRAD_KIND_DTYPE:
      case MIXGRAD_KIND_DEVICE:
      case MIXGRAD_KIND_ENUM:
      case MIXGRAD_KIND_CALLBACK:
        return integer(v.payload.as_int);
      case MIXGRAD_KIND_FLOAT:
        return number(v.payload.as_float);
      case MIXGRAD_KIND_STRING: {
        napi_value text;
        napi_create_string_utf8(e_.env, v.payload.as_string, v.length, &text);
        return push(text);
      }
      case MIXGRAD_KIND_BYTES: {
        void* data;
        napi_value buffer, bytes;
        napi_create_arraybuffer(e_.env, v.length, &data, &buffer);
        if (v.length > 0) std::memcpy(data, v.payload.as_pointer, v.length);
        napi_create_typedarray(e_.env, napi_uint8_array, v.length, buffer, 0, &bytes);
        return push(bytes);
      }
      case MIXGRAD_KIND_TENSOR: {
        if (borrowed_) mixgrad_tensor_retain(v.payload.as_tensor);
        Slot slot = e_.tensors.put(v.payload.as_tensor);
        number(slot.index);
        return number(slot.generation);
      }
      case MIXGRAD_KIND_OBJECT:
        return number(object_slot(e_, v.payload.as_object, borrowed_).number());
      case MIXGRAD_KIND_FUNCTION: {
        napi_value text;
        napi_create_string_utf8(e_.env, mixgrad_function_name(v.payload.as_function), NAPI_AUTO_LENGTH, &text);
        return push(text);
      }
      case MIXGRAD_KIND_SLICE:
      case MIXGRAD_KIND_LIST:
      case MIXGRAD_KIND_MAP:
        number(v.kind == MIXGRAD_KIND_SLICE ? 3 : v.length);
        return values(v.payload.as_list, below(v));
      default:
        return;
    }
  }

  Environment& e_;
  bool borrowed_;
  napi_value array_;
  uint32_t next_ = 0;
};

// What the tokens took over is no longer the value's.
void give_away(mixgrad_value* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    mixgrad_value& v = values[i];
    if (v.kind == MIXGRAD_KIND_TENSOR || v.kind == MIXGRAD_KIND_OBJECT) v = mixgrad_value{};
  }
}

}  // namespace

bool to_pointers(Environment& e, mixgrad_value* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    mixgrad_value& v = values[i];
    switch (v.kind) {
      case MIXGRAD_KIND_TENSOR:
        v.payload.as_tensor = e.tensors.get({low(v), high(v)});
        if (!v.payload.as_tensor) {
          fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this tensor was disposed, or its scope has ended");
          return false;
        }
        break;
      case MIXGRAD_KIND_OBJECT:
        v.payload.as_object = e.objects.get({low(v), high(v)});
        if (!v.payload.as_object) {
          fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this object was disposed");
          return false;
        }
        break;
      case MIXGRAD_KIND_STRING:
      case MIXGRAD_KIND_BYTES:
        v.payload.as_pointer = e.bytes + low(v);
        break;
      case MIXGRAD_KIND_FUNCTION:
        v.payload.as_function = e.functions[low(v)];
        break;
      case MIXGRAD_KIND_SLICE:
      case MIXGRAD_KIND_LIST:
      case MIXGRAD_KIND_MAP: {
        mixgrad_value* items = e.values + low(v);
        if (!to_pointers(e, items, below(v))) return false;
        v.payload.as_list = items;
        break;
      }
      default:
        break;
    }
  }
  return true;
}

void deliver_tensor(Environment& e, mixgrad_tensor* tensor) {
  int32_t* words = e.words();
  Slot slot = e.tensors.put(tensor);
  words[kResultKind] = MIXGRAD_KIND_TENSOR;
  words[kResultSlot] = static_cast<int32_t>(slot.index);
  words[kResultGeneration] = static_cast<int32_t>(slot.generation);
}

napi_value tokens(Environment& e, const mixgrad_value* values, size_t count, bool borrowed) {
  TokenWriter writer(e, borrowed);
  writer.values(values, count);
  return writer.array();
}

napi_value deliver(Environment& e, mixgrad_value* results, size_t count) {
  int32_t* words = e.words();
  if (count == 0) {
    words[kResultKind] = kNothing;
    return nullptr;
  }
  if (count == 1) {
    switch (results[0].kind) {
      case MIXGRAD_KIND_TENSOR:
        deliver_tensor(e, results[0].payload.as_tensor);
        return nullptr;
      case MIXGRAD_KIND_FLOAT:
        words[kResultKind] = MIXGRAD_KIND_FLOAT;
        e.doubles()[kResultNumber] = results[0].payload.as_float;
        return nullptr;
      case MIXGRAD_KIND_BOOL:
      case MIXGRAD_KIND_ABSENT:
      case MIXGRAD_KIND_NULL:
        words[kResultKind] = results[0].kind;
        words[kResultSlot] = static_cast<int32_t>(results[0].payload.as_int);
        return nullptr;
      default:
        break;
    }
  }
  words[kResultKind] = kReturned;
  // Nested tensors are retained by the tokens and released with the list; those at the top are handed over.
  bool nested = false;
  for (size_t i = 0; i < count; ++i) nested = nested || below(results[i]) > 0;
  napi_value array = tokens(e, results, count, nested);
  if (!nested) give_away(results, count);
  for (size_t i = 0; i < count; ++i) mixgrad_value_clear(&results[i]);
  return array;
}

void free_waiting(Environment& e) {
  int32_t* words = e.words();
  int count = words[kFreed];
  words[kFreed] = 0;
  for (int i = 0; i < count; ++i) {
    Slot slot{static_cast<uint32_t>(words[kFreeListWord + 2 * i]),
              static_cast<uint32_t>(words[kFreeListWord + 2 * i + 1])};
    if (mixgrad_tensor* tensor = e.tensors.take(slot)) mixgrad_tensor_release(tensor);
  }
  if (!e.mailbox->waiting.load(std::memory_order_acquire)) return;
  std::vector<napi_ref> unused;
  {
    std::lock_guard lock(e.mailbox->mutex);
    unused.swap(e.mailbox->unused);
    e.mailbox->waiting = false;
  }
  for (napi_ref ref : unused) napi_delete_reference(e.env, ref);
}

}  // namespace mixgrad_node
