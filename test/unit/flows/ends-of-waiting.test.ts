import { describe, expect, it } from "vitest";
import { layerRunOf, type TreeObject } from "../../../src/change/index.ts";
import type { SyncCondition, SyncStatus } from "../../../src/cluster/index.ts";
import { bringUp } from "../../../src/flows/index.ts";
import { DriverWorld, healthy, healthyTree, profileWithCluster } from "../../fakes/driver/driver-world.ts";

const old = "0".repeat(40);
const tenMinutes = 600_000;

const condition = (status: SyncCondition["status"], reason: string, message: string): SyncCondition => ({
  type: "Ready",
  status,
  reason,
  message,
  since: new Date(0),
});
const source = (reason: string, message: string, more: Partial<SyncStatus> = {}) => ({
  source: condition("False", reason, message),
  ...more,
});
const refused = (commit: string, reason: string, message: string, more: Partial<SyncStatus> = {}) => ({
  attemptedCommit: commit,
  ready: condition("False", reason, message),
  ...more,
});
const forge = "https://forge.example/acme/infra.git";

/** What an agent that does not stand at the commit may say, how long that is waited for, and the command that helps. */
const sayings: readonly (readonly [
  says: string,
  status: (commit: string) => Partial<SyncStatus>,
  seconds: readonly [least: number, most: number],
  code: string,
  command: string | undefined,
])[] = [
  [
    "that the branch was rewritten",
    (c) =>
      source("HistoryRewritten", `accept with: annotate groundwork.dev/accept-history-rewrite=${c}`, {
        sourceStalled: true,
      }),
    [0, 1],
    "history-rewritten",
    "kubectl annotate gitrepository/dev --namespace flux-system --overwrite groundwork.dev/accept-history-rewrite=COMMIT",
  ],
  [
    "that its credentials are refused by a forge",
    () => source("AuthenticationFailed", `${forge} answered 401`),
    [0, 1],
    "source-refused",
    "groundwork up --env dev --local",
  ],
  [
    "that its credentials are refused by the local Git host",
    () => source("AuthenticationFailed", "http://127.0.0.1:20123/repository.git answered 401"),
    [0, 1],
    "source-refused",
    "groundwork up --env dev",
  ],
  [
    "that its Secret is missing",
    () => source("AuthenticationFailed", "Secret flux-system/x does not exist."),
    [0, 1],
    "source-refused",
    "groundwork up --env dev --local",
  ],
  [
    "that the address is none",
    () => source("URLInvalid", "spec.url has to be http", { sourceStalled: true }),
    [0, 1],
    "source-invalid",
    "groundwork env validate dev",
  ],
  [
    "that the path is missing",
    (c) => refused(c, "ArtifactFailed", 'kustomization path not found: there is no folder "apps"'),
    [0, 1],
    "path-missing",
    "groundwork env validate dev",
  ],
  [
    "that a manifest is wrong",
    (c) => refused(c, "BuildFailed", "apps/a.yaml:1: no YAML", { stalled: true }),
    [0, 1],
    "stalled",
    undefined,
  ],
  ["that it is suspended", () => ({ suspended: true }), [0, 1], "suspended", "groundwork resume dev"],
  [
    "that the forge cannot be reached",
    () => source("GitOperationFailed", `cannot fetch from ${forge}: getaddrinfo ENOTFOUND`),
    [15, 30],
    "source-not-ready",
    "groundwork up --env dev --local",
  ],
  [
    "that its disk is full",
    () => source("StorageOperationFailed", "cannot keep a clone"),
    [15, 30],
    "source-not-ready",
    "groundwork up --env dev --local",
  ],
  [
    "that the branch has another commit",
    () => ({ source: condition("True", "Succeeded", "stored artifact"), fetchedCommit: old }),
    [60, 120],
    "not-fetched",
    "git push origin COMMIT:refs/heads/main",
  ],
  [
    "that objects were refused",
    (c) => refused(c, "ReconciliationFailed", "1 of 3 failed"),
    [40, 60],
    "not-applied",
    undefined,
  ],
  [
    "that what it has applied cannot be built any more",
    (c) => refused(c, "BuildFailed", "apps/a.yaml:1: Secret a is encrypted for age1x", { appliedCommit: c }),
    [40, 60],
    "not-applied",
    undefined,
  ],
  ["that it prunes too much", (c) => refused(c, "PruneFailed", "refused"), [40, 60], "not-applied", undefined],
  [
    "that a dependency is not ready",
    (c) => refused(c, "DependencyNotReady", "dependency 'a' is not ready"),
    [590, 610],
    "not-ready",
    undefined,
  ],
  [
    "that it is applying",
    (c) => ({ source: condition("True", "Succeeded", ""), fetchedCommit: c }),
    [590, 610],
    "behind",
    undefined,
  ],
  [
    "nothing yet",
    () => ({ ready: undefined, attemptedCommit: undefined, fetchedCommit: undefined }),
    [590, 610],
    "behind",
    undefined,
  ],
  [
    "what it said before it was asked: a refusal",
    () => source("AuthenticationFailed", `${forge} answered 401`, { sourceStale: true }),
    [590, 610],
    "behind",
    undefined,
  ],
  [
    "what it said before it was asked: a rewrite",
    () => source("HistoryRewritten", "rewritten", { sourceStale: true, sourceStalled: true }),
    [590, 610],
    "behind",
    undefined,
  ],
  [
    "what it said of another commit",
    () => refused(old, "BuildFailed", "no YAML", { stalled: true }),
    [590, 610],
    "behind",
    undefined,
  ],
];

