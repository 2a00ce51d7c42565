/* A status becomes a condition of R; what R itself threw crosses the engine as a ticket and goes on from there. */
#include <stdarg.h>
#include <stdio.h>

#include "mixgrad_r.h"

/* R's errors and other jumps on their way through the engine: those of cancelled requests never come back. */
#define MOST_TICKETS 64
static struct {
  int64_t ticket;
  SEXP cell;
} tickets[MOST_TICKETS];
static int64_t next_ticket = 1;

int64_t mg_ticket_of(SEXP held) {
  int slot = (int)(next_ticket % MOST_TICKETS);
  if (tickets[slot].cell) mg_let_go(tickets[slot].cell);
  tickets[slot].cell = mg_hold(held);
  tickets[slot].ticket = next_ticket;
  return next_ticket++;
}

SEXP mg_take_ticket(int64_t ticket) {
  int slot = (int)(ticket % MOST_TICKETS);
  if (ticket <= 0 || !tickets[slot].cell || tickets[slot].ticket != ticket) return R_NilValue;
  SEXP held = TAG(tickets[slot].cell);
  mg_let_go(tickets[slot].cell);
  tickets[slot].cell = NULL;
  return held;
}

static void signal_condition(int32_t code, SEXP message, SEXP fields) {
  SEXP call = PROTECT(Rf_lang4(Rf_install("signal_status"), Rf_ScalarInteger(code), message, fields));
  Rf_eval(call, mg.namespace_);
  UNPROTECT(1);
  Rf_error("an error of mixgrad was not signalled"); /* not reached */
}

void mg_raise(mixgrad_status* taken) {
  SEXP held = PROTECT(mg_take_ticket(mixgrad_status_ticket(taken)));
  if (held != R_NilValue) {
    mixgrad_status_release(taken);
    if (TYPEOF(held) != VECSXP) R_ContinueUnwind(held); /* not a condition: the token of a jump */
    SEXP call = PROTECT(Rf_lang2(Rf_install("stop"), held));
    Rf_eval(call, R_BaseEnv);
  }
  static const char* const names[] = {"function", "argument", "layer", "given", "accepted", "hint", "shapes"};
  enum { N = sizeof names / sizeof *names };
  SEXP fields = PROTECT(Rf_allocVector(STRSXP, N)), keys = PROTECT(Rf_allocVector(STRSXP, N));
  for (int i = 0; i < N; ++i) {
    const char* text = mixgrad_status_field(taken, names[i]);
    SET_STRING_ELT(keys, i, Rf_mkChar(names[i]));
    SET_STRING_ELT(fields, i, text && *text ? Rf_mkCharCE(text, CE_UTF8) : NA_STRING);
  }
  Rf_setAttrib(fields, R_NamesSymbol, keys);
  SEXP message = PROTECT(Rf_ScalarString(Rf_mkCharCE(mixgrad_status_message(taken), CE_UTF8)));
  int32_t code = mixgrad_status_code_of(taken);
  mixgrad_status_release(taken);
  signal_condition(code, message, fields);
}

void mg_fail(int32_t code, const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  SEXP message = PROTECT(Rf_ScalarString(Rf_mkCharCE(text, CE_UTF8)));
  signal_condition(code, message, R_NilValue);
}

void mg_check_fork(void) {
  if (!mg.forked) return;
  mg_fail(MIXGRAD_STATUS_CODE_ERROR,
          "mixgrad can not be used in a forked process (parallel::mclapply): its threads stayed in the parent; use "
          "parallel::makeCluster, "
          "whose workers start anew");
}
