/*
 * Writes what Windows really started: its own module, the command line it got, the folder it was
 * started in and the variables it sees, one per line as UTF-8, to standard output. With WITNESS_FILE in its
 * environment it also appends its module's path to that file: proof that it ran, whoever reads its output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static void line(const char *name, const wchar_t *text) {
  int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
  char *bytes = malloc(size);
  WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL);
  printf("%s=%s\n", name, bytes);
  free(bytes);
}

static void leave_mark(const wchar_t *module) {
  wchar_t path[MAX_PATH];
  DWORD length = GetEnvironmentVariableW(L"WITNESS_FILE", path, MAX_PATH);
  if (length == 0 || length >= MAX_PATH) return;
  FILE *mark = _wfopen(path, L"ab");
  if (mark == NULL) return;
  char bytes[3 * MAX_PATH + 1];
  if (WideCharToMultiByte(CP_UTF8, 0, module, -1, bytes, sizeof bytes, NULL, NULL) > 0) fprintf(mark, "%s\n", bytes);
  fclose(mark);
}

int wmain(void) {
  wchar_t module[4096];
  wchar_t folder[4096];
  GetModuleFileNameW(NULL, module, 4096);
  GetCurrentDirectoryW(4096, folder);
  leave_mark(module);
  line("module", module);
  line("commandLine", GetCommandLineW());
  line("folder", folder);
  wchar_t *block = GetEnvironmentStringsW();
  for (wchar_t *entry = block; *entry != 0; entry += wcslen(entry) + 1) line("variable", entry);
  FreeEnvironmentStringsW(block);
  return 0;
}
