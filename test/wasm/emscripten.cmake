# What WebAssembly needs beyond the native build; included by the top CMakeLists.txt under emscripten's toolchain file.
# Exceptions are emscripten's own, through JavaScript: the engine's errors are thrown. There are no threads: the engine
# finds that the system gives none. 64-bit sizes stay; the memory ends at 2 GiB.
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
add_compile_options(-fexceptions)
add_link_options(-fexceptions -sALLOW_MEMORY_GROWTH -sWASM_BIGINT -sEXIT_RUNTIME
  -sENVIRONMENT=node -sNODERAWFS -sWASM_ASYNC_COMPILATION=0)  # Node's own fetch takes no files

# Headers that are the same for every machine, without the system's others beside them.
foreach(header hwy/highway.h nlohmann/json.hpp)
  get_filename_component(folder ${header} DIRECTORY)
  find_path(${folder}_host ${header} PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/include)
  file(CREATE_LINK ${${folder}_host}/${folder} ${PROJECT_BINARY_DIR}/include/${folder} SYMBOLIC)
endforeach()
set(HWY_INCLUDE ${PROJECT_BINARY_DIR}/include)
set(NLOHMANN_INCLUDE ${PROJECT_BINARY_DIR}/include)

# zlib from the sources of Debian's package, which test/wasm/setup.sh fetches.
set(MIXGRAD_ZLIB_SOURCE ${PROJECT_SOURCE_DIR}/build/setup/zlib CACHE PATH "zlib's sources")
file(GLOB zlib_sources ${MIXGRAD_ZLIB_SOURCE}/*.c)
if(NOT zlib_sources)
  message(FATAL_ERROR "there are no sources of zlib in ${MIXGRAD_ZLIB_SOURCE}: make setup-wasm fetches them")
endif()
add_library(wasm_zlib STATIC ${zlib_sources})
target_include_directories(wasm_zlib SYSTEM PUBLIC ${MIXGRAD_ZLIB_SOURCE})
target_compile_options(wasm_zlib PRIVATE -w)
target_compile_definitions(wasm_zlib PRIVATE HAVE_UNISTD_H)
set(ZLIB_STATIC wasm_zlib)

# Most of the compiler's time goes into the same headers again and again.
cmake_language(DEFER CALL target_precompile_headers mixgrad_core PRIVATE <algorithm> <array> <atomic> <cmath> <cstring>
  <functional> <map> <memory> <mutex> <optional> <span> <string> <utility> <vector> core/schema/builder.h)

# The programs are CommonJS, and the project's package.json says otherwise.
file(WRITE ${PROJECT_BINARY_DIR}/package.json "{ \"type\": \"commonjs\" }\n")
