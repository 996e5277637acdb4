"""Writes what the root window shows, three bytes a pixel: red, green, blue."""
import sys

import gi

gi.require_version("Gdk", "3.0")
from gi.repository import Gdk  # noqa: E402

root = Gdk.get_default_root_window()
shown = Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height())
sys.stdout.buffer.write(shown.get_pixels())
