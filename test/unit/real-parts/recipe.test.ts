import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Go, type Part, realParts, recipeHash } from "../../real/parts/index.ts";
import { buildArguments, moduleFolder } from "../../real/parts/part.ts";

const part = realParts.languageHost;
const go: Go = { version: "go1.26.8", os: "linux", architecture: "amd64", cCompiler: "cc" };

describe("the hash of a part's recipe", () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), "groundwork-recipe-"));
    await cp(moduleFolder(part), copy, { recursive: true });
  });
  afterAll(async () => await rm(copy, { recursive: true }));

  it("is the same wherever the module's folder is", () => {
    expect(recipeHash(part, go, copy)).toBe(recipeHash(part, go));
  });

  it.each(["go.mod", "go.sum", "tools.go"])("changes with %s", async (file) => {
    const before = recipeHash(part, go, copy);
    const text = await readFile(path.join(copy, file), "utf8");
    await writeFile(path.join(copy, file), `${text}// changed\n`);
    expect(recipeHash(part, go, copy)).not.toBe(before);
    await writeFile(path.join(copy, file), text);
    expect(recipeHash(part, go, copy)).toBe(before);
  });

  it("changes with the module's own program", async () => {
    const own = realParts.kustomizeReads;
    const folder = await mkdtemp(path.join(copy, "own-"));
    await cp(moduleFolder(own), folder, { recursive: true });
    expect(recipeHash(own, go, folder)).toBe(recipeHash(own, go));
    await writeFile(path.join(folder, "main.go"), "package main\n");
    expect(recipeHash(own, go, folder)).not.toBe(recipeHash(own, go));
  });

  it("changes with variables, tags, C code, static files, compiler and platform", () => {
    const hashes = [
      recipeHash(part, go),
      recipeHash({ ...part, variables: { "main.Version": "v3.59.0" } }, go),
      recipeHash({ ...part, tags: ["sqlite"] }, go),
      recipeHash({ ...part, cgo: true }, go),
      recipeHash({ ...part, static: { module: "example.com/m", folders: ["options"] } }, go),
      recipeHash(part, { ...go, version: "go1.26.9" }),
      recipeHash(part, { ...go, os: "darwin" }),
      recipeHash(part, { ...go, architecture: "arm64" }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("names for Kubernetes' two servers the same versions, so that packages of both are compiled once", async () => {
    const [server, manager] = await Promise.all(
      [realParts.kubeApiServer, realParts.kubeControllerManager].map(versionsIn),
    );
    const shared = Object.entries(server ?? {}).filter(([module]) => manager?.[module] !== undefined);
    expect(shared.length).toBeGreaterThan(100);
    expect(manager).toMatchObject(Object.fromEntries(shared));
  });

  it("does not depend on where the executable is written, which is the only argument that varies", () => {
    const [one, other] = ["/a/pulumi", "/b/pulumi"].map((executable) => buildArguments(part, executable));
    expect(one?.filter((arg) => !other?.includes(arg))).toEqual(["/a/pulumi"]);
  });
});

/** What `go.mod` makes of each module: its replacement where it has one. */
async function versionsIn(one: Part): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path.join(moduleFolder(one), "go.mod"), "utf8");
  const required = text.matchAll(/^\t(?:require )?(\S+) (v\S+)/gmu);
  const replaced = text.matchAll(/^\s*(?:replace )?(\S+) => \S+ (v\S+)$/gmu);
  return Object.fromEntries([...required, ...replaced].map(([, module = "", version = ""]) => [module, version]));
}
