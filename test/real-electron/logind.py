"""A login manager for tests: as much of org.freedesktop.login1 as an app asks for.

It runs on the bus of DBUS_SYSTEM_BUS_ADDRESS, writes a line for everything that happens (`ready`, `taken WHAT MODE`,
`released WHAT`) and does what a line on its standard input says (`shutdown`).
Source: man org.freedesktop.login1, "Inhibit" and "PrepareForShutdown". A lock is held as long as its
file descriptor is open somewhere, which is why this is not in the language of the other tests.
"""

import os
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Manager(dbus.service.Object):
    @dbus.service.method("org.freedesktop.login1.Manager", in_signature="ssss", out_signature="h")
    def Inhibit(self, what, who, why, mode):
        ours, theirs = os.pipe()
        say(f"taken {what} {mode}")

        def closed(_fd, _condition):
            os.close(ours)
            say(f"released {what}")
            return False

        GLib.io_add_watch(ours, GLib.IO_HUP, closed)
        lock = dbus.types.UnixFd(theirs)
        os.close(theirs)
        return lock

    @dbus.service.signal("org.freedesktop.login1.Manager", signature="b")
    def PrepareForShutdown(self, begins):
        pass


DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
name = dbus.service.BusName("org.freedesktop.login1", bus)
manager = Manager(bus, "/org/freedesktop/login1")
loop = GLib.MainLoop()


def obey(_fd, _condition):
    line = sys.stdin.readline()
    if line == "":
        loop.quit()
        return False
    if line == "shutdown\n":
        manager.PrepareForShutdown(True)
    return True


GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, obey)
say("ready")
loop.run()
