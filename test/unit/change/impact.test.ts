import { describe, expect, it } from "vitest";
import { exposuresOf, lossesOf, type PlannedStep, type StepOp } from "../../../src/change/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { stepOn } from "../../fakes/driver/fake-engine.ts";

type Inputs = Readonly<Record<string, unknown>>;

function step(op: StepOp, type: string, name: string, oldInputs?: Inputs, newInputs?: Inputs): PlannedStep {
  return stepOn({ stack: "dev", type, name }, op, oldInputs, newInputs);
}

const subnetwork = "gcp:compute/subnetwork:Subnetwork";
const cluster = "gcp:container/cluster:Cluster";

describe("what is lost", () => {
  const range = (cidr: string) => ({ name: "main", ipCidrRange: cidr });
  const steps: readonly PlannedStep[] = [
    {
      ...step("replace", subnetwork, "main", range("10.0.0.0/23"), range("10.0.2.0/23")),
      replaceKeys: ["ipCidrRange"],
    },
    {
      ...step("replace", cluster, "main", { subnetwork: "subnets/main" }, { subnetwork: unknownValue }),
      detailedDiff: { subnetwork: { kind: "update-replace", inputDiff: true } },
    },
    step("delete", "gcp:compute/address:Address", "nat"),
    step("update", "gcp:compute/router:Router", "main", {}, { a: 1 }),
  ];

  it("has what holds more than is registered first, and each replaced or deleted resource once", () => {
    const { lost } = lossesOf([...steps, step("delete-replaced", cluster, "main")]);
    expect(lost.map(({ op, step: { urn }, hasContents }) => [op, urn.split("::").at(-2), hasContents])).toEqual([
      ["replace", cluster, true],
      ["replace", subnetwork, false],
      ["delete", "gcp:compute/address:Address", false],
    ]);
  });

  it("has nothing that only the state forgets, as retainOnDelete asks", () => {
    const definition = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
    const forgotten: PlannedStep = { ...step("delete", definition, "gitrepositories"), retained: true };
    expect(lossesOf([forgotten]).lost).toEqual([]);
    expect(lossesOf([step("delete", definition, "gitrepositories")]).lost).toHaveLength(1);
  });

  it("is brought about by the change whose value is known, and not by those that follow from it", () => {
    expect(lossesOf(steps).causes).toMatchObject([
      { path: "ipCidrRange", before: "10.0.0.0/23", after: "10.0.2.0/23", step: { type: subnetwork } },
    ]);
  });

  it("is nothing with a provider, which is settings of the program", () => {
    const provider = step("replace", "pulumi:providers:kubernetes", "cluster");
    expect(lossesOf([provider, step("delete", "pulumi:providers:gcp", "cloud")]).lost).toEqual([]);
  });

  it("is nothing of a replacement whose original is only forgotten", () => {
    const kept = [step("replace", cluster, "main"), step("discard-replaced", cluster, "main")];
    expect(lossesOf(kept).lost).toEqual([]);
  });
});

const world = ["0.0.0.0/0"];
const ssh = { allows: [{ protocol: "tcp", ports: ["22"] }] };
const firewall = "gcp:compute/firewall:Firewall";
const policy = "gcp:compute/securityPolicy:SecurityPolicy";
const bucket = "gcp:storage/bucket:Bucket";
const member = "gcp:projects/iAMMember:IAMMember";
const custom = "gcp:projects/iAMCustomRole:IAMCustomRole";
const binding = "gcp:projects/iAMBinding:IAMBinding";
const instance = "gcp:compute/instance:Instance";
const clusterRole = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding";

