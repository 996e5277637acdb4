"""A window with one field for text, whose content is told on every change: one JSON string a line."""

import json
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

if "--lock" in sys.argv:
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(1280, 720)
else:
    window = (Gtk.Dialog if "--dialog" in sys.argv else Gtk.Window)(title="Entry")
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
if "--form" in sys.argv:
    box, entries = Gtk.VBox(), (Gtk.Entry(), Gtk.Entry(visibility=False))
    for entry in entries:
        box.add(entry)
        entry.connect("changed", lambda *_: print(json.dumps("/".join(e.get_text() for e in entries)), flush=True))
    field = box
(window.get_content_area() if "--dialog" in sys.argv else window).add(field)
window.show_all()
if {"--prompt", "--lock", "--swing"} & set(sys.argv):
    wanted = Gdk.SeatCapabilities.KEYBOARD if "--prompt" in sys.argv else Gdk.SeatCapabilities.ALL
    seat = Gdk.Display.get_default().get_default_seat()

    def take():
        taken = seat.grab(window.get_window(), wanted, True, None, None, None)
        if taken != Gdk.GrabStatus.SUCCESS:
            return True
        print(json.dumps("taken"), flush=True)
        return False

    GLib.timeout_add(10, take)
if "--menu" in sys.argv:
    menu = Gtk.Menu()
    for name in ("one", "two"):
        item = Gtk.MenuItem(label=name)
        item.connect("activate", lambda chosen: print(json.dumps(chosen.get_label()), flush=True))
        menu.append(item)
    menu.show_all()
    menu.connect("map", lambda *_: print(json.dumps("shown"), flush=True))

    def pop(*_):
        menu.popup_at_widget(field, Gdk.Gravity.CENTER, Gdk.Gravity.CENTER, None)
        return False

    GLib.timeout_add(200, pop)
Gtk.main()
