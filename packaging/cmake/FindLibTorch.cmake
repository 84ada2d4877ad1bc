# LibTorch from a PyPI wheel, as imported targets: LibTorch::cpu and, where the wheel and NVIDIA's libraries are, LibTorch::cuda.
# find_package(Torch) is not used: with the CUDA build of the wheel it needs the whole CUDA toolkit even for CPU code.
# The place: LIBTORCH_DIR (a folder that holds include/ and lib/), else the project's .venv made by packaging/setup.
file(GLOB _libtorch_candidates ${PROJECT_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
find_path(LibTorch_ROOT_DIR include/ATen/ATen.h HINTS ${LIBTORCH_DIR} $ENV{LIBTORCH_DIR} ${_libtorch_candidates} NO_DEFAULT_PATH)
if(LibTorch_ROOT_DIR)
  set(LibTorch_LIBRARY_DIR ${LibTorch_ROOT_DIR}/lib)
  file(STRINGS ${LibTorch_ROOT_DIR}/include/torch/headeronly/version.h _version REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
  string(REGEX REPLACE "[^0-9;]" "" _version "${_version}")
  string(REPLACE ";" "." LibTorch_VERSION "${_version}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LibTorch_ROOT_DIR LibTorch_LIBRARY_DIR VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "run packaging/setup, or set LIBTORCH_DIR to an unpacked LibTorch")
if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  foreach(lib c10 torch_cpu)
    add_library(LibTorch::${lib} SHARED IMPORTED)
    set_target_properties(LibTorch::${lib} PROPERTIES IMPORTED_LOCATION ${LibTorch_LIBRARY_DIR}/lib${lib}.so)
  endforeach()
  add_library(LibTorch::cpu INTERFACE IMPORTED)
  target_include_directories(LibTorch::cpu SYSTEM INTERFACE
    ${LibTorch_ROOT_DIR}/include ${LibTorch_ROOT_DIR}/include/torch/csrc/api/include)
  target_link_libraries(LibTorch::cpu INTERFACE LibTorch::torch_cpu LibTorch::c10)
  target_link_options(LibTorch::cpu INTERFACE -Wl,--allow-shlib-undefined)
  # at::parallel_for is an inline function with an OpenMP pragma: without the flag it is a loop on one thread. The wheel's own runtime is
  # linked, so that there is one pool of threads. ThreadSanitizer does not know libgomp, and keeps the loop.
  file(GLOB _libtorch_gomp ${LibTorch_LIBRARY_DIR}/libgomp*.so*)
  if(NOT SPURIOSCOPE_SANITIZE MATCHES thread)
    target_compile_options(LibTorch::cpu INTERFACE -fopenmp)
    if(_libtorch_gomp)
      target_link_libraries(LibTorch::cpu INTERFACE ${_libtorch_gomp})
    else()
      target_link_options(LibTorch::cpu INTERFACE -fopenmp)
    endif()
  endif()
  # The CUDA wheel's CPU library needs libcudart and libcupti, which lie in a sibling package.
  file(GLOB _libtorch_nvidia ${LibTorch_ROOT_DIR}/../nvidia/*/lib)
  foreach(dir IN LISTS _libtorch_nvidia)
    target_link_options(LibTorch::cpu INTERFACE -Wl,-rpath,${dir} -Wl,-rpath-link,${dir})
  endforeach()
  # Linked only where all that it needs is there, which packaging/setup installs beside a GPU: a program that names it would not start
  # without. SPURIOSCOPE_CUDA=ON insists, for NVIDIA's libraries in other places.
  file(GLOB _libtorch_cudnn ${LibTorch_ROOT_DIR}/../nvidia/*/lib/libcudnn.so*)
  if(EXISTS ${LibTorch_LIBRARY_DIR}/libtorch_cuda.so AND (_libtorch_cudnn OR SPURIOSCOPE_CUDA))
    # Kernels of a device are registered when its library is loaded, so the linker must not drop it.
    add_library(LibTorch::cuda INTERFACE IMPORTED)
    target_link_libraries(LibTorch::cuda INTERFACE LibTorch::cpu)
    target_link_options(LibTorch::cuda INTERFACE "SHELL:-Wl,--no-as-needed ${LibTorch_LIBRARY_DIR}/libtorch_cuda.so ${LibTorch_LIBRARY_DIR}/libc10_cuda.so -Wl,--as-needed")
  endif()
endif()
