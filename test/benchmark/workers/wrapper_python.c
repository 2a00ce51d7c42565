/* A minimal extension type: two live handles in, one wrapped object out, freed when nobody holds it. */
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdlib.h>

typedef struct {
  PyObject_HEAD float* handle;
} Handle;

static PyTypeObject* type;

static PyObject* wrap(float value) {
  Handle* self = PyObject_New(Handle, type);
  if (!self) return NULL;
  self->handle = malloc(sizeof(float));
  *self->handle = value;
  return (PyObject*)self;
}

static PyObject* add(PyObject* a, PyObject* b) {
  if (Py_TYPE(a) != type || Py_TYPE(b) != type) return Py_NewRef(Py_NotImplemented);
  return wrap(*((Handle*)a)->handle + *((Handle*)b)->handle);
}

static void release(PyObject* self) {
  PyTypeObject* own = Py_TYPE(self);
  free(((Handle*)self)->handle);
  PyObject_Free(self);
  Py_DECREF(own);
}

static PyObject* make(PyObject* module, PyObject* nothing) {
  (void)module, (void)nothing;
  return wrap(1.5f);
}

static PyType_Slot slots[] = {{Py_nb_add, add}, {Py_tp_dealloc, release}, {0, NULL}};
static PyType_Spec spec = {"wrapper_python.Handle", sizeof(Handle), 0, Py_TPFLAGS_DEFAULT, slots};
static PyMethodDef functions[] = {{"make", make, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "wrapper_python", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_wrapper_python(void) {
  type = (PyTypeObject*)PyType_FromSpec(&spec);
  return type ? PyModule_Create(&definition) : NULL;
}
