import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { goBuildCache } from "../../real/parts/build-part.ts";
import { providedParts, realParts } from "../../real/parts/index.ts";

describe("the parts of a run, with a stand-in for Go", () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-provided-"));
    environment = { PATH: [folder, process.env["PATH"]].join(path.delimiter), XDG_CACHE_HOME: folder };
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  const { languageHost, kustomizeReads } = realParts;
  const onProgress = () => {};
  /** `build` is what it does for `go build`; `$out` is the file to write. */
  const standIn = async (build: string, version = "go1.26.8") => {
    const answer = JSON.stringify({ GOVERSION: version, GOOS: "linux", GOARCH: "amd64", CC: "cc" });
    const script = `#!/bin/sh
if [ "$1" = env ]; then echo '${answer}'; exit; fi
mkdir -p "$GOCACHE"; echo "$*" >> "${folder}/builds"
while [ "$1" != -o ]; do shift; done; out=$2
${build}
`;
    await writeFile(path.join(folder, "go"), script, { mode: 0o755 });
  };
  const builds = async () => (await readFile(path.join(folder, "builds"), "utf8")).trim().split("\n").length;

  it("are built in their order, with one build cache that is gone when all are published", async () => {
    await standIn('ls "$GOCACHE" > "$out"; touch "$GOCACHE/compiled"');
    const parts = await providedParts({ languageHost, kustomizeReads }, { environment, onProgress });
    const texts = await Promise.all(
      Object.values(parts).map(async (part) => await readFile("missing" in part ? "" : part.executable, "utf8")),
    );
    expect(texts).toEqual(["", "compiled\n"]);
    expect(existsSync(goBuildCache(environment))).toBe(false);
    await providedParts({ languageHost, kustomizeReads }, { environment, onProgress });
    expect(await builds()).toBe(2);
  });

  it("are left to the next run when the time for builds is over, which finds what was compiled before", async () => {
    const stopped = `trap 'touch "$GOCACHE/compiled"; exit 1' INT; touch "${folder}/started"; while true; do sleep 0.05; done`;
    await standIn(stopped);
    const timeOver = new AbortController();
    const providing = providedParts(
      { languageHost, kustomizeReads },
      { environment, onProgress, signal: timeOver.signal },
    );
    await vi.waitUntil(() => existsSync(path.join(folder, "started")), { timeout: 30_000 });
    timeOver.abort();
    expect(await providing).toEqual({
      languageHost: { missing: expect.stringMatching(/^Pulumi's language host .* is not built yet: .* Run it again/u) },
      kustomizeReads: { missing: expect.stringMatching(/^kustomize's Go API .* is not built yet/u) },
    });
    expect(await builds()).toBe(1);
    expect(await readdir(goBuildCache(environment))).toEqual(["compiled"]);
  });

  it("are each missing for a reason of their own", async () => {
    await standIn('echo built > "$out"', "go1.24.0");
    const parts = await providedParts({ languageHost, kustomizeReads }, { environment, onProgress });
    expect(parts).toEqual({
      languageHost: { executable: expect.stringMatching(/pulumi-language-nodejs$/u) },
      kustomizeReads: { missing: expect.stringMatching(/^go1\.24\.0 is too old for kustomize's Go API/u) },
    });
  });

  it("are not built where the disk is nearly full, and found there when they are built", async () => {
    await standIn('echo built > "$out"');
    const settings = { environment, onProgress, neededBytes: Number.MAX_SAFE_INTEGER };
    expect(await providedParts({ languageHost }, settings)).toEqual({
      languageHost: { missing: expect.stringMatching(/needs 9007199\.3 GB while it is built, and .* GB free/u) },
    });
    const built = await providedParts({ languageHost }, { environment, onProgress });
    expect(await providedParts({ languageHost }, settings)).toEqual(built);
  });

  it("are no reason to skip tests when Go refuses their sources", async () => {
    await standIn("echo main.go:1:1: broken >&2; exit 1");
    await expect(providedParts({ languageHost }, { environment, onProgress })).rejects.toMatchObject({
      code: "part-not-built",
    });
  });
});
