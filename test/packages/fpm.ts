import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Stands in for fpm, which Debian does not have: takes the words that electron-builder gives it, and makes the
 * package with `dpkg-deb` or `rpmbuild`. Nothing is added that the words do not say. Compressed lightly, for speed.
 */
interface Words {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

const flags = new Set(["--force"]);

function readWords(words: readonly string[]): Words {
  const options = new Map<string, string[]>();
  const files: { from: string; to: string }[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (flags.has(word)) continue;
    if (word.startsWith("-")) {
      index += 1;
      options.set(word, [...(options.get(word) ?? []), words[index] ?? ""]);
      continue;
    }
    const at = word.lastIndexOf("=");
    files.push({ from: word.slice(0, at), to: word.slice(at + 1) });
  }
  return { options, files };
}

const words = readWords(process.argv.slice(2));
const one = (name: string): string => {
  const [value] = words.options.get(name) ?? [];
  if (value === undefined) throw new Error(`electron-builder did not say ${name}`);
  return value;
};
const optional = (name: string): string | null => words.options.get(name)?.[0] ?? null;

/** As fpm does: a folder's content goes into the target, a file becomes it. */
function layOut(root: string): void {
  for (const { from, to } of words.files) {
    const target = join(root, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, verbatimSymlinks: true, mode: 0 });
  }
  execFileSync("chmod", ["-R", "u+rwX,go+rX,go-w", root]);
}

function makeDeb(root: string): void {
  const control = join(root, "DEBIAN");
  mkdirSync(control);
  const [synopsis = "", ...description] = one("--description").split("\n");
  const size = Number(execFileSync("du", ["-sk", root], { encoding: "utf8" }).split("\t")[0]);
  const lines = [
    `Package: ${one("--name")}`,
    `Version: ${one("--version")}`,
    `Architecture: ${one("--architecture")}`,
    `Maintainer: ${one("--maintainer")}`,
    `Installed-Size: ${size}`,
    `Depends: ${(words.options.get("-d") ?? []).join(", ")}`,
    ...(optional("--deb-recommends") === null
      ? []
      : [`Recommends: ${words.options.get("--deb-recommends")?.join(", ")}`]),
    `Section: ${optional("--category") ?? "default"}`,
    `Priority: ${one("--deb-priority")}`,
    `Homepage: ${one("--url")}`,
    `Description: ${synopsis}`,
    ...description.map((line) => ` ${line.trim()}`),
  ];
  writeFileSync(join(control, "control"), `${lines.join("\n")}\n`);
  for (const [option, name] of [
    ["--after-install", "postinst"],
    ["--after-remove", "postrm"],
  ] as const) {
    cpSync(one(option), join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  execFileSync("dpkg-deb", ["--root-owner-group", "-Zgzip", "-z1", "--build", root, one("--package")]);
}

/** Every file and link of the tree, and the folders that are the package's own. */
function listed(root: string, own: string): string {
  const all = execFileSync("find", [root, "-mindepth", "1", "-printf", "%y %P\\n"], { encoding: "utf8" });
  return all
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ folder: line.startsWith("d"), path: `/${line.slice(2)}` }))
    .filter(({ folder, path }) => !folder || path.startsWith(own))
    .map(({ folder, path }) => `${folder ? "%dir " : ""}"${path}"`)
    .join("\n");
}

function makeRpm(root: string, scratch: string): void {
  const spec = join(scratch, "package.spec");
  // rpm's word for it, which fpm says for Debian's.
  const architecture = one("--architecture").replace("amd64", "x86_64");
  writeFileSync(
    spec,
    [
      "%global __os_install_post %{nil}",
      "%global _build_id_links none",
      "%global debug_package %{nil}",
      "%define _binary_payload w1.gzdio",
      `Name: ${one("--name")}`,
      `Version: ${one("--version")}`,
      "Release: 1",
      `Summary: ${one("--rpm-summary")}`,
      `License: ${one("--license")}`,
      `URL: ${one("--url")}`,
      `Vendor: ${one("--vendor")}`,
      "AutoReqProv: no",
      ...(words.options.get("-d") ?? []).map((name) => `Requires: ${name}`),
      "%description",
      one("--description"),
      "%post",
      readFileSync(one("--after-install"), "utf8"),
      "%postun",
      readFileSync(one("--after-remove"), "utf8"),
      "%files",
      "%defattr(-,root,root,-)",
      listed(root, "/opt/"),
      "",
    ].join("\n"),
  );
  const definitions = { _topdir: join(scratch, "rpm"), _rpmdir: scratch, _rpmfilename: "made.rpm" };
  const words_ = [
    ...(words.options.get("--rpm-rpmbuild-define") ?? []),
    ...Object.entries(definitions).map(([name, value]) => `${name} ${value}`),
  ].flatMap((definition) => ["--define", definition]);
  execFileSync("rpmbuild", ["-bb", "--target", architecture, "--buildroot", root, ...words_, spec], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  cpSync(join(scratch, "made.rpm"), one("--package"));
}

const scratch = mkdtempSync(join(tmpdir(), "clawtray-fpm-"));
try {
  const root = join(scratch, "root");
  mkdirSync(root);
  layOut(root);
  if (one("-t") === "deb") makeDeb(root);
  else makeRpm(root, scratch);
  console.log(`${one("--package")}: ${statSync(one("--package")).size} bytes`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
