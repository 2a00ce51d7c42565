# The native dependencies, each pinned here once: Debian 12's versions. Their licences stand in THIRD_PARTY_NOTICES,
# which packaging writes from this list.
#   libhwy-dev            1.0.3    Apache-2.0    portable vector instructions (headers only: the choice of the target is ours)
#   libopenblas-serial-dev 0.3.21  BSD-3-Clause  matrix products, linked statically
#   zlib1g-dev            1.2.13   Zlib          gzip, linked statically
#   libminizip-dev        1.1      Zlib          zip, linked statically
#   nlohmann-json3-dev    3.11.2   MIT           JSON (headers)
#   googletest            1.12.1   BSD-3-Clause  tests only
find_package(Threads REQUIRED)

find_path(HWY_INCLUDE hwy/highway.h REQUIRED)
add_library(third_party_hwy INTERFACE)
target_include_directories(third_party_hwy SYSTEM INTERFACE ${HWY_INCLUDE})

option(MIXGRAD_BLAS "Take large products from OpenBLAS where it is there" ON)
add_library(third_party_blas INTERFACE)
if(MIXGRAD_BLAS)
  find_library(OPENBLAS_LIBRARY NAMES libopenblas.a PATHS /usr/lib/x86_64-linux-gnu/openblas-serial NO_DEFAULT_PATH)
  if(NOT OPENBLAS_LIBRARY)
    find_library(OPENBLAS_LIBRARY NAMES libopenblas.a PATH_SUFFIXES openblas-serial)
  endif()
  find_path(OPENBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-serial x86_64-linux-gnu/openblas-serial)
endif()
if(MIXGRAD_BLAS AND OPENBLAS_LIBRARY AND OPENBLAS_INCLUDE)
  target_compile_definitions(third_party_blas INTERFACE MIXGRAD_HAS_OPENBLAS)
  target_include_directories(third_party_blas SYSTEM INTERFACE ${OPENBLAS_INCLUDE})
  target_link_libraries(third_party_blas INTERFACE ${OPENBLAS_LIBRARY})
  # The serial build is not thread-safe; core/kernels/cpu/gemm_blas.cc puts a lock around its buffers.
  target_link_options(third_party_blas INTERFACE -Wl,--wrap=blas_memory_alloc,--wrap=blas_memory_free)
endif()

find_library(ZLIB_STATIC NAMES libz.a REQUIRED)
find_library(MINIZIP_STATIC NAMES libminizip.a REQUIRED)
find_path(MINIZIP_INCLUDE minizip/zip.h REQUIRED)
find_path(NLOHMANN_INCLUDE nlohmann/json.hpp REQUIRED)
add_library(third_party_io INTERFACE)
target_include_directories(third_party_io SYSTEM INTERFACE ${NLOHMANN_INCLUDE} ${MINIZIP_INCLUDE})
target_link_libraries(third_party_io INTERFACE ${MINIZIP_STATIC} ${ZLIB_STATIC})
