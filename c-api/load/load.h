/* For packages that open the engine's library at run time: load.c defines every function of mixgrad.h, and mixgrad_load
 * says where they go. So a package builds without the engine, takes the one that its user names, and says itself what
 * is wrong with one that it can't use. Compile everything that includes mixgrad.h with MIXGRAD_LOADED defined. */
#ifndef MIXGRAD_LOAD_H
#define MIXGRAD_LOAD_H

#include "mixgrad/mixgrad.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens the library that the environment variable MIXGRAD_LIB names (the file, or its folder), else the one in
 * `folder`, and refuses one that is too old or of another major version. Nothing of mixgrad.h may be called before.
 * Returns null if it is open now, or was already; else what is wrong, until the next call. For one thread at a time. */
MIXGRAD_API const char* mixgrad_load(const char* folder);

/* The file that mixgrad_load has opened, or tried last. */
MIXGRAD_API const char* mixgrad_loaded(void);

#ifdef __cplusplus
}
#endif

#endif
