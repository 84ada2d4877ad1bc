# check_checkpoints: torch-free but for forward_check.cpp.
add_executable(check_checkpoints check_checkpoints.cpp checkpoint_entry.cpp process_peak.cpp forward_check.cpp reference_rule.cpp)
target_include_directories(check_checkpoints PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(check_checkpoints PRIVATE spurioscope_options spurioscope_checkpoint spurioscope_model LibTorch::cpu)
add_test(NAME checkpoints.files COMMAND check_checkpoints ${PROJECT_SOURCE_DIR}/tests/checkpoint/files/index.json)
set(_shared_checkpoints ${PROJECT_SOURCE_DIR}/../shared/fixtures/checkpoints)
foreach(index index index_malformed_hostile mutations)
  if(EXISTS ${_shared_checkpoints}/${index}.json)
    add_test(NAME checkpoints.${index} COMMAND check_checkpoints ${_shared_checkpoints}/${index}.json)
  endif()
endforeach()

# Random checkpoints by the real writers, bit for bit: 200 of them are kept; 10,000 are made by tests/checkpoint/random_checkpoints.py, which needs them.
set(_random ${CMAKE_CURRENT_BINARY_DIR}/random_200)
file(MAKE_DIRECTORY ${_random})
add_test(NAME checkpoints.random_files COMMAND ${CMAKE_COMMAND} -E tar xf ${PROJECT_SOURCE_DIR}/tests/checkpoint/files/random_200.tar.xz WORKING_DIRECTORY ${_random})
add_test(NAME checkpoints.random COMMAND check_checkpoints ${_random}/index.json)
set_tests_properties(checkpoints.random_files PROPERTIES FIXTURES_SETUP random_files)
set_tests_properties(checkpoints.random PROPERTIES FIXTURES_REQUIRED random_files)

# For tests/checkpoint/random_checkpoints.py.
add_executable(rewrite_checkpoint rewrite_checkpoint.cpp)
target_link_libraries(rewrite_checkpoint PRIVATE spurioscope_options spurioscope_checkpoint)
