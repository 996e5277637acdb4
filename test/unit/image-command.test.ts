import { expect, test } from "vitest";
import { commandOfImage } from "../../src/main/lifecycle/image-command.ts";

const program = "/tmp/.mount_ClawtrQx/clawtray";
const file = "./Clawtray-0.1.0.AppImage";

test.each<[what: string, name: string | undefined, words: string[], command: string[] | null]>([
  ["the app", file, [], null],
  ["the app, at login", file, ["--hidden"], null],
  ["the app, where there is no sandbox", file, ["--no-sandbox"], null],
  ["a link", file, ["oc-pair://gateway.example"], null],
  ["cli", file, ["cli", "status", "--json"], ["status", "--json"]],
  ["cli alone", file, ["cli"], []],
  ["cli, where there is no sandbox", file, ["--no-sandbox", "cli", "status"], ["status"]],
  ["a word that only comes later", file, ["--hidden", "cli"], null],
  ["a link called clawtray", "clawtray", ["status"], ["status"]],
  ["the same by its path", "/home/ada/.local/bin/clawtray", ["run", "--no-sandbox"], ["run", "--no-sandbox"]],
  ["the same without a word", "clawtray", [], null],
  ["no name at all", undefined, ["status"], null],
])("%s", (_what, name, words, command) => {
  expect(commandOfImage([program, ...words], name)).toEqual(command);
});
