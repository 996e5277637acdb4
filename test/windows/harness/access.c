/*
 * Stands in for the programs of Windows that speak of access lists, which Wine 8 has only by name. As powershell.exe
 * it checks how it is asked and gives, for each path, the line that access.txt has for it; as icacls.exe it
 * writes down what it was told; as whoami.exe it is one person. Both files lie in the root of the drive.
 */
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

static int describe(int argc, wchar_t **argv) {
  wchar_t paths[4096];
  char line[4096];
  if (argc != 6 || wcscmp(argv[1], L"-NoLogo") || wcscmp(argv[2], L"-NoProfile") ||
      wcscmp(argv[3], L"-NonInteractive") || wcscmp(argv[4], L"-Command") || !wcsstr(argv[5], L"$env:CLAWTRAY_PATHS"))
    return 2;
  if (!GetEnvironmentVariableW(L"CLAWTRAY_PATHS", paths, 4096)) return 3;
  puts("access lists:");
  for (wchar_t *path = wcstok(paths, L"|"); path; path = wcstok(NULL, L"|")) {
    char name[4096];
    const char *found = "none";
    WideCharToMultiByte(CP_UTF8, 0, path, -1, name, sizeof name, NULL, NULL);
    FILE *table = fopen("C:\\access.txt", "r");
    while (table && fgets(line, sizeof line, table)) {
      size_t length = strlen(name);
      line[strcspn(line, "\r\n")] = 0;
      if (!strncmp(line, name, length) && line[length] == '\t') {
        found = line + length + 1;
        break;
      }
    }
    puts(found);
    if (table) fclose(table);
  }
  return 0;
}

int wmain(int argc, wchar_t **argv) {
  wchar_t own[MAX_PATH];
  GetModuleFileNameW(NULL, own, MAX_PATH);
  if (wcsstr(own, L"powershell")) return describe(argc, argv);
  if (wcsstr(own, L"whoami")) {
    puts("\"wine\\person\",\"S-1-5-21-4-5-6-1001\"");
    return argc == 5 && !wcscmp(argv[1], L"/user") ? 0 : 2;
  }
  FILE *told = fopen("C:\\icacls.txt", "a");
  if (!told) return 1;
  for (int at = 1; at < argc; at++) fprintf(told, "%ls%c", argv[at], at + 1 < argc ? '\t' : '\n');
  fclose(told);
  return 0;
}
