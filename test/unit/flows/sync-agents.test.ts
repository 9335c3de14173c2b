import { describe, expect, it } from "vitest";
import type { SyncTree } from "../../../src/change/index.ts";
import { ClusterForbids } from "../../../src/cluster/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, healthy, healthyTree, profileWithCluster } from "../../fakes/driver/driver-world.ts";

function worldWithCluster(sync = "") {
  const world = new DriverWorld(["dev"]);
  const head = world.git.make({
    "environments/_profiles/small.yaml": profileWithCluster.replace("branch: main", `branch: main${sync}`),
  });
  world.agent = [healthy(head)];
  return { world, head };
}
const jsonOf = (out: string) => JSON.parse(out) as unknown;
const forbidden = new ClusterForbids({ cluster: "main", endpoint: "10.0.0.1", problem: "Ada cannot patch" });

describe("groundwork tree", () => {
  const web = { object: "Deployment/shop/web", health: "InProgress", message: "ready: 1/2" } as const;
  const inner = {
    object: "Kustomization/flux-system/inner",
    health: "Current",
    message: "",
    applied: {
      suspended: false,
      objects: [{ object: "ConfigMap/shop/b", health: "Current", message: "exists" }],
    },
  } as const;

  it("shows the way from the environment down to each object, and what is not well before the rest", async () => {
    const { world } = worldWithCluster();
    world.tree = healthyTree([inner, web]);
    const { out, code } = await groundwork(world, "tree", "dev");
    expect(out.split("\n")).toEqual([
      "dev  not converged",
      "└─ cluster main",
      "   ├─ GitRepository/flux-system/dev  ready  fetched main@4444444",
      "   └─ Kustomization/flux-system/dev  ready  applied main@4444444",
      "      ├─ Deployment/shop/web  in progress  ready: 1/2",
      "      └─ Kustomization/flux-system/inner  current  nothing applied yet",
      "         └─ ConfigMap/shop/b  current  exists",
      "3 objects, 1 not current.",
    ]);
    expect(code).toBe(3);
  });

  it.each<[string, SyncTree | Error, number]>([
    ["0 where all is healthy", healthyTree([inner]), 0],
    ["3 where it is not", healthyTree([web]), 3],
    ["5 where an object cannot be read", healthyTree([web, { ...web, health: "Unknown" }]), 5],
    ["5 where the cluster is away", new Error("connection refused"), 5],
  ])("ends with %s", async (_, tree, code) => {
    const { world } = worldWithCluster();
    world.tree = tree;
    expect((await groundwork(world, "tree", "dev", "--json")).code).toBe(code);
  });

  it("is a document for programs", async () => {
    const { world } = worldWithCluster();
    world.tree = healthyTree([web]);
    const { out } = await groundwork(world, "tree", "dev", "--json");
    expect(jsonOf(out)).toMatchObject({
      kind: "tree",
      version: 1,
      environments: [
        { environment: "dev", verdict: "not-converged", clusters: [{ tree: { root: { objects: [web] } } }] },
      ],
    });
  });

  it("says of an environment without a cluster that nothing follows Git there, and of an unknown one its neighbors", async () => {
    const world = new DriverWorld(["dev"]);
    const { out, code } = await groundwork(world, "tree", "dev");
    expect(out).toContain("No cluster of dev follows Git");
    expect(code).toBe(2);
    expect(await groundwork(world, "tree", "deb")).toMatchObject({ code: 2, err: expect.stringContaining("dev") });
  });
});

