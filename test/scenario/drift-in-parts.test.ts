import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DriftJson } from "../../src/report/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

describe("drift that several jobs look for", { timeout: 120_000 }, () => {
  let repository: PlatformRepository;
  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
  });
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await repository.remove();
  });

  it("is one report of all of them, in which an environment without a part is unknown", async () => {
    const listed = await repository.groundwork("env", "list", "--format", "github-matrix", "--jobs", "2");
    const { include } = JSON.parse(listed.out) as { readonly include: readonly { readonly environment: string }[] };
    expect(include.map(({ environment }) => environment)).toEqual(["dev globex", "production staging"]);
    const parts = path.join(repository.folder, ".groundwork", "parts");
    await mkdir(parts, { recursive: true });
    const scanned = await repository.groundwork("drift", "--env", "dev", "globex", "--json");
    await writeFile(path.join(parts, "1.json"), scanned.out);
    const merged = await repository.groundwork("drift", "--merge", parts, "--json", "--exit-code");
    expect(merged.code).toBe(5);
    const { environments, verdict } = JSON.parse(merged.out) as DriftJson;
    expect(verdict).toBe("unknown");
    expect(environments.map((each) => [each.name, each.verdict, each.problem?.code])).toEqual([
      ["dev", "diverged", undefined],
      ["globex", "diverged", undefined],
      ["production", "unknown", "part-missing"],
      ["staging", "unknown", "part-missing"],
    ]);
    await writeFile(path.join(parts, "2.json"), "{}");
    const refused = await repository.groundwork("drift", "--merge", parts);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("2.json is no comparison")]);
  });
});
