/** A type whose resource neither its path nor its name leads to. */
export interface ResourceException {
  readonly document: string;
  /** Id of the method that makes it. */
  readonly method: string;
  /** The schema of the resource, where it is a part of another resource. */
  readonly schema?: string;
}

export const resourceExceptions: Readonly<Record<string, ResourceException>> = {
  "compute/attachedDisk:AttachedDisk": { document: "compute.v1", method: "compute.instances.attachDisk" },
  "compute/networkPeering:NetworkPeering": {
    document: "compute.v1",
    method: "compute.networks.addPeering",
    schema: "NetworkPeering",
  },
  "compute/routerInterface:RouterInterface": {
    document: "compute.v1",
    method: "compute.routers.patch",
    schema: "RouterInterface",
  },
  "compute/routerNat:RouterNat": { document: "compute.v1", method: "compute.routers.patch", schema: "RouterNat" },
  "compute/routerPeer:RouterPeer": { document: "compute.v1", method: "compute.routers.patch", schema: "RouterBgpPeer" },
  "compute/securityPolicyRule:SecurityPolicyRule": {
    document: "compute.v1",
    method: "compute.securityPolicies.addRule",
  },
  "projects/service:Service": { document: "serviceusage.v1", method: "serviceusage.services.enable" },
  "secretmanager/secretVersion:SecretVersion": {
    document: "secretmanager.v1",
    method: "secretmanager.projects.secrets.addVersion",
  },
  "serviceaccount/account:Account": { document: "iam.v1", method: "iam.projects.serviceAccounts.create" },
  "serviceaccount/key:Key": { document: "iam.v1", method: "iam.projects.serviceAccounts.keys.create" },
};