describe("groundwork reconcile", () => {
  it("asks the agents and says which commit they applied, of a later one than the checkout's, too", async () => {
    const { world } = worldWithCluster();
    const later = "9".repeat(40);
    world.agent = [
      { ...healthy(later), stale: true },
      { ...healthy(later), source: healthy(later).ready },
    ];
    const { out, code } = await groundwork(world, "reconcile", "dev");
    expect([out, code, world.requests]).toEqual(["dev  converged  applied 9999999", 0, 1]);
  });

  it("only asks with --no-wait", async () => {
    const { world } = worldWithCluster();
    world.agent = [new Error("it is not looked at")];
    const { out, code } = await groundwork(world, "reconcile", "dev", "--no-wait", "--json");
    expect(jsonOf(out)).toMatchObject({ kind: "reconcile", environments: [{ environment: "dev", kind: "asked" }] });
    expect([code, world.requests]).toEqual([0, 1]);
  });

  it("fails with the objects that hold it up when time is over", async () => {
    const { world, head } = worldWithCluster();
    const ready = { ...healthy(head).ready!, status: "False" as const, reason: "HealthCheckFailed", message: "late" };
    world.agent = [{ ...healthy(head), source: healthy(head).ready, ready }];
    world.tree = healthyTree([{ object: "Job/shop/move", health: "Failed", message: "the Job failed" }]);
    const { out, code } = await groundwork(world, "reconcile", "dev", "--timeout", "5s");
    expect(out).toContain("- Job/shop/move failed: the Job failed");
    expect(code).toBe(1);
  });

  it("says of a suspended agent who keeps it, and how it goes on", async () => {
    const { world, head } = worldWithCluster();
    world.agent = [{ ...healthy(head), suspended: true, suspension: { by: "Ada", reason: "the move" } }];
    const { out, code } = await groundwork(world, "reconcile", "dev");
    expect(out).toContain("suspended by Ada: the move");
    expect(out).toContain("groundwork resume dev --local");
    expect(code).toBe(1);
  });
});

describe("groundwork suspend", () => {
  it("keeps the agent from the cluster in the name of the one who asks, with the reason and the end", async () => {
    const { world } = worldWithCluster();
    world.now = Date.parse("2026-01-01T00:00:00Z");
    const { out, code } = await groundwork(world, "suspend", "dev", "--reason", " the\nmove ", "--for", "2h");
    expect(world.suspension).toEqual({
      by: "Ada",
      reason: "the move",
      at: "2026-01-01T00:00:00Z",
      until: "2026-01-01T02:00:00Z",
    });
    expect(out).toContain("suspended by Ada since 2026-01-01T00:00:00Z, until 2026-01-01T02:00:00Z: the move (main)");
    expect(code).toBe(0);
  });

  it.each([
    ["without a reason", ["suspend", "dev"]],
    ["with an empty reason", ["suspend", "dev", "--reason", "  "]],
    ["until a time without a zone", ["suspend", "dev", "--reason", "x", "--until", "2030-01-01T00:00"]],
    ["until a time that is over", ["suspend", "dev", "--reason", "x", "--until", "2025-12-31T00:00Z"]],
    ["with two ends", ["suspend", "dev", "--reason", "x", "--until", "2030-01-01T00:00Z", "--for", "2h"]],
  ])("changes nothing %s", async (_, argv) => {
    const { world } = worldWithCluster();
    expect((await groundwork(world, ...argv)).code).toBe(2);
    expect(world.suspension).toBeUndefined();
  });

  it("names the permission that is missing, and that the declaration suspends already", async () => {
    const { world } = worldWithCluster();
    world.forbidden = forbidden;
    const refused = await groundwork(world, "suspend", "dev", "--reason", "x");
    expect(refused.out).toContain("does not allow it: Ada cannot patch");
    expect(refused.code).toBe(4);
    const { world: declared } = worldWithCluster(", suspend: true");
    const resumed = await groundwork(declared, "resume", "dev");
    expect(resumed.out).toContain("`sync.suspend: true`");
    expect(resumed.code).toBe(4);
  });

  it("is shown by status with who and why, and as overdue once its time is over", async () => {
    const { world, head } = worldWithCluster();
    await groundwork(world, "up", "--yes", "--no-wait");
    const suspension = { by: "Ada", reason: "the move", until: "2026-01-01T02:00:00Z" };
    world.agent = [{ ...healthy(head), suspended: true, suspension }];
    world.now = Date.parse("2026-01-01T01:00:00Z");
    expect((await groundwork(world, "status")).out).toContain("suspended by Ada, until 2026-01-01T02:00:00Z: the move");
    world.now = Date.parse("2026-01-01T03:00:00Z");
    const { out, code } = await groundwork(world, "status", "--json", "--exit-code");
    expect(code).toBe(3);
    expect(jsonOf(out)).toMatchObject({
      environments: [{ layers: [{}, { layer: "cluster", suspension: { ...suspension, overdue: true } }] }],
    });
    expect((await groundwork(world, "status")).out).toContain("overdue since 2026-01-01T02:00:00Z: the move");
  });

  it("ends with resume", async () => {
    const { world } = worldWithCluster();
    world.suspension = { by: "Ada" };
    const { out, code } = await groundwork(world, "resume", "dev", "--json");
    expect(jsonOf(out)).toMatchObject({ kind: "resume", environments: [{ kind: "resumed", clusters: ["main"] }] });
    expect([world.suspension, code]).toEqual([undefined, 0]);
  });
});

