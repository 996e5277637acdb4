"""A window with one field for text, whose content is told on every change: one JSON string a line."""

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

window = Gtk.Window(title="Entry")
window.set_default_size(600, 400)
window.connect("destroy", Gtk.main_quit)
field = Gtk.Entry(visibility=False) if "--password" in sys.argv else Gtk.TextView(accepts_tab=True)
buffer = field.get_buffer()


def tell(*_):
    text = buffer.get_text() if isinstance(field, Gtk.Entry) else buffer.get_property("text")
    print(json.dumps(text), flush=True)


if isinstance(field, Gtk.Entry):
    field.connect("changed", tell)
else:
    buffer.connect("changed", tell)
window.add(field)
window.show_all()
Gtk.main()