/** Name, type, inputs before, inputs after, and what is said; nothing where nothing is opened. */
const changes: readonly [string, string, Inputs | undefined, Inputs | undefined, string | undefined][] = [
  [
    "a rule for every address",
    firewall,
    undefined,
    { ...ssh, sourceRanges: world },
    "open-to-world allows tcp:22 from 0.0.0.0/0",
  ],
  [
    "a rule for every address of IPv6",
    firewall,
    undefined,
    { ...ssh, sourceRanges: ["::/0"] },
    "open-to-world allows tcp:22 from ::/0",
  ],
  [
    "a rule without a source",
    firewall,
    undefined,
    ssh,
    "open-to-world allows tcp:22 from every address, because it names no source",
  ],
  [
    "a rule with a source that is not known",
    firewall,
    undefined,
    { ...ssh, sourceRanges: unknownValue },
    "open-to-world allows tcp:22 from addresses that are known only afterwards",
  ],
  [
    "another port of an open rule",
    firewall,
    { ...ssh, sourceRanges: world },
    { allows: [{ protocol: "all" }], sourceRanges: world },
    "open-to-world allows all from 0.0.0.0/0",
  ],
  [
    "a rule that is switched on",
    firewall,
    { ...ssh, sourceRanges: world, disabled: true },
    { ...ssh, sourceRanges: world },
    "open-to-world allows tcp:22 from 0.0.0.0/0",
  ],
  [
    "a denial that goes",
    firewall,
    { denies: [{ protocol: "all" }], sourceRanges: world },
    undefined,
    "open-to-world refuses no more what it refused",
  ],
  [
    "an open rule that stays so",
    firewall,
    { ...ssh, sourceRanges: world },
    { ...ssh, sourceRanges: world, description: "x" },
    undefined,
  ],
  ["a rule for one network", firewall, undefined, { ...ssh, sourceRanges: ["10.0.0.0/8"] }, undefined],
  ["a rule for tagged machines", firewall, undefined, { ...ssh, sourceTags: ["web"] }, undefined],
  [
    "a rule for what goes out",
    firewall,
    undefined,
    { ...ssh, direction: "EGRESS", destinationRanges: world },
    undefined,
  ],
  ["a route to everywhere", "gcp:compute/route:Route", undefined, { destRange: "0.0.0.0/0" }, undefined],
  [
    "a cluster that limits no callers",
    cluster,
    undefined,
    { name: "main" },
    "open-to-world has an API server that answers every address",
  ],
  [
    "a cluster that loses its limits",
    cluster,
    { masterAuthorizedNetworksConfig: {} },
    {},
    "open-to-world has an API server that answers every address",
  ],
  [
    "a cluster with limits",
    cluster,
    undefined,
    { masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "10.0.0.0/8" }] } },
    undefined,
  ],
  [
    "a cluster whose limit is everything",
    cluster,
    undefined,
    { masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock: "0.0.0.0/0" }] } },
    "open-to-world accepts connections from every address (masterAuthorizedNetworksConfig.cidrBlocks[0].cidrBlock)",
  ],
  [
    "a machine with a public address",
    instance,
    { networkInterfaces: [{ subnetwork: "x" }] },
    { networkInterfaces: [{ subnetwork: "x", accessConfigs: [{}] }] },
    "open-to-world gets a public address",
  ],
  [
    "a machine that has had no public address, as the program declares it",
    instance,
    { networkInterfaces: [{ subnetwork: "x", accessConfigs: [] }] },
    { networkInterfaces: [{ subnetwork: "x", accessConfigs: [{}] }] },
    "open-to-world gets a public address",
  ],
  [
    "a new machine without a public address, as the program declares it",
    instance,
    undefined,
    { networkInterfaces: [{ subnetwork: "x", accessConfigs: [] }] },
    undefined,
  ],
  [
    "a load balancer that clients on the internet reach",
    "gcp:compute/globalForwardingRule:GlobalForwardingRule",
    undefined,
    { loadBalancingScheme: "EXTERNAL_MANAGED", portRange: "443-443" },
    "open-to-world answers every address at 443-443",
  ],
  [
    "a load balancer inside of a network",
    "gcp:compute/forwardingRule:ForwardingRule",
    undefined,
    { loadBalancingScheme: "INTERNAL", allPorts: true },
    undefined,
  ],
  [
    "a load balancer that was external before",
    "gcp:compute/forwardingRule:ForwardingRule",
    { portRange: "80" },
    { portRange: "80", description: "x" },
    undefined,
  ],
  [
    "a security policy whose last rule is for every address",
    policy,
    undefined,
    { rules: [{ action: "deny(403)", match: { config: { srcIpRanges: ["*"] } } }] },
    undefined,
  ],
  [
    "a security policy that refuses less",
    policy,
    { rules: [{ priority: 1, action: "deny(403)" }] },
    { rules: [{ priority: 1, action: "allow" }] },
    "open-to-world refuses no more what it refused",
  ],
  [
    "a security policy that only logs what it refused",
    policy,
    { rules: [{ priority: 1, action: "deny(403)" }] },
    { rules: [{ priority: 1, action: "deny(403)", preview: true }] },
    "open-to-world refuses no more what it refused",
  ],
  [
    "a backend without the security policy that it had",
    "gcp:compute/backendService:BackendService",
    { securityPolicy: "edge" },
    { protocol: "HTTP" },
    "open-to-world is held to no security policy any more",
  ],
  [
    "a bucket that may become public",
    bucket,
    { publicAccessPrevention: "enforced" },
    { publicAccessPrevention: "inherited" },
    "public-data no longer prevents public access",
  ],
  [
    "a bucket for all users",
    "gcp:storage/bucketAccessControl:BucketAccessControl",
    undefined,
    { entity: "allUsers" },
    "public-data gives access to allUsers",
  ],
  [
    "a granted role",
    member,
    undefined,
    { role: "roles/editor", member: "user:eve@example.com" },
    "wider-access grants roles/editor to user:eve@example.com",
  ],
  [
    "a role for an account that is not known",
    member,
    undefined,
    { role: "roles/viewer", member: unknownValue },
    "wider-access grants roles/viewer to an account that is known only afterwards",
  ],
  [
    "a member that leaves",
    binding,
    { role: "roles/viewer", members: ["user:a", "user:b"] },
    { role: "roles/viewer", members: ["user:a"] },
    undefined,
  ],
  [
    "a member that comes",
    binding,
    { role: "roles/viewer", members: ["user:a"] },
    { role: "roles/viewer", members: ["user:a", "user:b"] },
    "wider-access grants roles/viewer to user:a, user:b",
  ],
  [
    "a permission of a role",
    custom,
    { permissions: ["a.get"] },
    { permissions: ["a.get", "a.delete"] },
    "wider-access allows a.delete",
  ],
  [
    "a binding in a cluster",
    clusterRole,
    undefined,
    { roleRef: { kind: "ClusterRole", name: "cluster-admin" }, subjects: [{ kind: "User", name: "eve" }] },
    "wider-access allows",
  ],
  ["a grant that goes", member, { role: "roles/editor", member: "user:eve@example.com" }, undefined, undefined],
];

describe("what is opened", () => {
  it.each(changes)("%s", (_, type, before, after, said) => {
    const op = before === undefined ? "create" : after === undefined ? "delete" : "update";
    const found = exposuresOf([step(op, type, "x", before, after)]).map(({ kind, what }) => `${kind} ${what}`);
    const matching = found.filter((text) => text.includes(said ?? ""));
    expect({ found, isSaid: matching.length > 0 }).toEqual({ found, isSaid: said !== undefined });
  });

  it("is said once of a replacement, which is several steps", () => {
    const inputs = { ...ssh, sourceRanges: world };
    const steps = (["create-replacement", "replace", "delete-replaced"] as const).map((op) =>
      step(op, firewall, "x", { ...ssh, sourceRanges: ["10.0.0.0/8"] }, inputs),
    );
    expect(exposuresOf(steps)).toHaveLength(1);
  });
});
