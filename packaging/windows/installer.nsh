; `clawtray` in every terminal: Windows 10 and later have this folder on each person's PATH, so that PATH itself
; (which an installer can cut short) is left alone. The text is the same for everybody: no name with a letter
; that a batch file would misread stands in it.
!define COMMAND_FILE "$LOCALAPPDATA\Microsoft\WindowsApps\clawtray.cmd"

!macro customInstall
  CreateDirectory "$LOCALAPPDATA\Microsoft\WindowsApps"
  FileOpen $0 "${COMMAND_FILE}" w
  FileWrite $0 '@"%LOCALAPPDATA%\Programs\${APP_FILENAME}\resources\bin\clawtray.cmd" %*$\r$\n'
  FileClose $0
!macroend

!macro customUnInstall
  ; An update uninstalls the old version first and installs the new one then.
  Delete "${COMMAND_FILE}"
!macroend