/** The run of everything that a world declares, which waits ten minutes for the agent. */
const broughtUp = (world: DriverWorld) =>
  bringUp(
    {
      environments: [],
      refresh: false,
      requirePreview: false,
      confirm: async () => true,
      converge: { timeoutMilliseconds: tenMinutes },
    },
    world.ports,
  );

describe("an up", () => {
  it.each(sayings)(
    "that hears %s waits as long as that may pass by itself",
    async (_, status, [least, most], code, command) => {
      const world = new DriverWorld(["dev"]);
      const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
      world.agent = [{ ...healthy(head), appliedCommit: old, ...status(head) }];
      world.local = false;
      const [run] = (await broughtUp(world)).environments;
      const cluster = run && layerRunOf(run, "cluster");
      expect(cluster).toMatchObject({ kind: "not-converged", problem: { code } });
      const { problem, milliseconds } = cluster as unknown as { problem: { details: string[] }; milliseconds: number };
      expect(milliseconds / 1000).toBeGreaterThanOrEqual(least);
      expect(milliseconds / 1000).toBeLessThanOrEqual(most);
      expect(problem.details).toEqual(command === undefined ? [] : [`Go on with: ${command.replace("COMMIT", head)}`]);
    },
  );

  it("goes on waiting when what it hears changes in between, and converges", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const unreachable = { ...healthy(head), appliedCommit: old, ...source("GitOperationFailed", "connection refused") };
    world.agent = [...Array.from({ length: 50 }, () => unreachable), healthy(head)];
    const [run] = (await broughtUp(world)).environments;
    expect(run && layerRunOf(run, "cluster")).toMatchObject({ kind: "applied", revision: head });
  });

  it("says which objects it waits for, as the cluster has them, and says it again when that changes", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const web = (message: string) =>
      ({ object: "Deployment/shop/web", health: "InProgress", message }) satisfies TreeObject;
    world.tree = healthyTree([web("ready: 0/2")]);
    const waits: SyncStatus = {
      ...healthy(head),
      appliedCommit: old,
      ready: condition("Unknown", "Progressing", "Running health checks"),
    };
    world.agent = [...Array.from({ length: 30 }, () => waits), healthy(head)];
    world.onProgress = (event) => {
      if (event.kind === "waiting") world.tree = healthyTree([web("ready: 1/2")]);
    };
    await broughtUp(world);
    const waited = world.progress.flatMap((event) => (event.kind === "waiting" ? [event] : []));
    expect(waited.map(({ heldUpBy }) => heldUpBy)).toEqual([[web("ready: 0/2")], [web("ready: 1/2")]]);
    expect(waited[0]?.message).toBe(`dev is applying ${head.slice(0, 7)}`);
    expect(world.progress).toContainEqual({ kind: "converged", environment: "dev", commit: head });
  });

  it("that ends names at most ten of the objects that held it up, and counts the others", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const objects = Array.from({ length: 12 }, (_, index) => ({
      object: `Job/shop/job-${index}`,
      health: "Failed" as const,
      message: "the Job failed",
    }));
    world.tree = healthyTree(objects);
    world.agent = [
      { ...healthy(head), ...refused(head, "HealthCheckFailed", "health check failed"), appliedCommit: old },
    ];
    const [run] = (await broughtUp(world)).environments;
    const { problem } = (run && layerRunOf(run, "cluster")) as unknown as { problem: { details: string[] } };
    expect(problem.details).toHaveLength(11);
    expect(problem.details[0]).toBe("Job/shop/job-0 failed: the Job failed");
    expect(problem.details.at(-1)).toBe("and 2 more");
    const ended = world.progress.find(({ kind }) => kind === "diverged");
    expect(ended).toMatchObject({ environment: "dev", problem, heldUpBy: objects });
  });

  it("does not repeat what the agent said of Git before it was asked to look again", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const before = {
      ...healthy(head),
      appliedCommit: old,
      fetchedCommit: old,
      ...source("GitOperationFailed", "push a first commit"),
    };
    world.agent = [{ ...before, sourceStale: true }, healthy(head)];
    await broughtUp(world);
    const waited = world.progress.flatMap((event) => (event.kind === "waiting" ? [event.message] : []));
    expect(waited).toEqual([`dev stands at ${old.slice(0, 7)}, waiting for ${head.slice(0, 7)}`]);
  });
});
