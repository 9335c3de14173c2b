import { describe, expect, it } from "vitest";
import { destroyEnvironments } from "../../../src/flows/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

const urn = (type: string, name: string) => `urn:pulumi:dev::groundwork::${type}::${name}`;
const resource = (type: string, name: string, more: object = {}) => ({
  urn: urn(type, name),
  type,
  custom: true,
  ...more,
});

/** A change that removes dev, whose state holds these resources. */
function removing(resources: readonly object[]) {
  const world = new DriverWorld();
  world.engine.deployments.set("dev", { resources });
  const base = world.git.tipOf("main") ?? "";
  world.git.make(Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined])));
  const preview = (...argv: readonly string[]) => groundwork(world, "preview", "--base", base, ...argv);
  return { world, preview };
}

describe("the preview of a removed folder", () => {
  it("shows what a destroy would take away, what holds data, and what is protected", async () => {
    const { world, preview } = removing([
      { urn: urn("pulumi:pulumi:Stack", "dev"), type: "pulumi:pulumi:Stack", custom: false },
      resource("pulumi:providers:gcp", "default"),
      resource("gcp:compute/network:Network", "main"),
      resource("gcp:storage/bucket:Bucket", "files", { protect: true }),
      resource("gcp:storage/bucket:Bucket", "others", { external: true }),
      resource("gcp:sql/databaseInstance:DatabaseInstance", "kept", { retainOnDelete: true }),
    ]);
    const { out, code } = await preview();
    expect(code).toBe(0);
    expect(out).toContain("deletes 2 resources, with everything in");
    expect(out).toMatch(/refused as long as .*files is protected/);
    expect(JSON.parse((await preview("--json")).out).environments).toMatchObject([
      {
        name: "dev",
        kind: "removed",
        removal: {
          kind: "known",
          resources: 2,
          holding: [urn("gcp:storage/bucket:Bucket", "files")],
          protected: [urn("gcp:storage/bucket:Bucket", "files")],
        },
      },
    ]);
    expect(world.engine.calls.filter((call) => call.startsWith("destroy"))).toEqual([]);
  });

  it("says that nothing stands only where the state says so", async () => {
    const { world, preview } = removing([]);
    expect((await preview()).out).toContain("Its state holds nothing that a destroy would delete");
    world.engine.onExport = () => {
      throw new Error("The backend does not answer.");
    };
    const { out } = await preview();
    expect(out).toContain("What that takes away is not known: The backend does not answer.");
    expect(out).not.toContain("holds nothing");
  });
});

describe("status of a stack that the commit does not declare", () => {
  const removal = Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined]));

  /** An environment that was brought up, on a branch that a test goes on with. */
  async function standing() {
    const world = new DriverWorld();
    const base = world.git.tipOf("main") ?? "";
    world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
    expect((await groundwork(world, "up", "--yes", "--no-wait")).code).toBe(0);
    const undeclared = async () => JSON.parse((await groundwork(world, "status", "--json")).out).undeclared;
    return { world, base, undeclared };
  }

  it("calls it removed where its folder was removed after its last run", async () => {
    const { world, undeclared } = await standing();
    expect(await undeclared()).toBeUndefined();
    world.git.make(removal);
    expect(await undeclared()).toMatchObject([{ name: "dev", kind: "removed" }]);
    const { out } = await groundwork(world, "status");
    expect(out).toContain("groundwork destroy --env dev --local");
  });

  it("calls it an orphan where the branch was rewritten, and where no run of it is on record", async () => {
    const { world, base, undeclared } = await standing();
    world.git.make(removal, { onto: base });
    world.engine.standing.set("by-hand", { main: {} });
    expect(await undeclared()).toMatchObject([
      { name: "by-hand", kind: "orphan" },
      { name: "dev", kind: "orphan", because: expect.stringContaining("not in the history of this commit") },
    ]);
    const { out } = await groundwork(world, "status");
    expect(out).toContain("Bring its folder back");
    expect(world.engine.calls.filter((call) => call.startsWith("destroy"))).toEqual([]);
  });

  it("does not know where a record is lost that may be of its run", async () => {
    const { world, undeclared } = await standing();
    world.engine.standing.set("by-hand", { main: {} });
    world.history.unreadable.push("99");
    expect(await undeclared()).toMatchObject([{ name: "by-hand", kind: "unknown" }]);
  });

  it("does not know where a record that is lost may be of a later run of it", async () => {
    const { world, undeclared } = await standing();
    world.git.make(removal);
    world.history.unreadable.push("99");
    expect(await undeclared()).toMatchObject([{ name: "dev", kind: "unknown" }]);
  });

  it("calls nothing an orphan where the clone is too shallow to tell", async () => {
    const { world, base, undeclared } = await standing();
    world.git.make(removal, { onto: base });
    world.git.isShallow = true;
    expect(await undeclared()).toMatchObject([
      { name: "dev", kind: "unknown", because: expect.stringContaining("git fetch --unshallow origin") },
    ]);
  });
});

describe("a destroy", () => {
  it("touches nothing of an environment in which something is protected, and destroys the others", async () => {
    const world = new DriverWorld();
    world.engine.standing.set("staging", { main: { cidr: "10.0.0.0/16" } });
    world.engine.deployments.set("dev", {
      resources: [
        resource("gcp:compute/network:Network", "main"),
        resource("gcp:storage/bucket:Bucket", "files", { protect: true }),
        resource("gcp:sql/databaseInstance:DatabaseInstance", "main", { protect: true }),
      ],
    });
    const run = await destroyEnvironments({ environments: ["dev", "staging"], confirm: async () => true }, world.ports);
    expect(run.environments.map(({ affected, layers }) => [affected.name, layers])).toMatchObject([
      ["dev", [{ kind: "refused", problem: { code: "environment-protected" } }]],
      ["staging", [{ kind: "applied" }]],
    ]);
    expect(JSON.stringify(run)).toContain("gcp:storage:Bucket files and 1 other resource are protected");
    expect(world.engine.calls.filter((call) => call.startsWith("destroy"))).toEqual(["destroy staging"]);
  });
});
