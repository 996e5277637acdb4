"""Writes src/shared/text/confusables.table.ts: the characters that pass for an ASCII one.

The skeletons of UTS #39 (Unicode Security Mechanisms) are asked of ICU, which carries Unicode's own
confusables.txt. A character passes for an ASCII one when both have the same skeleton, or when its skeleton
is that of a small capital, which reads as its letter: Cyrillic te and en pass for T and H in no other way.

Run with: python3 scripts/confusables.py > src/shared/text/confusables.table.ts
"""

import ctypes
import ctypes.util
import re
import sys
import unicodedata

library = ctypes.util.find_library("icui18n")
if library is None:
    sys.exit("ICU was not found. Install it (Debian: apt install libicu-dev).")
icu_version = re.search(r"\.so\.(\d+)", library).group(1)
icu = ctypes.CDLL(library)
common = ctypes.CDLL(library.replace("icui18n", "icuuc"))


def function(name, result, *arguments, of=icu):
    found = getattr(of, f"{name}_{icu_version}")
    found.restype, found.argtypes = result, arguments
    return found


status = ctypes.c_int(0)
unicode_version = (ctypes.c_uint8 * 4)()
function("u_getUnicodeVersion", None, ctypes.c_void_p, of=common)(unicode_version)
checker = function("uspoof_open", ctypes.c_void_p, ctypes.POINTER(ctypes.c_int))(ctypes.byref(status))
get_skeleton = function(
    "uspoof_getSkeletonUTF8",
    ctypes.c_int32,
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_char_p,
    ctypes.c_int32,
    ctypes.c_char_p,
    ctypes.c_int32,
    ctypes.POINTER(ctypes.c_int),
)


def skeleton(character):
    text, room = character.encode(), ctypes.create_string_buffer(200)
    length = get_skeleton(checker, 0, text, len(text), room, len(room), ctypes.byref(status))
    if status.value > 0:
        sys.exit(f"ICU refused U+{ord(character):04X}: error {status.value}")
    return room.raw[:length].decode()


printable = [chr(code) for code in range(0x21, 0x7F)]
ascii_of = {}
for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
    try:
        small = unicodedata.lookup(f"LATIN LETTER SMALL CAPITAL {letter}")
    except KeyError:
        continue  # There is none for X.
    ascii_of[small] = letter.lower()
    ascii_of[skeleton(small)] = letter.lower()
for character in reversed(printable):
    ascii_of[skeleton(character)] = character

groups = {}
for code in range(0x80, 0x110000):
    if 0xD800 <= code < 0xE000:
        continue
    own = chr(code)
    # What normalisation alone makes ASCII (full width, mathematical letters) needs no table.
    folded = unicodedata.normalize("NFKC", own)
    found = ascii_of.get(own) or ascii_of.get(skeleton(own))
    if found is not None and not folded.isascii():
        groups.setdefault(found, []).append(code)

print("// Written by scripts/confusables.py; do not edit.")
print(f"// From ICU {icu_version}, Unicode {unicode_version[0]}.{unicode_version[1]} (data: Unicode License v3).")
print()
print("/** What passes for each ASCII character, code points in hexadecimal. */")
print("export const passesFor: Readonly<Record<string, string>> = {")
for found in printable:
    if found in groups:
        name = found if re.match(r"[A-Za-z_]", found) else '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'
        line = f'  {name}: "' + " ".join(f"{code:x}" for code in groups[found]) + '",'
        print(line if len(line) <= 110 else line.replace(': "', ':\n    "', 1))
print("};")
