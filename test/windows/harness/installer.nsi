; As much of an installer as the project's own part of it needs: what electron-builder gives it is given here.
; Without 32-bit Wine; electron-builder makes the same for 32 bits.
Target amd64-unicode
Name "Clawtray"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "C:\Programs\Clawtray"
!include LogicLib.nsh
!include FileFunc.nsh
!define APP_FILENAME "clawtray"
!define isUpdated `"" isUpdated ""`
!macro _isUpdated _a _b _t _f
  ${GetParameters} $R9
  ${GetOptions} $R9 "--updated" $R9
  IfErrors `${_f}` `${_t}`
!macroend
!include "${PART}"

Section
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro customInstall
SectionEnd

Section "Uninstall"
  !insertmacro customUnInstall
SectionEnd
