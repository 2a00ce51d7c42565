# What WebAssembly needs beyond the native build; included by the top CMakeLists.txt under emscripten's toolchain file.
# Exceptions are emscripten's own, through JavaScript: the engine's errors are thrown. There are no threads: the engine
# finds that the system gives none. 64-bit sizes stay; the memory ends at 2 GiB.
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
set(MIXGRAD_BLAS OFF)
set(MIXGRAD_TESTS OFF)
add_link_options(-fexceptions -sALLOW_MEMORY_GROWTH -sWASM_BIGINT -sEXIT_RUNTIME
  -sENVIRONMENT=node -sNODERAWFS -sWASM_ASYNC_COMPILATION=0)  # Node's own fetch takes no files

# em++ adds a tenth of a second of its own to each file, and ccache knows clang by its name: em++ says here how it would
# call it, and only links. A precompiled header out of ccache is as good as a new one.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} --cflags -fexceptions OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
set(clang_C clang-14)  # what Debian's emscripten depends on
set(clang_CXX clang++-14)
foreach(language C CXX)
  set(CMAKE_${language}_COMPILE_OBJECT
    "${clang_${language}} ${flags} <DEFINES> <INCLUDES> <FLAGS> -o <OBJECT> -c <SOURCE>")
  if(CCACHE)
    set(CMAKE_${language}_COMPILER_LAUNCHER env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  endif()
endforeach()
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")

# Headers that are the same for every machine, without the system's others beside them.
foreach(header hwy/highway.h nlohmann/json.hpp)
  get_filename_component(folder ${header} DIRECTORY)
  find_path(${folder}_host ${header} PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include)
  file(CREATE_LINK ${${folder}_host}/${folder} ${PROJECT_BINARY_DIR}/include/${folder} SYMBOLIC)
endforeach()
set(HWY_INCLUDE ${PROJECT_BINARY_DIR}/include)
set(NLOHMANN_INCLUDE ${PROJECT_BINARY_DIR}/include)

# zlib and the minizip that comes with it, from the sources of Debian's package, which test/wasm/setup.sh fetches.
set(MIXGRAD_ZLIB_SOURCE ${PROJECT_SOURCE_DIR}/build/setup/zlib CACHE PATH "zlib's sources")
file(GLOB zlib_sources ${MIXGRAD_ZLIB_SOURCE}/*.c)
if(NOT zlib_sources)
  message(FATAL_ERROR "there are no sources of zlib in ${MIXGRAD_ZLIB_SOURCE}: test/wasm/setup.sh fetches them")
endif()
list(FILTER zlib_sources EXCLUDE REGEX "/gz[a-z]*\\.c$")  # files by zlib's own hand: not what the engine takes
set(minizip ${MIXGRAD_ZLIB_SOURCE}/contrib/minizip)
add_library(wasm_zlib STATIC ${zlib_sources} ${minizip}/ioapi.c ${minizip}/zip.c ${minizip}/unzip.c)
target_include_directories(wasm_zlib SYSTEM PUBLIC ${MIXGRAD_ZLIB_SOURCE} ${PROJECT_BINARY_DIR}/include)
target_compile_options(wasm_zlib PRIVATE -w)
file(CREATE_LINK ${minizip} ${PROJECT_BINARY_DIR}/include/minizip SYMBOLIC)
set(ZLIB_STATIC wasm_zlib)
set(MINIZIP_STATIC wasm_zlib)
set(MINIZIP_INCLUDE ${PROJECT_BINARY_DIR}/include)

# Most of the compiler's time goes into the same headers again and again.
cmake_language(DEFER CALL target_precompile_headers mixgrad_core PRIVATE <algorithm> <array> <atomic> <cmath> <cstring>
  <functional> <map> <memory> <mutex> <optional> <span> <string> <utility> <vector> core/schema/builder.h)

# The programs are CommonJS, and the project's package.json says otherwise.
file(WRITE ${PROJECT_BINARY_DIR}/package.json "{ \"type\": \"commonjs\" }\n")
