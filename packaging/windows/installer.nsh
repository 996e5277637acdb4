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

; What the app itself wrote for this person: the scheme of its links, and its start at login, which is named by its
; AppUserModelId. Another installation, as the portable one, may have written them since: then they stay.
!define LINK_KEY "Software\Classes\oc-pair"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define RUN_NAME "ai.openclaw.clawtray"

; Puts what the command line in $R0 begins with into $R2, and what it begins with when it is ours into $R1.
!macro beginningOfCommand
  StrCpy $R1 '"$INSTDIR\'
  StrLen $R3 $R1
  StrCpy $R2 $R0 $R3
!macroend

!macro customUnInstall
  ; An update uninstalls the old version first and installs the new one then: a person's choices stay.
  Delete "${COMMAND_FILE}"
  ${ifNot} ${isUpdated}
    ReadRegStr $R0 HKCU "${LINK_KEY}\shell\open\command" ""
    !insertmacro beginningOfCommand
    ${if} $R1 == $R2
      DeleteRegKey HKCU "${LINK_KEY}"
    ${endIf}
    ReadRegStr $R0 HKCU "${RUN_KEY}" "${RUN_NAME}"
    !insertmacro beginningOfCommand
    ${if} $R1 == $R2
      DeleteRegValue HKCU "${RUN_KEY}" "${RUN_NAME}"
      DeleteRegValue HKCU "${APPROVED_KEY}" "${RUN_NAME}"
    ${endIf}
  ${endIf}
!macroend
