import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFleet, scaffold } from "../../../src/desired/index.ts";
import { formatIssue } from "../../../src/environment/index.ts";
import { folderTree } from "../../../src/lib/index.ts";

const head = "apiVersion: groundwork.dev/v1\nkind: Environment\n";
const canary = "passwordOfAnotherSystem";

let root = "";
let outside = "";
let release: () => Promise<void> = async () => {};

const at = (file: string) => path.join(root, "environments", file);
const put = async (file: string, text: string) => {
  await mkdir(path.dirname(at(file)), { recursive: true });
  await writeFile(at(file), text);
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "unreadable-"));
  outside = await mkdtemp(path.join(tmpdir(), "outside-"));
  await writeFile(path.join(outside, "secret.yaml"), `${canary}: 1\n`);
  await put("dev/environment.yaml", `${head}extends: ../_profiles/small.yaml\n`);
  await put("_profiles/small.yaml", "apiVersion: groundwork.dev/v1\nkind: Profile\n");
  await put("addresses.lock.yaml", "version: 1\npool: 10.0.0.0/8\nenvironments: {}\n");
});
afterEach(async () => {
  await release();
  release = async () => {};
  await Promise.all([root, outside].map((folder) => rm(folder, { recursive: true, force: true })));
});

async function issues(): Promise<readonly string[]> {
  const check = await checkFleet(folderTree(root));
  return check.issues
    .filter(({ severity }) => severity === "error")
    .map((issue) => formatIssue(issue).replaceAll("environments/", ""));
}

type Replacement = (target: string) => Promise<void>;

const replacements: Readonly<Record<string, readonly [Replacement, string]>> = {
  "a link to a file outside of the repository": [
    (target) => symlink(path.join(outside, "secret.yaml"), target),
    "a symbolic link, and links are not followed",
  ],
  "a link to a file beside it": [
    (target) => symlink("other.yaml", target),
    "a symbolic link, and links are not followed",
  ],
  "a link to a device": [(target) => symlink("/dev/zero", target), "a symbolic link, and links are not followed"],
  "a link to nothing": [(target) => symlink("nowhere", target), "a symbolic link, and links are not followed"],
  "a link to itself": [(target) => symlink(target, target), "a symbolic link, and links are not followed"],
  "a named pipe": [async (target) => void (await promisify(execFile)("mkfifo", [target])), "no plain file"],
  "a socket": [
    async (target) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(target, resolve));
      release = () => new Promise((resolve) => server.close(() => resolve()));
    },
    "no plain file",
  ],
  "a folder": [(target) => mkdir(target), "a folder"],
};

const declarations = ["dev/environment.yaml", "_profiles/small.yaml", "addresses.lock.yaml"];
const cases = declarations.flatMap((file) => Object.keys(replacements).map((what) => ({ file, what })));

describe("a declaration in whose place something else stands", () => {
  it.each(cases)("is named and not read: $what for $file", async ({ file, what }) => {
    const [replace, words] = replacements[what] ?? [];
    await rm(at(file));
    await replace?.(at(file));
    const found = await issues();
    expect(found).toContain(`${file}:1:1: ${file} is ${words}; put a plain file there`);
    expect(found.join("\n")).not.toContain(canary);
  });

  it.each(["dev", "_profiles"])("is named where the link is a folder above it: %s", async (folder) => {
    await rm(at(folder), { recursive: true });
    await writeFile(path.join(outside, "environment.yaml"), `${head}${canary}: 1\n`);
    await writeFile(path.join(outside, "small.yaml"), `${canary}: 1\n`);
    await symlink(outside, at(folder));
    const found = await issues();
    expect(found.join("\n")).toContain(`${folder} is a symbolic link, and links are not followed; put a folder there`);
    expect(found.join("\n")).not.toContain(canary);
  });

  it.each(declarations)("is bounded before it is read: %s", async (file) => {
    await truncate(at(file), 8 * 1024 ** 3);
    const before = process.memoryUsage().rss;
    expect(await issues()).toContain(`${file}:1:1: has more than 16384 KiB, and is not read`);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });

  it("keeps a new environment from being made of it", async () => {
    await rm(at("_profiles/small.yaml"));
    await symlink(path.join(outside, "secret.yaml"), at("_profiles/small.yaml"));
    const failed = scaffold(folderTree(root), { name: "acme", profile: "small" });
    await expect(failed).rejects.toThrow("_profiles/small.yaml is a symbolic link");
  });
});
