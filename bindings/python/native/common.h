// What the parts of the extension share. Everything here runs with the GIL held unless it says otherwise.
#pragma once

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <structmember.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "mixgrad/mixgrad.h"

namespace mixgrad_python {

// A strong reference.
class Owned {
 public:
  Owned() = default;
  explicit Owned(PyObject* taken) : object_(taken) {}
  Owned(Owned&& o) noexcept : object_(std::exchange(o.object_, nullptr)) {}
  Owned& operator=(Owned&& o) noexcept {
    std::swap(object_, o.object_);
    return *this;
  }
  ~Owned() { Py_XDECREF(object_); }
  PyObject* get() const { return object_; }
  PyObject* give() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

struct TensorObject {
  PyObject_HEAD mixgrad_tensor* handle;
  PyObject* weak;
  int64_t elements;  // -1 until somebody asked
};

struct ObjectObject {
  PyObject_HEAD mixgrad_object* handle;
  PyObject* kept;                   // a list: what lives as long as the wrapper
  int64_t host;                     // its number if it overrides methods, else 0
  std::vector<int64_t>* callbacks;  // numbers of the functions among what is kept
};

struct FunctionObject {
  PyObject_HEAD mixgrad_function* handle;  // null until it is used
  char* name;
  bool waits;  // for the disk: the GIL is always released
  bool keeps;  // functions of the host are called after the call has returned
};

struct ContextObject {
  PyObject_HEAD mixgrad_context* handle;
  bool tracing;
};

// What the package tells the extension when it is imported, and the extension's own types.
struct State {
  PyTypeObject *tensor, *object, *function, *context, *scope, *iterator, *job;
  ContextObject* root;
  PyObject* absent;       // stands for an argument that is not given
  PyObject* make_error;   // (code, message, fields) -> exception
  PyObject* unusual;      // turns what the extension does not know into what it knows
  PyObject* places;       // turns a list or an array of a subscript into a tensor, a number or a truth
  PyObject* serve;        // (host object, method, arguments) -> result
  PyObject* dtype_class;  // its instances have a number
  PyObject* dtypes[32];   // by number
  PyObject* classes;      // name -> class
};
extern State state;

// Contexts: the current one belongs to the thread.
ContextObject* current();
ContextObject* new_context(mixgrad_context* taken);
PyObject* set_current(PyObject* context_or_none);  // gives the one before, or None

// Errors: each sets the Python error and gives null.
PyObject* fail(mixgrad_status* taken);
PyObject* fail(mixgrad_status_code code, const char* format, ...);
int64_t hold_error();  // takes the Python error away and gives its ticket

// Arguments: converts Python objects, and holds what the values point into.
class Arena {
 public:
  Arena() = default;
  explicit Arena(bool measures) : measures_(measures) {}  // false: sizes are of no interest
  Arena(const Arena&) = delete;
  ~Arena();
  bool convert(PyObject* object, mixgrad_value* out);   // false: a Python error is set
  bool convert_key(PyObject* key, mixgrad_value* out);  // a subscript, as a list
  bool large() const { return elements_ >= 16384; }
  void keep_in(ObjectObject* owner);  // callbacks live as long as the wrapper
  void keep_in(PyObject* list, std::vector<int64_t>* numbers);
  void keep();                      // callbacks live on, the newest few thousand of them
  void note(TensorObject* tensor);  // for large()

 private:
  mixgrad_value* list(size_t n);
  bool convert_items(PyObject* sequence, mixgrad_value* out);
  bool convert_map(PyObject* dict, mixgrad_value* out);
  bool convert_slice(PyObject* slice, mixgrad_value* out);
  bool convert_rare(PyObject* object, mixgrad_value* out);
  bool convert_entry(PyObject* entry, mixgrad_value* out);
  std::vector<std::unique_ptr<mixgrad_value[]>> lists_;
  std::vector<PyObject*> owned_;
  std::vector<int64_t> callbacks_;
  int64_t elements_ = 0;
  bool measures_ = true;
};

// Results.
PyObject* to_python(mixgrad_value* value);                      // takes what the value holds
PyObject* copy_to_python(const mixgrad_value& value);           // the value keeps it
PyObject* results_to_python(mixgrad_value* results, size_t n);  // None, one, or a tuple
PyObject* wrap_tensor(mixgrad_tensor* taken);
PyObject* wrap_object(mixgrad_object* taken);
bool adopt(ObjectObject* self, mixgrad_object* taken);  // the wrapper made by a constructor

// Calls.
constexpr size_t kMaxResults = 8;
mixgrad_function* find_function(FunctionObject* function);  // null: a Python error is set
FunctionObject* function_behind(PyObject* object);          // null if it is none; sets no error
PyObject* make_function(const char* name, bool waits, bool keeps);
bool call_engine(mixgrad_function* function, const mixgrad_value* arguments, size_t n, bool release,
                 mixgrad_value* results, size_t* n_results);

// The host's objects and functions, by number. References are borrowed.
int64_t host_number(PyObject* object);
int64_t known_number(PyObject* function);  // of a function that was kept, or 0
void keep_function(PyObject* function, int64_t number);
void forget_host(int64_t number);
PyObject* host_object(int64_t number);  // borrowed, or null
void serve_request(mixgrad_request* request);
void handle_host(void* user_data, mixgrad_request* request);  // with or without the GIL

// Memory from outside whose owner waits for the GIL to be released.
void drain_deleted();

inline bool is_tensor(PyObject* object) { return Py_TYPE(object) == state.tensor; }
inline bool is_object(PyObject* object) { return PyObject_TypeCheck(object, state.object); }
inline TensorObject* as_tensor(PyObject* object) { return reinterpret_cast<TensorObject*>(object); }
inline ObjectObject* as_object(PyObject* object) { return reinterpret_cast<ObjectObject*>(object); }
bool describe(TensorObject* tensor, mixgrad_tensor_info* info);  // false: a Python error is set

// Each adds its types or functions to the module; false: a Python error is set.
bool add_tensor(PyObject* module);
bool add_object(PyObject* module);
bool add_call(PyObject* module);
bool add_context(PyObject* module);
bool add_job(PyObject* module);
extern PyMethodDef memory_functions[], library_functions[];
extern PyType_Slot operator_slots[];
bool bind_operator(const char* symbol, PyObject* function, int position);
int tensor_get_buffer(PyObject* self, Py_buffer* view, int flags);
void tensor_release_buffer(PyObject* self, Py_buffer* view);
PyObject* tensor_item(PyObject* self, PyObject*);
PyObject* tensor_to_list(PyObject* self, PyObject*);
PyObject* tensor_to_bytes(PyObject* self, PyObject*);
PyObject* tensor_to_dlpack(PyObject* self, PyObject*);

}  // namespace mixgrad_python
