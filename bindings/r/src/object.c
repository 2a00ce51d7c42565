/* Objects of the engine. What R has of one is an environment `self`, one for each object for as long as R holds it, and
 * around it what the user holds: an object of R with the class, for modules a function. */
#include <stdlib.h>

#include "mixgrad_r.h"

/* Wrappers by the engine's address, held weakly. */
typedef struct node {
  mixgrad_object* handle;
  SEXP native;     /* the pointer beside the wrapper; not held, for comparison only */
  SEXP weak, cell; /* a weak reference to the wrapper's environment, and what holds it */
  struct node* next;
} node;
#define BUCKETS 1024
static node* buckets[BUCKETS];

static node** bucket_of(mixgrad_object* handle) {
  return &buckets[((uintptr_t)handle >> 4) * 0x9E3779B97F4A7C15ull >> 32 & (BUCKETS - 1)];
}

static SEXP find_wrapper(mixgrad_object* handle) {
  for (node* n = *bucket_of(handle); n; n = n->next) {
    if (n->handle == handle) return R_WeakRefKey(n->weak);
  }
  return R_NilValue;
}

static void remember(mixgrad_object* handle, SEXP native, SEXP environment) {
  SEXP weak = PROTECT(R_MakeWeakRef(environment, R_NilValue, R_NilValue, FALSE));
  node* made = malloc(sizeof *made);
  if (!made) Rf_error("out of memory");
  made->handle = handle;
  made->native = native;
  made->weak = weak;
  made->cell = mg_hold(weak);
  node** bucket = bucket_of(handle);
  made->next = *bucket;
  *bucket = made;
  UNPROTECT(1);
}

/* Forgets the wrapper of this pointer; a newer one of the same object stays. */
static void forget(mixgrad_object* handle, SEXP native) {
  for (node** at = bucket_of(handle); *at;) {
    node* n = *at;
    if (n->native == native) {
      *at = n->next;
      mg_let_go(n->cell);
      free(n);
    } else {
      at = &n->next;
    }
  }
}

static void finalize(SEXP native) {
  mixgrad_object* handle = R_ExternalPtrAddr(native);
  R_ClearExternalPtr(native);
  if (!handle || mg.forked) return;
  forget(handle, native);
  mixgrad_object_release(handle);
}

SEXP mg_self_of(SEXP x) {
  SEXP self = Rf_getAttrib(x, mg.self);
  return TYPEOF(self) == ENVSXP ? self : R_NilValue;
}

int mg_is_object(SEXP x) {
  if (!OBJECT(x) || (TYPEOF(x) != ENVSXP && TYPEOF(x) != CLOSXP)) return 0;
  return Rf_inherits(x, "mg_object");
}

static SEXP evaluate(const char* function, SEXP argument) {
  SEXP call = PROTECT(Rf_lang2(Rf_install(function), argument));
  SEXP out = Rf_eval(call, mg.namespace_);
  UNPROTECT(1);
  return out;
}

mixgrad_object* mg_object_of(SEXP x) {
  SEXP self = mg_is_object(x) ? mg_self_of(x) : R_NilValue;
  if (self == R_NilValue)
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "an object of mixgrad was expected, not a value of R's type %s",
            Rf_type2char(TYPEOF(x)));
  mg_check_fork();
  SEXP native = Rf_findVarInFrame(self, mg.native);
  if (TYPEOF(native) == EXTPTRSXP && !R_ExternalPtrAddr(native)) { /* readRDS has read it */
    evaluate("revive_object", x);
    native = Rf_findVarInFrame(self, mg.native);
  }
  if (TYPEOF(native) != EXTPTRSXP || !R_ExternalPtrAddr(native))
    mg_fail(MIXGRAD_STATUS_CODE_TYPE, "this object was not made");
  return R_ExternalPtrAddr(native);
}

static SEXP new_native(mixgrad_object* taken) {
  SEXP native = PROTECT(R_MakeExternalPtr(taken, mg.object_tag, R_NilValue));
  R_RegisterCFinalizerEx(native, finalize, FALSE);
  R_SetExternalPtrProtected(native, mg_new_state(native));
  UNPROTECT(1);
  return native;
}

