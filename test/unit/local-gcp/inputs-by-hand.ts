import type { PropertyMap } from "../../../src/provider/index.ts";
import { inputsOfServices, parentsOfServices } from "./inputs-of-services.ts";

const network = "projects/p/global/networks/parent";
const policyData = '{"bindings":[]}';
const grantTo = (which: string) => ({ role: "roles/viewer", member: `user:${which}@example.com` });
const bindingTo = (which: string) => ({ role: `roles/${which}`, members: ["user:jo@example.com"] });
const secretId = "parent";
const serviceAccountId = "projects/p/serviceAccounts/parent@p.iam.gserviceaccount.com";
const bucket = "parent";
const template = { versions: [{ instanceTemplate: "projects/p/global/instanceTemplates/parent" }] };
const machine = { machineType: "e2-small", networkInterfaces: [{ network: "default" }] };
const disks = [{ sourceImage: "debian-cloud/debian-12" }];
const replicaZones = ["europe-west3-a", "europe-west3-b"];
const urlMap = "projects/p/global/urlMaps/parent";
const number = (which: string) => (which === "one" ? 1 : 2);

/** What resources with references stand on, in the order in which it is made. */
export const parents: readonly (readonly [type: string, inputs: PropertyMap])[] = [
  ["compute/network:Network", { name: "parent", autoCreateSubnetworks: false }],
  ["compute/network:Network", { name: "peer", autoCreateSubnetworks: false }],
  ["compute/subnetwork:Subnetwork", { name: "parent", network, ipCidrRange: "10.200.0.0/20" }],
  ["compute/disk:Disk", { name: "one", size: 10 }],
  ["compute/disk:Disk", { name: "other", size: 10 }],
  ["compute/instance:Instance", { name: "parent", ...machine, bootDisk: { initializeParams: { size: 10 } } }],
  ["compute/instanceTemplate:InstanceTemplate", { name: "parent", ...machine, disks }],
  ["compute/backendBucket:BackendBucket", { name: "parent", bucketName: "parent" }],
  ["compute/uRLMap:URLMap", { name: "parent", defaultService: "projects/p/global/backendBuckets/parent" }],
  ["compute/targetHttpProxy:TargetHttpProxy", { name: "parent", urlMap }],
  ["compute/sSLCertificate:SSLCertificate", { name: "parent", certificate: "c", privateKey: "k" }],
  ["compute/router:Router", { name: "parent", network }],
  [
    "compute/globalAddress:GlobalAddress",
    { name: "one", purpose: "VPC_PEERING", addressType: "INTERNAL", prefixLength: 20, network },
  ],
  [
    "compute/globalAddress:GlobalAddress",
    { name: "other", purpose: "VPC_PEERING", addressType: "INTERNAL", prefixLength: 20, network },
  ],
  [
    "container/cluster:Cluster",
    { name: "parent", location: "europe-west3-a", initialNodeCount: 1, deletionProtection: false },
  ],
  ["dns/managedZone:ManagedZone", { name: "parent", dnsName: "example.org." }],
  ["secretmanager/secret:Secret", { secretId, replication: { auto: {} } }],
  ["secretmanager/regionalSecret:RegionalSecret", { secretId, location: "europe-west3" }],
  ["serviceaccount/account:Account", { accountId: "parent" }],
  [
    "sql/databaseInstance:DatabaseInstance",
    { name: "parent", databaseVersion: "POSTGRES_17", deletionProtection: false, settings: { tier: "db-f1-micro" } },
  ],
  ["storage/bucket:Bucket", { name: bucket, location: "EU" }],
  ...parentsOfServices,
];

