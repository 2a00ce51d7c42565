// A status becomes a Python exception; an exception of the host crosses the engine as a ticket and comes back as
// itself.
#include <cstdarg>
#include <cstring>
#include <map>

#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {
std::map<int64_t, PyObject*> tickets;  // errors that are under way
int64_t next_ticket = 1;
constexpr size_t kMostTickets = 256;  // those of cancelled requests never come back

PyObject* take_ticket(int64_t ticket) {
  auto found = tickets.find(ticket);
  if (found == tickets.end()) return nullptr;
  PyObject* error = found->second;
  tickets.erase(found);
  return error;
}

void raise(PyObject* error) { PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error)), error); }

PyObject* raise_made(int32_t code, PyObject* message, PyObject* fields) {
  Owned number(PyLong_FromLong(code));
  if (!number || !message || !fields) return nullptr;
  Owned error(PyObject_CallFunctionObjArgs(state.make_error, number.get(), message, fields, nullptr));
  if (error) raise(error.get());
  return nullptr;
}
}  // namespace

PyObject* fail(mixgrad_status* taken) {
  if (PyObject* error = take_ticket(mixgrad_status_ticket(taken))) {
    mixgrad_status_release(taken);
    Owned owner(error);
    raise(error);
    return nullptr;
  }
  auto text_of = [](const char* text) {
    return PyUnicode_DecodeUTF8(text, static_cast<Py_ssize_t>(std::strlen(text)), "replace");
  };
  Owned message(text_of(mixgrad_status_message(taken)));
  Owned fields(PyDict_New());
  for (const char* name : {"function", "argument", "layer", "given", "accepted", "hint", "shapes"}) {
    const char* text = mixgrad_status_field(taken, name);
    if (!text || !*text || !fields) continue;
    Owned value(text_of(text));
    if (value) PyDict_SetItemString(fields.get(), name, value.get());
  }
  int32_t code = mixgrad_status_code_of(taken);
  mixgrad_status_release(taken);
  return raise_made(code, message.get(), fields.get());
}

PyObject* fail(mixgrad_status_code code, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  Owned message(PyUnicode_FromFormatV(format, arguments));
  va_end(arguments);
  Owned fields(PyDict_New());
  return raise_made(code, message.get(), fields.get());
}

int64_t hold_error() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback) PyException_SetTraceback(value, traceback);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  if (tickets.size() >= kMostTickets) {
    Owned oldest(tickets.begin()->second);
    tickets.erase(tickets.begin());
  }
  tickets[next_ticket] = value;
  return next_ticket++;
}

}  // namespace mixgrad_python
