import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CorrectionJson } from "../../src/report/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const ssh = "projects/groundwork-local/global/firewalls/dev-ssh";

describe("drift of an environment of the local cloud that is to be corrected", { timeout: 240_000 }, () => {
  let repository: PlatformRepository;
  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
    await writeFile(
      path.join(repository.folder, "environments", "corrections.yaml"),
      "apiVersion: groundwork.dev/v1\nkind: Corrections\nspec:\n  corrections:\n    - { environments: [dev], mode: correct }\n",
    );
    await repository.commit("Correct dev");
    const up = await repository.groundwork("up", "--env", "dev", "--yes");
    if (up.code !== 0) throw new Error(up.out + up.err);
  }, 240_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await repository.remove();
  });

  const change = async (ranges: string) =>
    await repository.groundwork("local", "set", ssh, `sourceRanges=${ranges}`, "--as", "eve@example.com");
  const correct = async () => {
    const { code, out, err } = await repository.groundwork("correct", "--env", "dev", "--json", "--exit-code");
    if (!out.startsWith("{")) throw new Error(out + err);
    const { environments } = JSON.parse(out) as CorrectionJson;
    return { code, results: environments.flatMap(({ results }) => results) };
  };

  it("is undone and recorded, with who had made it", async () => {
    await change('["0.0.0.0/0"]');
    const first = await correct();
    expect(first).toMatchObject({
      code: 0,
      results: [
        {
          difference: { subject: "gcp:compute:Firewall ssh", by: { actor: "eve@example.com" } },
          end: { kind: "corrected" },
        },
      ],
    });
    expect((await repository.groundwork("drift", "--env", "dev", "--exit-code")).code).toBe(0);
    const { out } = await repository.groundwork("audit", "--json");
    const { runs } = JSON.parse(out) as { runs: readonly { verb: string; corrected?: unknown }[] };
    expect(runs.map(({ verb }) => verb)).toEqual(["correct", "up"]);
    expect(runs[0]?.corrected).toMatchObject([{ subject: "gcp:compute:Firewall ssh" }]);
  });
});