describe("groundwork logs", () => {
  const logged = ["info", "warn"].map((level) => ({
    pod: "agent-1",
    text: JSON.stringify({ level, msg: `${level}!` }),
  }));

  it("shows what the agent's Pods log, from a level on", async () => {
    const { world } = worldWithCluster();
    world.logged = logged;
    expect(await groundwork(world, "logs", "dev")).toMatchObject({
      code: 0,
      out: "agent-1  info info!\nagent-1  warn warn!",
    });
    expect((await groundwork(world, "logs", "dev", "--level", "warn")).out).toBe("agent-1  warn warn!");
    expect((await groundwork(world, "logs", "dev", "--level", "warn", "--json")).out).toBe(
      '{"kind":"log","version":1,"cluster":"main","pod":"agent-1","line":{"level":"warn","msg":"warn!"}}',
    );
  });
});

describe("groundwork status --watch", () => {
  function interruptedAfter(world: DriverWorld, looks: number) {
    let left = looks;
    world.onWait = () => {
      left -= 1;
      if (left === 0) world.interrupt.abort();
    };
  }

  it("prints one line for each change in a pipe, and ends with 130 on Ctrl-C", async () => {
    const { world, head } = worldWithCluster();
    await groundwork(world, "up", "--yes", "--no-wait");
    const late = { ...healthy(head), appliedCommit: "0".repeat(40), fetchedCommit: "0".repeat(40) };
    world.agent = [healthy(head), healthy(head), late, late];
    interruptedAfter(world, 4);
    const { out, code } = await groundwork(world, "status", "--watch", "--env", "dev");
    expect(out.split("\n").map((line) => line.replace(/^\S+ {2}/, ""))).toEqual([
      `dev  infrastructure  applied  ${head.slice(0, 7)}  by the last up; --refresh asks whether the cloud has it`,
      `dev  cluster  in sync  ${head.slice(0, 7)}  3 objects applied and healthy`,
      `dev  cluster  in sync -> diverged  0000000  dev stands at 0000000, waiting for ${head.slice(0, 7)}`,
    ]);
    expect(code).toBe(130);
  });

  it("prints a document a line for programs", async () => {
    const { world, head } = worldWithCluster();
    await groundwork(world, "up", "--yes", "--no-wait");
    world.agent = [healthy(head)];
    interruptedAfter(world, 3);
    const { out } = await groundwork(world, "status", "--watch", "--json", "--env", "dev");
    expect(out.split("\n").map(jsonOf)).toMatchObject([
      { kind: "layer-change", environment: { name: "dev" }, layer: { layer: "infrastructure", verdict: "applied" } },
      { kind: "layer-change", environment: { name: "dev" }, layer: { layer: "cluster", verdict: "in-sync" } },
    ]);
  });
});
