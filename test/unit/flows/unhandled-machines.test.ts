import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string | undefined>>;

const playbook = { "environments/dev/machines/site.yaml": "- hosts: all\n" };
const apps = { "environments/dev/apps/web.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: more }\n" };
const infrastructure = environmentFiles("dev", "spec: { values: { a: b } }\n");

/** What of `dev` changes, and whether the engine has something to do about it. */
const changes: readonly (readonly [string, Files, boolean])[] = [
  ["a playbook alone", playbook, false],
  ["a role's task deep below", { "environments/dev/machines/roles/web/tasks/main.yml": "- ping:\n" }, false],
  ["a file of another format", { "environments/dev/machines/ansible.cfg": "[defaults]\n" }, false],
  ["a playbook and manifests", { ...playbook, ...apps }, false],
  ["a playbook and the declaration", { ...playbook, ...infrastructure }, true],
  ["a playbook, manifests and the declaration", { ...playbook, ...infrastructure, ...apps }, true],
];

async function upWorld(): Promise<DriverWorld> {
  const world = new DriverWorld();
  expect((await groundwork(world, "up", "--yes")).code).toBe(0);
  world.engine.calls.length = 0;
  return world;
}
const jsonOf = async (world: DriverWorld, ...argv: readonly string[]) =>
  JSON.parse((await groundwork(world, ...argv, "--json")).out) as {
    readonly succeeded?: boolean;
    readonly planDigest?: string;
    readonly environments: readonly {
      readonly name: string;
      readonly kind: string;
      readonly layers: readonly { readonly layer: string; readonly kind: string }[];
    }[];
  };

const isUnhandled = ({ kind }: { readonly kind: string }) => kind === "not-handled";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a change of machines that nothing here can log in to", () => {
  it.each(changes)("is unknown in a preview of %s, in every form of it", async (_, files, asksEngine) => {
    const world = await upWorld();
    world.git.make(files);
    const report = path.join(folder, "report.md");
    const { code, out } = await groundwork(world, "preview", "--markdown", report);
    expect(code).toBe(5);
    for (const text of [out, readFileSync(report, "utf8")]) {
      expect(text).toContain("unknown for 1 of 1");
      expect(text).toContain("dev: its machines are unknown.");
    }
    const { environments } = await jsonOf(world, "preview");
    expect(environments).toMatchObject([{ name: "dev", kind: "not-handled" }]);
    expect(environments[0]?.layers.filter(isUnhandled)).toMatchObject([{ layer: "machines" }]);
    expect(world.engine.calls.length > 0).toBe(asksEngine);
  });

  it.each(changes)("has a plan digest of what else is planned by %s, and none of its own", async (_, files) => {
    const world = await upWorld();
    world.git.make(files);
    const { environments, planDigest } = await jsonOf(world, "preview");
    const isPlanned = environments[0]?.layers.some((layer) => !isUnhandled(layer));
    expect(planDigest !== undefined).toBe(isPlanned);
    expect((await groundwork(world, "preview")).out.includes("Plan digest")).toBe(isPlanned);
  });

  it.each(changes)("is unknown after an up of %s, which does all the rest", async (_, files, asksEngine) => {
    const world = await upWorld();
    world.git.make(files);
    const report = path.join(folder, "report.md");
    const { code, out } = await groundwork(world, "up", "--yes", "--no-wait", "--markdown", report);
    expect(code).toBe(5);
    for (const text of [out, readFileSync(report, "utf8")]) {
      expect(text).toContain("unknown for 1 of 1");
      expect(text).toContain("dev: its machines are unknown.");
      expect(text.includes("done, machines unknown")).toBe(asksEngine);
    }
    expect(world.engine.calls.includes("up dev")).toBe(asksEngine);
  });

  it.each(changes)("is never recorded as applied: after %s it is pending with every up", async (_, files) => {
    const world = await upWorld();
    world.git.make(files);
    for (const _ of [1, 2]) {
      const run = await jsonOf(world, "up", "--yes", "--no-wait");
      expect(run).toMatchObject({ succeeded: false, environments: [{ name: "dev", kind: "not-handled" }] });
      expect(run.environments[0]?.layers.filter(isUnhandled)).toMatchObject([{ layer: "machines" }]);
    }
    const last = await jsonOf(world, "up", "--yes", "--no-wait");
    expect(last.environments).toMatchObject([
      { name: "dev", kind: "not-handled", layers: [{ layer: "machines", kind: "not-handled" }] },
    ]);
    world.git.make({
      "environments/staging/apps/web.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: more }\n",
    });
    expect((await groundwork(world, "up", "--yes", "--no-wait")).code).toBe(5);
  });

  it.each(changes.slice(0, 3))("leaves no record of a run that had nothing else to do: %s", async (_, files) => {
    const world = await upWorld();
    const before = world.history.records.length;
    world.git.make(files);
    await groundwork(world, "up", "--yes");
    expect(world.history.records).toHaveLength(before);
  });

  it("is unknown in the status, and of a first up, and for an environment that is named", async () => {
    const world = new DriverWorld();
    world.git.make(playbook);
    expect((await groundwork(world, "preview", "--env", "dev")).code).toBe(5);
    expect((await groundwork(world, "preview", "--env", "staging")).code).toBe(0);
    expect((await groundwork(world, "up", "--yes")).code).toBe(5);
    const status = await groundwork(world, "status", "--exit-code");
    expect(status.code).toBe(5);
    expect(status.out).toMatch(/dev +machines +unknown/);
    expect(status.out).not.toMatch(/staging +machines/);
  });

  it("does not keep an environment that depends on it from being brought up", async () => {
    const world = await upWorld();
    world.git.make({ ...playbook, ...environmentFiles("shop", "spec: { dependsOn: [dev] }\n") });
    await groundwork(world, "up", "--yes");
    expect(world.engine.calls).toContain("up shop");
  });

  it("is none where only text for people changed, and no longer pending once the playbooks are gone", async () => {
    const world = await upWorld();
    world.git.make({ "environments/dev/machines/README.md": "Hello\n" });
    expect((await groundwork(world, "up", "--yes")).code).toBe(0);
    world.git.make(playbook);
    expect((await groundwork(world, "up", "--yes", "--env", "dev")).code).toBe(5);
    world.git.make({ "environments/dev/machines/site.yaml": undefined });
    expect((await groundwork(world, "preview")).code).toBe(0);
    expect((await groundwork(world, "up", "--yes", "--env", "dev")).code).toBe(0);
    expect((await jsonOf(world, "up", "--yes")).environments).toEqual([]);
  });
});

describe("a refreshing command", () => {
  const verbs = [["preview"], ["up", "--yes", "--no-wait"]] as const;
  const touched: readonly (readonly [string, Files])[] = [
    ["manifests", apps],
    ["a playbook", playbook],
    ["both", { ...apps, ...playbook }],
  ];
  for (const verb of verbs)
    for (const named of [[], ["--env", "dev"]])
      it.each(touched)(
        `asks the engine in ${[...verb, ...named].join(" ")} although only %s changed`,
        async (_, files) => {
          const world = await upWorld();
          world.git.make(files);
          const refreshed: (boolean | undefined)[] = [];
          world.engine.onPreview = (options) => refreshed.push(options?.refresh);
          await groundwork(world, ...verb, ...named, "--refresh");
          expect(world.engine.calls).toContain("preview dev");
          expect(refreshed).toEqual([true]);
        },
      );
});
