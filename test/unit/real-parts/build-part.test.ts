import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtPart, type Go, type Part, realParts, recipeHash } from "../../real/parts/index.ts";

const part = realParts.languageHost;
const go: Go = { version: "go1.26.8", os: "linux", architecture: "amd64", cCompiler: "cc" };

describe("building a part, with a stand-in for the compiler", () => {
  let folder: string;
  let said: string[];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-part-"));
    said = [];
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const cache = () => path.join(folder, "groundwork", "real");
  const buildWith = async (script: string, built: Part = part) => {
    await writeFile(path.join(folder, "go"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { signal } = new AbortController();
    const environment = { PATH: [folder, process.env["PATH"]].join(path.delimiter), XDG_CACHE_HOME: folder };
    return await builtPart(built, go, { environment, onProgress: (line) => said.push(line), signal });
  };
  /** What a compiler does that was told `-o <file>`. */
  const compiles = 'echo internal/abi >&2; while [ "$1" != -o ]; do shift; done; echo "built by $PWD" > "$2"';

  it("publishes the executable under the hash of its recipe, and says which part it builds", async () => {
    const executable = await buildWith(compiles);
    expect(executable).toBe(path.join(cache(), `${part.name}-${recipeHash(part, go)}`, part.name));
    expect(await readFile(executable, "utf8")).toMatch(/^built by .*real\/parts\/pulumi-language-nodejs$/mu);
    expect(said[0]).toBe("Pulumi's language host for Node v3.60.0: building with go1.26.8, once");
    expect(said.at(-1)).toMatch(/^Pulumi's language host for Node: built in \d+ s$/u);
  });

  it("publishes the folders that it reads beside the executable, without the modes that keep Go's module cache as it is", async () => {
    const sources = path.join(folder, "module");
    await mkdir(path.join(sources, "options", "locale"), { recursive: true });
    await writeFile(path.join(sources, "options", "locale", "en.json"), "{}");
    await chmod(path.join(sources, "options", "locale"), 0o555);
    const executable = await buildWith(`if [ "$1" = list ]; then echo "${sources}"; exit; fi; ${compiles}`, {
      ...part,
      static: { module: "example.com/m", folders: ["options"] },
    });
    const copy = path.join(path.dirname(executable), "static", "options", "locale");
    expect(await readdir(copy)).toEqual(["en.json"]);
    expect((await stat(copy)).mode & 0o200).toBe(0o200);
    await chmod(path.join(sources, "options", "locale"), 0o755);
  });

  it("builds from a copy of a module that its release leaves incomplete, and leaves the copy nowhere", async () => {
    const sources = path.join(folder, "module");
    await mkdir(sources);
    await writeFile(path.join(sources, "main.go"), "package main");
    const writesWhatItSees =
      'while [ "$1" != -o ]; do shift; done; { tail -1 go.mod; ls completed completed/manifests; } > "$2"';
    const executable = await buildWith(
      `if [ "$1" = mod ]; then echo '{"Dir": "${sources}"}'; exit; fi; ${writesWhatItSees}`,
      { ...part, completed: { module: "example.com/m", files: { "manifests/none.yaml": "" } } },
    );
    expect((await readFile(executable, "utf8")).split("\n")).toEqual([
      "replace example.com/m => ./completed",
      "completed:",
      "main.go",
      "manifests",
      "",
      "completed/manifests:",
      "none.yaml",
      "",
    ]);
    expect(await readdir(path.dirname(executable))).toEqual([part.name]);
  });

  it("happens once: the next run finds it, and has nothing to say", async () => {
    const executable = await buildWith(compiles);
    said = [];
    expect(await buildWith("exit 1")).toBe(executable);
    expect(said).toEqual([]);
  });

  it("fails with the compiler's own words and the command to repeat, and leaves nothing in the cache", async () => {
    const failure = await buildWith(
      "echo internal/abi >&2; echo '# example.com/broken' >&2; echo 'main.go:3:5: undefined: x' >&2; exit 1",
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "part-not-built" });
    const { message } = failure as Error;
    expect(message).toContain("# example.com/broken\nmain.go:3:5: undefined: x\ngo exited with code 1.");
    expect(message).toMatch(/^\$ cd .*pulumi-language-nodejs && go build /mu);
    expect(message).not.toContain("internal/abi");
    expect(await readdir(cache())).toEqual([]);
  });
});
