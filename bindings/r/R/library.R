# The library as a whole: memory, threads, what it was built with.

mg_memory <- function() .Call(C_memory)
mg_set_memory_limit <- function(bytes) invisible(.Call(C_set_memory_limit, bytes))
mg_trim_memory <- function() invisible(.Call(C_trim_memory))
mg_set_threads <- function(threads) invisible(.Call(C_set_threads, threads))
mg_get_threads <- function() .Call(C_threads)
mg_build <- function() .Call(C_build)
