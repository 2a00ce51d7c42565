/* R objects that others hold: a doubly linked list for the engine's sake, and a queue from its threads. */
#include <stdatomic.h>
#include <stdlib.h>

#include "mixgrad_r.h"

static SEXP first_cell;

SEXP mg_hold(SEXP object) {
  PROTECT(object);
  if (!first_cell) {
    first_cell = Rf_cons(R_NilValue, R_NilValue);
    R_PreserveObject(first_cell);
  }
  SEXP next = CDR(first_cell), cell = PROTECT(Rf_cons(first_cell, next));
  SET_TAG(cell, object);
  SETCDR(first_cell, cell);
  if (next != R_NilValue) SETCAR(next, cell);
  UNPROTECT(2);
  return cell;
}

void mg_let_go(SEXP cell) {
  SEXP before = CAR(cell), after = CDR(cell);
  SETCDR(before, after);
  if (after != R_NilValue) SETCAR(after, before);
  SET_TAG(cell, R_NilValue);
}

typedef struct held {
  SEXP cell;
  struct held* next;
} held;
static _Atomic(held*) deleted;

void* mg_hold_for_engine(SEXP object) {
  held* made = malloc(sizeof *made);
  if (!made) Rf_error("out of memory");
  made->cell = mg_hold(object);
  return made;
}

void mg_delete_later(void* pointer) {
  held* one = pointer;
  one->next = atomic_load(&deleted);
  while (!atomic_compare_exchange_weak(&deleted, &one->next, one)) {
  }
}

void mg_drain(void) {
  if (!atomic_load_explicit(&deleted, memory_order_relaxed)) return;
  held* one = atomic_exchange(&deleted, NULL);
  while (one) {
    held* next = one->next;
    mg_let_go(one->cell);
    free(one);
    one = next;
  }
}
