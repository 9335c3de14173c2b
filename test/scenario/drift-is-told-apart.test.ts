import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DriftJson } from "../../src/report/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const network = "projects/groundwork-local/global/networks/dev";
const ssh = "projects/groundwork-local/global/firewalls/dev-ssh";

describe("drift of an environment of the local cloud", { timeout: 120_000 }, () => {
  let repository: PlatformRepository;
  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
    const up = await repository.groundwork("up", "--env", "dev", "--yes");
    if (up.code !== 0) throw new Error(up.out + up.err);
  }, 120_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await repository.remove();
  });

  const drift = async (...flags: readonly string[]) => {
    const { code, out, err } = await repository.groundwork("drift", "--env", "dev", "--json", "--exit-code", ...flags);
    if (!out.startsWith("{")) throw new Error(out + err);
    return { code, drift: JSON.parse(out) as DriftJson, err };
  };
  const counting = ({ findings }: DriftJson) =>
    findings
      .filter(({ cause }) => cause !== "noise")
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
      .map(({ subject, change, paths, cause }) => [subject, change, paths.join(), cause]);

  it("is none after an up; then it has what a person changed in the cloud, with the time of it, and what is merged and not applied apart from it", async () => {
    const none = await drift();
    expect([none.code, counting(none.drift)]).toEqual([0, []]);
    const verdicts = none.drift.environments.flatMap(({ layers }) => layers.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(["in-sync", "in-sync"]);

    // What the program says nothing of, and a person has changed: bringing the environment up would leave it.
    await repository.groundwork("local", "set", network, 'gatewayIpv4="198.51.100.1"', "--as", "mallory@example.com");
    const unsaid = await drift();
    expect([unsaid.code, counting(unsaid.drift)]).toEqual([
      3,
      [["gcp:compute:Network main", "changed", "", "changed-outside"]],
    ]);

    await repository.groundwork("local", "set", ssh, 'sourceRanges=["0.0.0.0/0"]', "--as", "eve@example.com");
    const file = path.join(repository.folder, "environments", "dev", "environment.yaml");
    const declared = await readFile(file, "utf8");
    await writeFile(
      file,
      declared.replace(
        "  network:\n",
        "  network:\n    firewall:\n      - { name: extra, allow: [tcp:9000], ranges: [10.0.0.0/8] }\n",
      ),
    );
    await repository.commit("Open a port");
    const state = await repository.groundwork("stack", "export", "--stack", "dev");
    const found = await drift();
    expect([found.code, counting(found.drift)]).toEqual([
      3,
      [
        ["gcp:compute:Firewall extra", "missing", "", "not-applied"],
        ["gcp:compute:Firewall ssh", "changed", "sourceRanges[0]", "changed-outside"],
        ["gcp:compute:Network main", "changed", "", "changed-outside"],
      ],
    ]);
    const actors = found.drift.findings.flatMap(({ by }) => Object.values(by)).map(({ actor }) => actor);
    expect(actors.toSorted()).toEqual(["eve@example.com", "mallory@example.com"]);
    // It compares, and leaves what it compared with alone.
    expect((await repository.groundwork("stack", "export", "--stack", "dev")).out).toBe(state.out);
    expect((await drift()).drift.findings).toEqual(found.drift.findings);
  });
});