SEXP mg_wrap_object(mixgrad_object* taken) {
  SEXP self = PROTECT(find_wrapper(taken));
  if (self == R_NilValue) {
    UNPROTECT(1);
    SEXP native = PROTECT(new_native(taken));
    SEXP class = PROTECT(Rf_mkString(mixgrad_object_class(taken)));
    SEXP call = PROTECT(Rf_lang3(Rf_install("new_wrapper"), class, native));
    SEXP wrapper = PROTECT(Rf_eval(call, mg.namespace_));
    remember(taken, native, mg_self_of(wrapper));
    UNPROTECT(4);
    return wrapper;
  } else {
    mixgrad_object_release(taken);
  }
  SEXP wrapper = Rf_findVarInFrame(self, mg.wrapper);
  UNPROTECT(1);
  return wrapper;
}

/* adopt(x, made): the wrapper x, which has an empty pointer, becomes that of the object behind the wrapper `made`. */
SEXP mg_adopt(SEXP x, SEXP made) {
  mixgrad_object* handle = mg_object_of(made);
  SEXP old = Rf_findVarInFrame(mg_self_of(made), mg.native);
  mixgrad_object_retain(handle);
  SEXP native = PROTECT(new_native(handle));
  finalize(old);
  Rf_defineVar(mg.native, native, mg_self_of(x));
  remember(handle, native, mg_self_of(x));
  UNPROTECT(1);
  return x;
}

SEXP mg_object_state(SEXP native) {
  SEXP state = R_ExternalPtrProtected(native);
  if (TYPEOF(state) == VECSXP && XLENGTH(state) == 1) return VECTOR_ELT(state, 0);
  return R_NilValue;
}

/* A wrapper around the object of a native pointer whose environment is not known. */
SEXP mg_wrapper_of_native(SEXP native) {
  mixgrad_object* handle = R_ExternalPtrAddr(native);
  if (!handle) return R_NilValue;
  mixgrad_object_retain(handle);
  return mg_wrap_object(handle);
}

SEXP mg_object_get(SEXP x, SEXP name) {
  mixgrad_value value = {0};
  mixgrad_status* status = mixgrad_object_get(mg_context(), mg_object_of(x), CHAR(STRING_ELT(name, 0)), &value);
  if (status) mg_raise(status);
  return mg_to_r(&value);
}

SEXP mg_object_set(SEXP x, SEXP name, SEXP given, SEXP mode) {
  mg_arena arena;
  mg_arena_open(&arena);
  mixgrad_value value;
  mg_convert(&arena, given, CHAR(STRING_ELT(mode, 0))[0], &value);
  mixgrad_status* status = mixgrad_object_set(mg_context(), mg_object_of(x), CHAR(STRING_ELT(name, 0)), &value);
  if (status) mg_raise(status);
  UNPROTECT(1);
  return R_NilValue;
}

SEXP mg_object_class_name(SEXP x) { return Rf_mkString(mixgrad_object_class(mg_object_of(x))); }

/* Ties the object to its wrapper, whose methods of these names the engine then asks for. What it gives holds the tie;
 * given again, it is the same. */
SEXP mg_tie(SEXP x, SEXP methods, SEXP before) {
  int tied = before != R_NilValue && R_ExternalPtrAddr(before);
  SEXP numbers = PROTECT(tied ? before : mg_new_numbers());
  if (!tied) mg_add_number(numbers, mg_host_number(mg_self_of(x), 1));
  mixgrad_status* status =
      mixgrad_object_override(mg_object_of(x), mg_first_number(numbers), CHAR(STRING_ELT(methods, 0)));
  if (status) mg_raise(status);
  UNPROTECT(1);
  return numbers;
}

/* Walks. */
static void finalize_walk(SEXP x) {
  mixgrad_iterator* walk = R_ExternalPtrAddr(x);
  R_ClearExternalPtr(x);
  if (walk && !mg.forked) mixgrad_iterator_release(walk);
}

SEXP mg_iterate(SEXP x) {
  mixgrad_iterator* walk = NULL;
  mixgrad_status* status = mixgrad_object_iterate(mg_context(), mg_object_of(x), &walk);
  if (status) mg_raise(status);
  SEXP out = PROTECT(R_MakeExternalPtr(walk, R_NilValue, x));
  R_RegisterCFinalizerEx(out, finalize_walk, FALSE);
  UNPROTECT(1);
  return out;
}

SEXP mg_next(SEXP walk) {
  if (!R_ExternalPtrAddr(walk)) mg_fail(MIXGRAD_STATUS_CODE_DISPOSED, "this walk is over");
  mg_drain();
  mixgrad_value value = {0};
  mixgrad_status* status = mixgrad_iterator_next(mg_context(), R_ExternalPtrAddr(walk), &value);
  if (status) mg_raise(status);
  return mg_to_r(&value);
}
