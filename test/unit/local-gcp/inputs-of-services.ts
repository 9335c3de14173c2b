import type { PropertyMap } from "../../../src/provider/index.ts";

const policyData = '{"bindings":[]}';
const location = "europe-west3";
const keyRing = "projects/p/locations/europe-west3/keyRings/parent";
const cryptoKey = `${keyRing}/cryptoKeys/parent`;
const container = { containers: [{ image: "example.com/app:1" }] };
const deletionProtection = false;

/** What resources with references to services stand on, in the order in which it is made. */
export const parentsOfServices: readonly (readonly [type: string, inputs: PropertyMap])[] = [
  ["pubsub/topic:Topic", { name: "parent" }],
  ["pubsub/subscription:Subscription", { name: "parent", topic: "parent" }],
  ["pubsub/schema:Schema", { name: "parent", type: "AVRO", definition: '{"type":"string"}' }],
  ["cloudrunv2/service:Service", { name: "parent", location, template: container, deletionProtection }],
  ["cloudrunv2/job:Job", { name: "parent", location, template: { template: container }, deletionProtection }],
  ["kms/keyRing:KeyRing", { name: "parent", location }],
  ["kms/cryptoKey:CryptoKey", { name: "parent", keyRing }],
  ["iam/workloadIdentityPool:WorkloadIdentityPool", { workloadIdentityPoolId: "parent" }],
  ["firestore/database:Database", { name: "parent", locationId: "eur3", type: "FIRESTORE_NATIVE" }],
  [
    "compute/instanceGroupManager:InstanceGroupManager",
    { name: "scaled-one", baseInstanceName: "one", versions: [{ instanceTemplate: "parent" }] },
  ],
  [
    "compute/instanceGroupManager:InstanceGroupManager",
    { name: "scaled-other", baseInstanceName: "other", versions: [{ instanceTemplate: "parent" }] },
  ],
  ...["one", "other"].map((which): readonly [string, PropertyMap] => [
    "compute/regionInstanceGroupManager:RegionInstanceGroupManager",
    {
      name: `scaled-${which}`,
      baseInstanceName: which,
      versions: [{ instanceTemplate: "projects/p/global/instanceTemplates/parent" }],
    },
  ]),
  [
    "compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup",
    { name: "parent", networkEndpointType: "INTERNET_FQDN_PORT" },
  ],
  ["compute/sharedVPCHostProject:SharedVPCHostProject", { project: "host" }],
];

/** Grants on a resource, of the three kinds, by the beginning of their types' names. */
function grantsOn(type: string, on: PropertyMap, iam = "IAM"): readonly (readonly [string, Inputs])[] {
  const [service = "", name = ""] = type.split("/");
  const token = (kind: string) => {
    const module = `${name}${iam}${kind}`;
    return `${service}/${module}:${module.charAt(0).toUpperCase()}${module.slice(1)}`;
  };
  return [
    [token("Binding"), (which) => ({ role: `roles/${which}`, members: ["user:jo@example.com"], ...on })],
    [token("Member"), (which) => ({ role: "roles/viewer", member: `user:${which}@example.com`, ...on })],
    [token("Policy"), () => ({ policyData, ...on })],
  ];
}

type Inputs = (which: string) => PropertyMap;

/** Inputs of types of services whose rules ask for other resources, or for values that no sample has. */
export const inputsOfServices: Readonly<Record<string, Inputs>> = {
  "artifactregistry/repository:Repository": (repositoryId) => ({ repositoryId, location, format: "DOCKER" }),
  "cloudrunv2/job:Job": (name) => ({ name, location, template: { template: container }, deletionProtection }),
  ...Object.fromEntries(grantsOn("cloudrunv2/job", { name: "parent", location }, "Iam")),
  "cloudrunv2/service:Service": (name) => ({ name, location, template: container, deletionProtection }),
  ...Object.fromEntries(grantsOn("cloudrunv2/service", { name: "parent", location }, "Iam")),
  "cloudscheduler/job:Job": (name) => ({
    name,
    region: location,
    schedule: "0 3 * * *",
    httpTarget: { uri: "https://example.com" },
  }),
  "compute/autoscaler:Autoscaler": (which) => ({
    name: which,
    target: `projects/p/zones/europe-west3-a/instanceGroupManagers/scaled-${which}`,
    autoscalingPolicy: { minReplicas: 1, maxReplicas: 2 },
  }),
  "compute/globalNetworkEndpoint:GlobalNetworkEndpoint": (which) => ({
    globalNetworkEndpointGroup: "parent",
    fqdn: `${which}.example.com`,
    port: 443,
  }),
  "compute/regionAutoscaler:RegionAutoscaler": (which) => ({
    name: which,
    target: `projects/p/regions/europe-west3/instanceGroupManagers/scaled-${which}`,
    autoscalingPolicy: { minReplicas: 1, maxReplicas: 2 },
  }),
  "compute/securityPolicy:SecurityPolicy": (name) => ({ name }),
  "compute/sharedVPCServiceProject:SharedVPCServiceProject": (serviceProject) => ({
    hostProject: "host",
    serviceProject,
  }),
  ...Object.fromEntries(grantsOn("compute/subnetwork", { subnetwork: "parent", region: location })),
  "firestore/database:Database": (which) => ({
    name: `carts-${which}`,
    locationId: "eur3",
    type: "FIRESTORE_NATIVE",
    deletionPolicy: "DELETE",
  }),
  "firestore/field:Field": (field) => ({ database: "parent", collection: "carts", field }),
  "firestore/index:Index": (collection) => ({
    database: "parent",
    collection,
    fields: [
      { fieldPath: "a", order: "ASCENDING" },
      { fieldPath: "b", order: "ASCENDING" },
    ],
  }),
  "iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": (which) => ({
    workloadIdentityPoolId: "parent",
    workloadIdentityPoolProviderId: `forge-${which}`,
    oidc: { issuerUri: "https://example.com" },
  }),
  "kms/cryptoKey:CryptoKey": (name) => ({ name, keyRing }),
  ...Object.fromEntries(grantsOn("kms/cryptoKey", { cryptoKeyId: cryptoKey })),
  ...Object.fromEntries(grantsOn("kms/keyRing", { keyRingId: keyRing })),
  "logging/projectSink:ProjectSink": (name) => ({ name, destination: "storage.googleapis.com/parent" }),
  "projects/iAMCustomRole:IAMCustomRole": (which) => ({
    roleId: `role_${which}`,
    title: which,
    permissions: ["storage.objects.get"],
  }),
  "pubsub/schema:Schema": (name) => ({ name, type: "AVRO", definition: '{"type":"string"}' }),
  ...Object.fromEntries(grantsOn("pubsub/schema", { schema: "parent" }, "Iam")),
  "pubsub/subscription:Subscription": (name) => ({ name, topic: "parent" }),
  ...Object.fromEntries(grantsOn("pubsub/subscription", { subscription: "parent" })),
  "pubsub/topic:Topic": (name) => ({ name }),
  ...Object.fromEntries(grantsOn("pubsub/topic", { topic: "parent" })),
  "redis/instance:Instance": (name) => ({ name, memorySizeGb: 1, region: location, deletionProtection }),
};
