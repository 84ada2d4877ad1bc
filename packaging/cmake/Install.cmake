# What is installed beside the programs: desktop entry, AppStream metadata, MIME types, icon, man page, manual and licence.
# Include it after GNUInstallDirs.
set(_share ${PROJECT_SOURCE_DIR}/packaging/share)
install(FILES ${_share}/spurioscope-cli.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/manual/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/manual)
if(SPURIOSCOPE_UI)
  install(FILES ${_share}/spurioscope.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${_share}/spurioscope.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${_share}/spurioscope-mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME spurioscope.xml)
  install(FILES ${_share}/spurioscope.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
unset(_share)
