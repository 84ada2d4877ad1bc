# The window program.
if(SPURIOSCOPE_UI)
  add_executable(spurioscope spurioscope.cpp)
  target_compile_definitions(spurioscope PRIVATE SPURIOSCOPE_VERSION="${PROJECT_VERSION}")
  add_dependencies(spurioscope spurioscope-reader)
  target_link_libraries(spurioscope PRIVATE spurioscope_options spurioscope_ui spurioscope_engine)
  spurioscope_translations(spurioscope)
  install(TARGETS spurioscope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
