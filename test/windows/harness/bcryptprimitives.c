/*
 * Wine 8 has no ProcessPrng, which the Rust standard library inside the keychain module imports on
 * Windows. This stand-in takes its random bytes from RtlGenRandom. For tests under Wine only.
 */
#include <windows.h>

/* RtlGenRandom, under the name advapi32 exports it by. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
  return SystemFunction036(buffer, (ULONG)length);
}
