import {
  type AffectedEnvironment,
  type ChangePreview,
  countChanges,
  digestOf,
  digestOfPreviews,
  type EnvironmentPreview,
  type LayerPreview,
  type PlannedStep,
  type Problem,
  type StepOp,
  shownSteps,
} from "../../../../src/change/index.ts";
import { unknownValue } from "../../../../src/pulumi/index.ts";
import { planOf } from "../../../fakes/driver/fake-engine.ts";

const at = "2026-01-01T00:00:00.000Z";

type Inputs = Readonly<Record<string, unknown>>;

export function step(
  stack: string,
  op: StepOp,
  type: string,
  name: string,
  { before, after, forcedBy = [] }: { before?: Inputs; after?: Inputs; forcedBy?: readonly string[] },
): PlannedStep {
  return {
    op,
    urn: `urn:pulumi:${stack}::groundwork::${type}::${name}`,
    type: type.split("$").at(-1) ?? type,
    provider: "",
    replaceKeys: forcedBy,
    diffs: [],
    protect: false,
    ...(before && { oldInputs: before }),
    ...(after && { newInputs: after }),
  };
}

export function infrastructure(steps: readonly PlannedStep[]): LayerPreview {
  const plan = planOf(steps);
  const shown = shownSteps(plan);
  const kind = shown.length === 0 ? "unchanged" : "planned";
  const counts = countChanges(steps);
  return { layer: "infrastructure", at, kind, plan, steps: shown, planDigest: digestOf(shown), counts };
}

export function manifests(environment: string, paths: readonly string[], content = "1"): LayerPreview {
  const folder = `environments/${environment}/apps`;
  const steps = paths.map((path) => ({ urn: `${folder}/${path}`, op: "update", paths: { content } }) as const);
  const counts = { ...countChanges([]), update: steps.length };
  return {
    layer: "cluster",
    at,
    kind: "planned",
    steps,
    counts,
    planDigest: digestOf(steps),
    manifests: { folder, files: {}, settings: "" },
  };
}

/** The texts of a manifest of an environment, by its path. */
export function manifestText(environment: string, file: string, before: string, after: string) {
  return [`environments/${environment}/apps/${file}`, { before, after }] as const;
}

export function failed(problem: Problem): LayerPreview {
  return { layer: "infrastructure", at, kind: "failed", problem };
}

export function environment(
  name: string,
  layers: readonly LayerPreview[],
  change: Partial<AffectedEnvironment> = {},
): EnvironmentPreview {
  const affected: AffectedEnvironment = {
    name,
    folder: "changed",
    reasons: [{ kind: "profile", layer: "infrastructure", path: "environments/_profiles/customer.yaml", through: [] }],
    layers: layers.map(({ layer }) => layer),
    ...change,
  };
  return { affected, layers };
}

export function changeOf(environments: readonly EnvironmentPreview[]): ChangePreview {
  const planDigest = digestOfPreviews(environments);
  return {
    commit: "0123456789abcdef0123456789abcdef01234567",
    target: { name: "origin/main", commit: "fedcba9876543210fedcba9876543210fedcba98", behind: 0, merged: false },
    affected: {
      range: { base: "fedcba9876543210fedcba9876543210fedcba98", head: "0123456789abcdef0123456789abcdef01234567" },
      environments: environments.map(({ affected }) => affected),
      total: 500,
      changedFiles: 1,
    },
    environments,
    ...(planDigest && { planDigest }),
    states: [{ location: "gs://states", stacks: 500 }],
    uncommitted: { paths: [] },
    local: false,
    milliseconds: 1_000,
  };
}

/** A subnet's range changes: the subnet, the cluster in it and the cluster's nodes are replaced, a firewall rule is opened. */
export function movedSubnet(name: string): EnvironmentPreview {
  const network = `projects/acme/networks/${name}`;
  const steps = [
    step(name, "update", "gcp:compute/firewall:Firewall", "ssh", {
      before: { name: `${name}-ssh`, allows: [{ protocol: "tcp", ports: ["22"] }], sourceRanges: ["10.0.0.0/8"] },
      after: { name: `${name}-ssh`, allows: [{ protocol: "tcp", ports: ["22"] }], sourceRanges: ["0.0.0.0/0"] },
    }),
    step(name, "replace", "gcp:compute/subnetwork:Subnetwork", "main", {
      before: { name: "main", network, ipCidrRange: "10.0.0.0/23" },
      after: { name: "main", network, ipCidrRange: "10.0.2.0/23" },
      forcedBy: ["ipCidrRange"],
    }),
    step(name, "replace", "gcp:container/cluster:Cluster", "main", {
      before: { name: `${name}-main`, subnetwork: "subnets/main", masterAuthorizedNetworksConfig: {} },
      after: { name: `${name}-main`, subnetwork: unknownValue, masterAuthorizedNetworksConfig: {} },
      forcedBy: ["subnetwork"],
    }),
    ...["blue", "green"].map((pool) =>
      step(name, "replace", "gcp:container/nodePool:NodePool", pool, {
        before: { name: pool, cluster: "clusters/main" },
        after: { name: pool, cluster: unknownValue },
        forcedBy: ["cluster"],
      }),
    ),
    step(
      name,
      "create",
      "groundwork:index:Sync$kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
      "widgets",
      {
        after: { metadata: { name: "widgets.example.com" }, spec: { versions: [{ schema: { type: "object" } }] } },
      },
    ),
    step(
      name,
      "create",
      "groundwork:index:Sync$groundwork:index:Agent$kubernetes:apps/v1:Deployment",
      "groundwork-agent",
      {
        after: { metadata: { name: "groundwork-agent" }, spec: { replicas: 1 } },
      },
    ),
  ];
  return environment(name, [infrastructure(steps), manifests(name, ["web.yaml"])]);
}

/** What one line of a profile does to an environment that extends it. */
export function largerMachine(name: string): EnvironmentPreview {
  const machine = (machineType: string) => ({
    name: `${name}-web`,
    machineType,
    zone: "europe-west1-b",
    labels: { environment: name },
  });
  return environment(name, [
    infrastructure([
      step(name, "update", "gcp:compute/instance:Instance", "web", {
        before: machine("e2-small"),
        after: machine("e2-medium"),
      }),
    ]),
  ]);
}
