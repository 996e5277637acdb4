"""A location service for tests: as much of org.freedesktop.GeoClue2 as a client asks for.

It runs on the bus of DBUS_SYSTEM_BUS_ADDRESS, does what the JSON of its argument says (`start`: `answers`, `silent`,
or the text of an AccessDenied; `silent`: nothing is ever answered; `places`: what it then knows, one after the other)
and writes a line for everything that happens: `ready`, `client`, `set NAME VALUE`, `start`, `gone`.
Like the real one it makes one client for each connection, which no other connection may use, and removes it when
that connection ends. Source: GeoClue 2.6, org.freedesktop.GeoClue2.{Manager,Client,Location}.
"""

import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "org.freedesktop.GeoClue2"
PROPERTIES = "org.freedesktop.DBus.Properties"
wanted = json.loads(sys.argv[1])


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class AccessDenied(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.AccessDenied"


class Location(dbus.service.Object):
    def __init__(self, path, place):
        super().__init__(bus, path)
        doubles = {name: dbus.Double(value) for name, value in place.items() if name != "Timestamp"}
        seconds, micros = place["Timestamp"]
        time = dbus.Struct((dbus.UInt64(seconds), dbus.UInt64(micros)), signature="tt")
        self.values = {"Description": "", **doubles, "Timestamp": time}

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, _interface):
        return self.values


class Client(dbus.service.Object):
    def __init__(self, path, owner):
        super().__init__(bus, path)
        self.path = path
        self.owner = owner

    def check(self, sender):
        if sender != self.owner:
            raise AccessDenied("the client of another connection")

    @dbus.service.method(PROPERTIES, in_signature="ssv", sender_keyword="sender")
    def Set(self, _interface, name, value, sender=None):
        self.check(sender)
        say(f"set {name} {value}")

    @dbus.service.method(NAME + ".Client", sender_keyword="sender", async_callbacks=("answer", "fail"))
    def Start(self, answer, fail, sender=None):
        self.check(sender)
        say("start")
        if wanted["start"] == "silent":
            return
        if wanted["start"] != "answers":
            fail(AccessDenied(wanted["start"]))
            return
        answer()
        before = "/"
        for number, place in enumerate(wanted["places"]):
            path = f"{self.path}/Location/{number}"
            Location(path, place)
            self.LocationUpdated(before, path)
            before = path

    @dbus.service.signal(NAME + ".Client", signature="oo")
    def LocationUpdated(self, old, new):
        pass


class Manager(dbus.service.Object):
    made = 0

    @dbus.service.method(
        NAME + ".Manager", out_signature="o", sender_keyword="sender", async_callbacks=("answer", "fail")
    )
    def GetClient(self, answer, fail, sender=None):
        say("client")
        if wanted.get("silent"):
            return
        self.made += 1
        path = f"/org/freedesktop/GeoClue2/Client/{self.made}"
        Client(path, sender)
        bus.watch_name_owner(sender, lambda owner: None if owner else say("gone"))
        answer(dbus.ObjectPath(path))


DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
manager = Manager(bus, "/org/freedesktop/GeoClue2/Manager")
name = dbus.service.BusName(NAME, bus)
loop = GLib.MainLoop()
# Whoever started it has ended.
GLib.io_add_watch(0, GLib.IO_HUP, lambda _fd, _condition: loop.quit())
say("ready")
loop.run()
