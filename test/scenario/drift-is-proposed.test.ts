import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localForge } from "../../src/forge/local/index.ts";
import { systemClock } from "../../src/lib/index.ts";
import type { CorrectionJson } from "../../src/report/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const run = promisify(execFile);
const ssh = "projects/groundwork-local/global/firewalls/dev-ssh";

describe("drift of an environment of the local cloud that is to be proposed", { timeout: 300_000 }, () => {
  let repository: PlatformRepository;
  let around: string;
  let remote: string;
  let forge: readonly string[];
  beforeAll(async () => {
    around = await mkdtemp(path.join(tmpdir(), "groundwork-proposals-"));
    remote = path.join(around, "platform.git");
    repository = await PlatformRepository.withEnvironments();
    await writeFile(
      path.join(repository.folder, "environments", "corrections.yaml"),
      "apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n  corrections:\n    - { environments: [dev], mode: propose }\n",
    );
    await repository.commit("Propose for dev");
    await run("git", ["clone", "--quiet", "--bare", repository.folder, remote]);
    await repository.git("remote", "add", "origin", remote);
    await repository.git("fetch", "--quiet", "origin");
    forge = ["--forge", "local", "--forge-url", path.join(around, "forge"), "--repository", remote];
    const up = await repository.groundwork("up", "--env", "dev", "--yes");
    if (up.code !== 0) throw new Error(up.out + up.err);
  }, 300_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await repository.remove();
    await rm(around, { recursive: true });
  });

  const change = async (description: string) =>
    await repository.groundwork("local", "set", ssh, `description=${description}`, "--as", "eve@example.com");
  const correct = async () => {
    const { out, err } = await repository.groundwork("correct", "--env", "dev", ...forge, "--json");
    if (!out.startsWith("{")) throw new Error(out + err);
    return (JSON.parse(out) as CorrectionJson).environments[0];
  };
  const open = async () => {
    const at = { folder: path.join(around, "forge"), repository: remote, user: "groundwork", clock: systemClock };
    const requests = await localForge({ ...at, environment: process.env }).proposals?.from("groundwork/drift-dev");
    return requests?.map(({ state }) => state);
  };

  it("is a change request that lays what stands over the profile, and that is closed when it is undone", async () => {
    const declared = await readFile(path.join(repository.folder, "environments/_profiles/small.yaml"), "utf8");
    const description = /name: ssh\n\s+description: (.*)\n/u.exec(declared)?.[1] ?? "";
    expect(description).not.toBe("");
    await change("Changed by hand");
    expect(await correct()).toMatchObject({
      results: [{ end: { kind: "proposed", fields: [expect.stringContaining("(over its profile)")] } }],
      proposal: { branch: "groundwork/drift-dev" },
    });
    const file = await repository.git("-C", remote, "show", "groundwork/drift-dev:environments/dev/environment.yaml");
    expect(file).toContain("description: Changed by hand");
    expect(await open()).toEqual(["open"]);
    await change(description);
    expect(await correct()).toMatchObject({ results: [], withdrawn: { branch: "groundwork/drift-dev" } });
    expect(await open()).toEqual(["closed"]);
    expect(await repository.git("ls-remote", remote, "refs/heads/groundwork/*")).toBe("");
  });
});
