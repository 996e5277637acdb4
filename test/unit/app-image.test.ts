import { expect, test } from "vitest";
import { leaveAppImage, ownImage } from "../../src/main/lifecycle/app-image.ts";
import { imageEntry } from "../../src/main/links/image-scheme.ts";

const mount = "/tmp/.mount_ClawtrX1";
const inside = `${mount}/clawtray`;

test("a program is of an AppImage only when it lies in what that one has mounted", () => {
  const APPIMAGE = "/home/me/Clawtray.AppImage";
  expect(ownImage({ APPIMAGE, APPDIR: mount }, inside)).toBe(APPIMAGE);
  expect(ownImage({ APPIMAGE, APPDIR: mount }, "/opt/Clawtray/clawtray")).toBe(null);
  expect(ownImage({ APPIMAGE }, inside)).toBe(null);
  expect(ownImage({ APPIMAGE, APPDIR: mount }, `${mount}Other/clawtray`)).toBe(null);
  expect(ownImage({ APPIMAGE: "Clawtray.AppImage", APPDIR: mount }, inside)).toBe(null);
});

test("what is started sees nothing of the AppImage: neither its variables nor its folders in any search path", () => {
  const env: Record<string, string | undefined> = {
    APPIMAGE: "/home/me/Clawtray.AppImage",
    APPDIR: mount,
    ARGV0: "./Clawtray.AppImage",
    OWD: "/home/me",
    PATH: `${mount}:${mount}/usr/sbin:/usr/bin:${mount}-of-another/bin`,
    LD_LIBRARY_PATH: `${mount}/usr/lib`,
    XDG_DATA_DIRS: `${mount}/usr/share:/usr/share`,
    HOME: "/home/me",
  };
  expect(leaveAppImage(env, inside)).toBe("/home/me/Clawtray.AppImage");
  expect(env).toEqual({
    PATH: `/usr/bin:${mount}-of-another/bin`,
    XDG_DATA_DIRS: "/usr/share",
    HOME: "/home/me",
  });
});

test("the variables of an AppImage that started this program go as well, and it is not taken for this one", () => {
  const env: Record<string, string | undefined> = {
    APPIMAGE: "/home/me/Editor.AppImage",
    APPDIR: "/tmp/.mount_EditorX",
    PATH: "/tmp/.mount_EditorX/bin:/usr/bin",
  };
  expect(leaveAppImage(env, "/opt/Clawtray/clawtray")).toBe(null);
  expect(env).toEqual({ PATH: "/usr/bin" });
});

test("the entry that takes links starts the image, odd folder names and all, and stays out of the menus", () => {
  const entry = imageEntry("/home/me/My $Apps/Clawtray.AppImage");
  expect(entry).toContain('Exec="/home/me/My \\\\$Apps/Clawtray.AppImage" %u\n');
  expect(entry).toContain("MimeType=x-scheme-handler/oc-pair;\n");
  expect(entry).toContain("NoDisplay=true\n");
});
