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

# For tests/checkpoint/random_checkpoints.py.
add_executable(rewrite_checkpoint rewrite_checkpoint.cpp)
target_link_libraries(rewrite_checkpoint PRIVATE spurioscope_options spurioscope_checkpoint)
