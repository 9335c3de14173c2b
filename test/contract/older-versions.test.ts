import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf, noChanges } from "../../src/change/index.ts";
import { fileHistory } from "../../src/history/file/index.ts";
import { historyVersion } from "../../src/history/index.ts";
import { projectRoot } from "../../src/lib/index.ts";
import { plansIn } from "../../src/report/index.ts";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld, profileWithCluster } from "../fakes/driver/driver-world.ts";

/** What earlier versions wrote, byte by byte, of the same two environments. */
const fixtures = path.join(projectRoot(), "test", "fixtures", "driver");
const versionsOfRecords = ["version-1", "version-2", "version-3"] as const;
const versionsOfReports = ["version-1", "version-2"] as const;
const urn = (stack: string, name: string) => `urn:pulumi:${stack}::groundwork::gcp:compute/network:Network::${name}`;

/** The world that the samples were made in. */
async function worldOfTheSamples(): Promise<DriverWorld> {
  const world = new DriverWorld(["dev", "staging"]);
  world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
  world.engine.wanted.set("staging", { a: { size: 1 }, b: { size: 2 } });
  return world;
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-versions-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(versionsOfRecords)("the history that %s wrote", (version) => {
  const copyOfHistory = () => {
    cpSync(path.join(fixtures, version, "history"), folder, { recursive: true });
    return fileHistory(folder);
  };

  it("is read whole, as records of this version", async () => {
    const { records, unreadable } = await copyOfHistory().list();
    expect(unreadable).toEqual([]);
    expect(records.map(({ kind, version: of }) => [kind, of])).toEqual([
      ["preview", historyVersion],
      ["up", historyVersion],
      ["preview", historyVersion],
    ]);
  });

  it("holds as far as it stands in chains", async () => {
    const unlinked = version === "version-3" ? 0 : 3;
    expect(await copyOfHistory().verify()).toMatchObject({ kind: "intact", records: 3, unlinked });
  });

  it("tells how each layer of the last run ended, with what was done", async () => {
    const { runs } = await copyOfHistory().lastRuns();
    expect(runs.get("dev")).toMatchObject({
      verb: "up",
      result: "succeeded",
      layers: [
        { layer: "infrastructure", kind: "applied", counts: { ...noChanges, create: 1 } },
        { layer: "cluster", kind: "applied" },
      ],
    });
    const staging = runs.get("staging");
    expect(staging?.result).toBe("failed");
    expect(staging?.layers[0]).toMatchObject({
      layer: "infrastructure",
      kind: "failed",
      counts: { ...noChanges, create: 1 },
    });
  });

  it("tells what was shown of each layer, and the plan digest of each", async () => {
    const [, , first] = (await copyOfHistory().list()).records;
    const plans = first?.kind === "preview" ? first.plans : [];
    expect(plans.map(({ environment }) => environment)).toEqual(["dev", "staging"]);
    for (const { environment, layers } of plans) {
      const [infrastructure, cluster, ...others] = layers;
      expect(others).toEqual([]);
      expect(infrastructure?.steps[0]?.urn).toContain(`urn:pulumi:${environment}::`);
      expect(infrastructure?.planDigest).toBe(digestOf(infrastructure?.steps ?? []));
      expect(cluster?.planDigest).toBe(digestOf([], cluster?.manifests));
      expect(Object.keys(cluster?.manifests?.files ?? {})).toEqual([`environments/${environment}/apps/web.yaml`]);
    }
  });

  it("binds an up of this version: to what was shown, and to nothing else", async () => {
    const world = await worldOfTheSamples();
    const { records } = await copyOfHistory().list();
    world.history.records.push(...records.filter(({ kind }) => kind === "preview"));
    world.engine.wanted.set("staging", { a: { size: 1 }, b: { size: 3 } });
    const refused = await groundwork(world, "up", "--yes", "--no-wait", "--require-preview");
    expect(refused.code).toBe(4);
    expect(refused.out).toContain("create gcp:compute:Network b: other values for size");
    world.engine.wanted.set("staging", { a: { size: 1 }, b: { size: 2 } });
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--require-preview")).code).toBe(0);
  });
});

describe.each(versionsOfReports)("the report of preview --json that %s wrote", (version) => {
  const file = path.join(fixtures, version, "preview.json");

  it("says what of each layer binds", async () => {
    const plans = plansIn(JSON.parse(await readFile(file, "utf8")));
    expect(plans).toMatchObject([
      {
        environment: "dev",
        layers: [
          { layer: "infrastructure", steps: [{ urn: urn("dev", "main"), op: "create" }] },
          { layer: "cluster", manifests: { folder: "environments/dev/apps" } },
        ],
      },
      {
        environment: "staging",
        layers: [
          { layer: "infrastructure", steps: [{ urn: urn("staging", "a") }, { urn: urn("staging", "b") }] },
          { layer: "cluster", manifests: { folder: "environments/staging/apps" } },
        ],
      },
    ]);
  });

  it("holds an up of this version to what it showed", async () => {
    const world = await worldOfTheSamples();
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--plan", file)).code).toBe(0);
    const other = await worldOfTheSamples();
    other.git.make({ "environments/dev/apps/more.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: more }\n" });
    const refused = await groundwork(other, "up", "--yes", "--no-wait", "--plan", file);
    expect(refused.code).toBe(4);
    expect(refused.out).toContain("apply environments/dev/apps/more.yaml: its content was not shown");
  });
});

describe("a record", () => {
  it("of the first version without manifests showed nothing of a cluster", async () => {
    const plans = [{ environment: "dev", digest: digestOf([]), steps: [] }];
    const record = { kind: "preview", id: "p", at: "2026", tree: "t", range: { base: "b", head: "h" }, plans };
    writeFileSync(path.join(folder, "p.json"), JSON.stringify(record));
    const found = (await fileHistory(folder).shownPlans(["h"], "t")).get("dev");
    expect(found?.layers.map(({ layer }) => layer)).toEqual(["infrastructure"]);
  });

  it("of a version that is not known yet is passed over, and named", async () => {
    const record = {
      version: historyVersion + 1,
      kind: "preview",
      id: "p",
      at: "2026",
      tree: "t",
      range: {},
      plans: [],
    };
    writeFileSync(path.join(folder, "p.json"), JSON.stringify(record));
    expect(await fileHistory(folder).list()).toEqual({ records: [], unreadable: ["p.json"], last: 0 });
  });
});
