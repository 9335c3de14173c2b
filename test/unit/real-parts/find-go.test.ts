import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGo, realParts } from "../../real/parts/index.ts";

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
      missing: "Go is not on PATH. Install Go 1.25.11 or newer (https://go.dev/dl) and put it on PATH",
    });
  });

  it("says that it is too old for what the modules ask for", async () => {
    const found = await standIn(`echo '{"GOVERSION":"go1.25.9","GOOS":"linux","GOARCH":"amd64"}'`);
    expect(found).toEqual({ missing: expect.stringMatching(/^go1\.25\.9 is too old\. Install Go 1\.25\.11/u) });
  });

  it("says what a broken one says", async () => {
    const found = await standIn("echo cannot find GOROOT >&2; exit 2");
    expect(found).toEqual({ missing: expect.stringMatching(/^go env failed: [^]*cannot find GOROOT/u) });
  });

  it("never lets it download another toolchain or follow flags of the machine", async () => {
    const found = await standIn(
      `echo "{\\"GOVERSION\\":\\"go1.26.0\\",\\"GOOS\\":\\"$GOTOOLCHAIN\\",\\"GOARCH\\":\\"flags:$GOFLAGS\\"}"`,
    );
    expect(found).toEqual({ version: "go1.26.0", os: "local", architecture: "flags:" });
  });
});