/** Inputs of types whose rules ask for other resources, or for values that no sample has. Two of a type differ in `which`. */
export const inputsByHand: Readonly<Record<string, (which: string) => PropertyMap>> = {
  ...inputsOfServices,
  "compute/address:Address": (name) => ({ name }),
  "compute/attachedDisk:AttachedDisk": (disk) => ({ disk, instance: "parent" }),
  "compute/backendService:BackendService": (name) => ({ name }),
  "compute/disk:Disk": (which) => ({ name: `disk-${which}`, size: 10 }),
  "compute/firewall:Firewall": (name) => ({
    name,
    network,
    allows: [{ protocol: "icmp" }],
    sourceRanges: ["10.0.0.0/8"],
  }),
  "compute/forwardingRule:ForwardingRule": (name) => ({
    name,
    ipProtocol: "TCP",
    portRange: "80",
    target: "projects/p/global/targetHttpProxies/parent",
  }),
  "compute/globalAddress:GlobalAddress": (which) => ({ name: `address-${which}` }),
  "compute/globalForwardingRule:GlobalForwardingRule": (name) => ({
    name,
    portRange: "80",
    target: "projects/p/global/targetHttpProxies/parent",
  }),
  "compute/healthCheck:HealthCheck": (name) => ({ name, tcpHealthCheck: { port: 80 } }),
  "compute/instance:Instance": (name) => ({ name, ...machine, bootDisk: { initializeParams: { size: 10 } } }),
  "compute/instanceGroup:InstanceGroup": (name) => ({ name }),
  "compute/instanceGroupManager:InstanceGroupManager": (name) => ({
    name,
    baseInstanceName: name,
    targetSize: 1,
    ...template,
  }),
  "compute/instanceTemplate:InstanceTemplate": (name) => ({ name, ...machine, disks }),
  "compute/network:Network": (name) => ({ name }),
  "compute/networkPeering:NetworkPeering": (name) => ({
    name,
    network,
    peerNetwork: "projects/p/global/networks/peer",
  }),
  "compute/regionBackendService:RegionBackendService": (name) => ({ name }),
  "compute/regionDisk:RegionDisk": (name) => ({ name, size: 10, replicaZones }),
  "compute/regionHealthCheck:RegionHealthCheck": (name) => ({ name, tcpHealthCheck: { port: 80 } }),
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager": (name) => ({
    name,
    baseInstanceName: name,
    targetSize: 1,
    ...template,
  }),
  "compute/regionInstanceTemplate:RegionInstanceTemplate": (name) => ({ name, ...machine, disks }),
  "compute/regionTargetHttpProxy:RegionTargetHttpProxy": (name) => ({ name, urlMap }),
  "compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": (name) => ({
    name,
    urlMap,
    sslCertificates: ["projects/p/global/sslCertificates/parent"],
  }),
  "compute/regionUrlMap:RegionUrlMap": (name) => ({ name, defaultService: "projects/p/global/backendBuckets/parent" }),
  "compute/route:Route": (name) => ({
    name,
    network,
    destRange: `10.9${number(name)}.0.0/16`,
    nextHopGateway: "default-internet-gateway",
  }),
  "compute/router:Router": (name) => ({ name, network }),
  "compute/routerNat:RouterNat": (name) => ({
    name,
    router: "parent",
    natIpAllocateOption: "AUTO_ONLY",
    sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
  }),
  "compute/subnetwork:Subnetwork": (name) => ({ name, network, ipCidrRange: `10.${number(name)}.0.0/20` }),
  "compute/targetHttpProxy:TargetHttpProxy": (name) => ({ name, urlMap }),
  "compute/targetHttpsProxy:TargetHttpsProxy": (name) => ({
    name,
    urlMap,
    sslCertificates: ["projects/p/global/sslCertificates/parent"],
  }),
  "compute/uRLMap:URLMap": (name) => ({ name, defaultService: "projects/p/global/backendBuckets/parent" }),
  "container/cluster:Cluster": (name) => ({
    name,
    location: "europe-west3-a",
    initialNodeCount: 1,
    deletionProtection: false,
  }),
  "container/nodePool:NodePool": (name) => ({ name, cluster: "parent", location: "europe-west3-a", nodeCount: 1 }),
  "dns/managedZone:ManagedZone": (name) => ({ name, dnsName: `${name}.example.com.` }),
  "dns/recordSet:RecordSet": (which) => ({
    name: `${which}.example.org.`,
    type: "A",
    ttl: 60,
    rrdatas: ["192.0.2.1"],
    managedZone: "parent",
  }),
  "projects/service:Service": (which) => ({ service: `${which === "one" ? "run" : "compute"}.googleapis.com` }),
  "secretmanager/regionalSecretIamBinding:RegionalSecretIamBinding": (which) => ({
    ...bindingTo(which),
    secretId,
    location: "europe-west3",
  }),
  "secretmanager/regionalSecretIamMember:RegionalSecretIamMember": (which) => ({
    ...grantTo(which),
    secretId,
    location: "europe-west3",
  }),
  "secretmanager/regionalSecretIamPolicy:RegionalSecretIamPolicy": () => ({
    policyData,
    secretId,
    location: "europe-west3",
  }),
  "secretmanager/secretIamBinding:SecretIamBinding": (which) => ({ ...bindingTo(which), secretId }),
  "secretmanager/secretIamMember:SecretIamMember": (which) => ({ ...grantTo(which), secretId }),
  "secretmanager/secretIamPolicy:SecretIamPolicy": () => ({ policyData, secretId }),
  "secretmanager/secretVersion:SecretVersion": (which) => ({ secret: "projects/p/secrets/parent", secretData: which }),
  "serviceaccount/iAMBinding:IAMBinding": (which) => ({ ...bindingTo(which), serviceAccountId }),
  "serviceaccount/iAMMember:IAMMember": (which) => ({ ...grantTo(which), serviceAccountId }),
  "serviceaccount/iAMPolicy:IAMPolicy": () => ({ policyData, serviceAccountId }),
  "serviceaccount/key:Key": () => ({ serviceAccountId }),
  "servicenetworking/connection:Connection": (which) => ({
    network,
    service: `${which}.googleapis.com`,
    reservedPeeringRanges: [which],
  }),
  "sql/database:Database": (name) => ({ name, instance: "parent" }),
  "sql/databaseInstance:DatabaseInstance": (name) => ({
    name,
    databaseVersion: "POSTGRES_17",
    deletionProtection: false,
    settings: { tier: "db-f1-micro" },
  }),
  "sql/user:User": (name) => ({ name, instance: "parent", password: "p" }),
  "storage/bucketIAMBinding:BucketIAMBinding": (which) => ({ ...bindingTo(which), bucket }),
  "storage/bucketIAMMember:BucketIAMMember": (which) => ({ ...grantTo(which), bucket }),
  "storage/bucketIAMPolicy:BucketIAMPolicy": () => ({ policyData, bucket }),
  "storage/bucketObject:BucketObject": (name) => ({ name, bucket, content: "text" }),
  "storage/managedFolderIamBinding:ManagedFolderIamBinding": (which) => ({
    ...bindingTo(which),
    bucket,
    managedFolder: "f",
  }),
  "storage/managedFolderIamMember:ManagedFolderIamMember": (which) => ({
    ...grantTo(which),
    bucket,
    managedFolder: "f",
  }),
  "storage/managedFolderIamPolicy:ManagedFolderIamPolicy": () => ({ policyData, bucket, managedFolder: "f" }),
};
