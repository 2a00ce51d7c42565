/* The typed wrappers as C99. */
#include <mixgrad/ops.h>

int mixgrad_ops_compile(void);
int mixgrad_ops_compile(void) { return mixgrad_of_int(3).kind == MIXGRAD_KIND_INT; }
