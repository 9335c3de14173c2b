import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGo, type Go, realParts, whyNotBuildable } from "../../real/parts/index.ts";

const parts = Object.values(realParts);

describe("looking for the Go that builds the parts of the real suites", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-go-"));
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  const standIn = async (script: string) => {
    await writeFile(path.join(folder, "go"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return await findGo(parts, { PATH: folder });
  };

  it("says that it is missing, and which version is needed", async () => {
    expect(await findGo(parts, { PATH: path.join(folder, "nothing") })).toEqual({
      missing: "Go is not on PATH. Install Go 1.26.2 or newer (https://go.dev/dl) and put it on PATH",
    });
  });

  it("says what a broken one says", async () => {
    const found = await standIn("echo cannot find GOROOT >&2; exit 2");
    expect(found).toEqual({ missing: expect.stringMatching(/^go env failed: [^]*cannot find GOROOT/u) });
  });

  it("never lets it download another toolchain or follow flags of the machine", async () => {
    const found = await standIn(
      `echo "{\\"GOVERSION\\":\\"go1.26.0\\",\\"GOOS\\":\\"$GOTOOLCHAIN\\",\\"GOARCH\\":\\"flags:$GOFLAGS\\"}"`,
    );
    expect(found).toEqual({ version: "go1.26.0", os: "local", architecture: "flags:", cCompiler: "cc" });
  });
});

describe("whether a Go can build a part", () => {
  const go: Go = { version: "go1.25.11", os: "linux", architecture: "amd64", cCompiler: "no-such-compiler -m64" };

  it("depends on what the part's own module asks for", async () => {
    expect(await whyNotBuildable(realParts.pulumi, go, {})).toBeUndefined();
    expect(await whyNotBuildable(realParts.gitea, go, {})).toBe(
      "go1.25.11 is too old for Gitea. Install Go 1.26.2 or newer (https://go.dev/dl) and put it on PATH",
    );
  });

  it("depends on a C compiler where the part holds C code", async () => {
    const newer = { ...go, version: "go1.26.2" };
    expect(await whyNotBuildable(realParts.gitea, newer, { PATH: "" })).toBe(
      "Gitea holds C code, and no-such-compiler does not run. Install a C compiler, or name one in the variable CC",
    );
    expect(await whyNotBuildable(realParts.gitea, { ...newer, cCompiler: process.execPath }, {})).toBeUndefined();
  });
});
