#include "load.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MG_TEXT(x) #x
#define MG_LIBRARY(major) "libmixgrad.so." MG_TEXT(major)
#define MG_VERSION(major, minor, patch) MG_TEXT(major) "." MG_TEXT(minor) "." MG_TEXT(patch)
#define MG_VARIABLE "MIXGRAD_LIB"

static const char library_name[] = MG_LIBRARY(MIXGRAD_VERSION_MAJOR);
static const char package_version[] = MG_VERSION(MIXGRAD_VERSION_MAJOR, MIXGRAD_VERSION_MINOR, MIXGRAD_VERSION_PATCH);

/* Where each function is. */
static struct {
#define MIXGRAD_FUNCTION(result, name, parameters, arguments) result(*name) parameters;
#define MIXGRAD_PROCEDURE(name, parameters, arguments) void(*name) parameters;
#include "functions.inc"
} engine;

#define MIXGRAD_FUNCTION(result, name, parameters, arguments) \
  result mixgrad_##name parameters { return engine.name arguments; }
#define MIXGRAD_PROCEDURE(name, parameters, arguments) \
  void mixgrad_##name parameters { engine.name arguments; }
#include "functions.inc"

static char path[4096];
static char problem[8192];
static int is_open;

const char* mixgrad_loaded(void) { return path; }

static int is_folder(const char* name) {
  struct stat facts;
  return stat(name, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* What the user names is the only place. */
static int find_path(const char* folder) {
  const char* named = getenv(MG_VARIABLE);
  int given = named && *named;
  if (given && !is_folder(named)) {
    snprintf(path, sizeof path, "%s", named);
  } else {
    snprintf(path, sizeof path, "%s/%s", given ? named : folder, library_name);
  }
  return given;
}

static const char* refuse(void* library, int given, const char* what) {
  if (given) {
    snprintf(problem, sizeof problem,
             "mixgrad can't use the engine that " MG_VARIABLE
             " names, %s: %.2000s. Name the file %s of another one, or its folder, or unset " MG_VARIABLE
             " to use the engine of the package.",
             path, what, library_name);
  } else {
    snprintf(
        problem, sizeof problem,
        "mixgrad can't use the engine of the package, %s: %.2000s. Install the package again, so that both are of one "
        "release, or name an engine in the environment variable " MG_VARIABLE ".",
        path, what);
  }
  if (library) dlclose(library);
  return problem;
}

/* ISO C has no conversion from a pointer to an object to one to a function; POSIX has it in this form. */
static void find(void* library, const char* name, void* to) {
  void* found = dlsym(library, name);
  memcpy(to, &found, sizeof found);
}

const char* mixgrad_load(const char* folder) {
  if (is_open) return NULL;
  int given = find_path(folder);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* text = dlerror();
    return refuse(NULL, given, text ? text : "it can't be opened");
  }
  const char* missing = NULL;
#define MG_FIND(name)                                   \
  find(library, "mixgrad_" #name, (void*)&engine.name); \
  if (!engine.name && !missing) missing = "mixgrad_" #name;
#define MIXGRAD_FUNCTION(result, name, parameters, arguments) MG_FIND(name)
#define MIXGRAD_PROCEDURE(name, parameters, arguments) MG_FIND(name)
#include "functions.inc"

  char what[512];
  if (!engine.library_abi || !engine.library_version) return refuse(library, given, "it is no engine of mixgrad");
  int32_t found = engine.library_abi();
  if (found / 1000 != MIXGRAD_ABI / 1000 || found < MIXGRAD_ABI) {
    snprintf(
        what, sizeof what,
        "it is version %s with ABI %d.%d, and this package, version %s, needs ABI %d.%d or newer of the same major",
        engine.library_version(), (int)(found / 1000), (int)(found % 1000), package_version, MIXGRAD_ABI / 1000,
        MIXGRAD_ABI % 1000);
    return refuse(library, given, what);
  }
  if (missing) {
    snprintf(what, sizeof what, "it is version %s and lacks %s, which this package, version %s, needs",
             engine.library_version(), missing, package_version);
    return refuse(library, given, what);
  }
  is_open = 1;
  return NULL;
}
