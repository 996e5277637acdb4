@echo off
rem `clawtray` of the installed desktop app: its command line; without a word it opens the app.
setlocal
if "%~1"=="" (
  start "" "%~dp0..\..\Clawtray.exe"
  exit /b 0
)
"%~dp0node.exe" "%~dp0..\cli\index.js" %*
exit /b %ERRORLEVEL%
