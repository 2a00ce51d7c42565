/* Opens the engine's library and finds its functions. */
#include <dlfcn.h>
#include <stdio.h>

#include "mixgrad_r.h"

struct mg_engine engine;

typedef void (*mg_any)(void);

static mg_any find(void* library, const char* name) {
  union {
    void* object;
    mg_any function;
  } found;
  found.object = dlsym(library, name);
  return found.function;
}

/* open_engine(path): NULL if it is open, else what is wrong with it. */
SEXP mg_open_engine(SEXP path) {
  void* library = dlopen(Rf_translateChar(STRING_ELT(path, 0)), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* text = dlerror();
    return Rf_mkString(text ? text : "it can not be opened");
  }
  const char* missing = NULL;
#define MG_FIND(name)                                                     \
  engine.name = (__typeof__(engine.name))find(library, "mixgrad_" #name); \
  if (!engine.name && !missing) missing = "mixgrad_" #name;
  MG_FUNCTIONS(MG_FIND)
#undef MG_FIND
  char text[256];
  if (engine.library_abi) {
    int32_t found = engine.library_abi();
    if (found / 1000 != MIXGRAD_ABI / 1000 || found < MIXGRAD_ABI) {
      snprintf(text, sizeof text, "this package needs ABI %d.%d or newer of the same major, found %d.%d (version %s)",
               MIXGRAD_ABI / 1000, MIXGRAD_ABI % 1000, found / 1000, found % 1000,
               engine.library_version ? engine.library_version() : "unknown");
      dlclose(library);
      return Rf_mkString(text);
    }
  }
  if (missing) {
    snprintf(text, sizeof text, "it lacks %s: it is older than this package", missing);
    dlclose(library);
    return Rf_mkString(text);
  }
  return R_NilValue;
}
