import { at, type JsonObject, listOf, memberOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { ageColumn, ageOf, type Column, count, nameColumn, text } from "./column.ts";

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

const modesOf = (path: readonly string[]) => (object: JsonObject) =>
  listOf(at(object, ...path))
    .map((mode) => memberOf(shortModes, textOf(mode)) ?? textOf(mode))
    .join(",");

const createdAt: Column = {
  name: "Created At",
  type: "date",
  cell: (object) => at(object, "metadata", "creationTimestamp"),
};

const nodeRole = "node-role.kubernetes.io/";

function nodeStatus(node: JsonObject): string {
  const ready = listOf(at(node, "status", "conditions"))
    .map(objectOf)
    .find(({ type }) => type === "Ready");
  const word = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return at(node, "spec", "unschedulable") === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(node: JsonObject): string {
  const roles = Object.keys(objectOf(at(node, "metadata", "labels")))
    .filter((label) => label.startsWith(nodeRole))
    .map((label) => label.slice(nodeRole.length));
  return roles.length === 0 ? "<none>" : roles.toSorted().join(",");
}

function nodeAddress(node: JsonObject, type: string): unknown {
  return listOf(at(node, "status", "addresses"))
    .map(objectOf)
    .find((one) => one.type === type)?.address;
}

function subjectsOf(kind: string) {
  return (binding: JsonObject): string =>
    listOf(binding.subjects)
      .map(objectOf)
      .filter((subject) => subject.kind === kind)
      .map(({ name, namespace }) => (kind === "ServiceAccount" ? `${textOf(namespace)}/${textOf(name)}` : textOf(name)))
      .join(", ");
}

const bindingColumns: readonly Column[] = [
  nameColumn,
  text("Role", (binding) => `${textOf(at(binding, "roleRef", "kind"))}/${textOf(at(binding, "roleRef", "name"))}`),
  ageColumn,
  { name: "Users", type: "string", priority: 1, cell: subjectsOf("User") },
  { name: "Groups", type: "string", priority: 1, cell: subjectsOf("Group") },
  { name: "ServiceAccounts", type: "string", priority: 1, cell: subjectsOf("ServiceAccount") },
];

const eventTime = (event: JsonObject): unknown =>
  at(event, "series", "lastObservedTime") ??
  event.lastTimestamp ??
  event.eventTime ??
  at(event, "metadata", "creationTimestamp");

function involved(event: JsonObject): string {
  const { kind, name } = objectOf(event.involvedObject ?? event.regarding);
  return `${textOf(kind).toLowerCase()}/${textOf(name)}`;
}

const eventColumns: readonly Column[] = [
  { name: "Last Seen", type: "string", cell: (event, now) => ageOf(eventTime(event), now) },
  text("Type", (event) => event.type),
  text("Reason", (event) => event.reason),
  text("Object", involved),
  { name: "Subobject", type: "string", priority: 1, cell: (event) => at(event, "involvedObject", "fieldPath") ?? "" },
  text("Source", (event) => stringOf(at(event, "source", "component")) ?? event.reportingComponent, 1),
  { name: "Message", type: "string", cell: (event) => textOf(event.message ?? event.note ?? "").trim() },
  {
    name: "First Seen",
    type: "string",
    priority: 1,
    cell: (event, now) => ageOf(event.firstTimestamp ?? eventTime(event), now),
  },
  count("Count", (event) => event.count, 1),
  { ...nameColumn, priority: 1 },
];

/** Columns of what is neither a workload nor network. */
export const clusterColumns: Readonly<Record<string, readonly Column[]>> = {
  "/Node": [
    nameColumn,
    text("Status", nodeStatus),
    text("Roles", nodeRoles),
    ageColumn,
    text("Version", (node) => at(node, "status", "nodeInfo", "kubeletVersion")),
    text("Internal-IP", (node) => nodeAddress(node, "InternalIP"), 1),
    text("External-IP", (node) => nodeAddress(node, "ExternalIP"), 1),
    text("OS-Image", (node) => at(node, "status", "nodeInfo", "osImage"), 1),
    text("Kernel-Version", (node) => at(node, "status", "nodeInfo", "kernelVersion"), 1),
    text("Container-Runtime", (node) => at(node, "status", "nodeInfo", "containerRuntimeVersion"), 1),
  ],
  "/Namespace": [nameColumn, text("Status", (one) => at(one, "status", "phase")), ageColumn],
  "/Event": eventColumns,
  "events.k8s.io/Event": eventColumns,
  "/ConfigMap": [
    nameColumn,
    count("Data", ({ data, binaryData }) => Object.keys({ ...objectOf(data), ...objectOf(binaryData) }).length),
    ageColumn,
  ],
  "/Secret": [
    nameColumn,
    text("Type", ({ type }) => type),
    count("Data", ({ data }) => Object.keys(objectOf(data)).length),
    ageColumn,
  ],
  "/ServiceAccount": [nameColumn, count("Secrets", ({ secrets }) => listOf(secrets).length), ageColumn],
  "/PersistentVolumeClaim": [
    nameColumn,
    text("Status", (claim) => at(claim, "status", "phase")),
    { name: "Volume", type: "string", cell: (claim) => at(claim, "spec", "volumeName") ?? "" },
    { name: "Capacity", type: "string", cell: (claim) => at(claim, "status", "capacity", "storage") ?? "" },
    { name: "Access Modes", type: "string", cell: modesOf(["status", "accessModes"]) },
    { name: "StorageClass", type: "string", cell: (claim) => at(claim, "spec", "storageClassName") ?? "" },
    text("VolumeAttributesClass", (claim) => at(claim, "spec", "volumeAttributesClassName") ?? "<unset>"),
    ageColumn,
    text("VolumeMode", (claim) => at(claim, "spec", "volumeMode"), 1),
  ],
  "/PersistentVolume": [
    nameColumn,
    text("Capacity", (volume) => at(volume, "spec", "capacity", "storage")),
    text("Access Modes", modesOf(["spec", "accessModes"])),
    text("Reclaim Policy", (volume) => at(volume, "spec", "persistentVolumeReclaimPolicy")),
    text("Status", (volume) => at(volume, "status", "phase")),
    {
      name: "Claim",
      type: "string",
      cell: (volume) => {
        const { namespace, name } = objectOf(at(volume, "spec", "claimRef"));
        return name === undefined ? "" : `${textOf(namespace)}/${textOf(name)}`;
      },
    },
    { name: "StorageClass", type: "string", cell: (volume) => at(volume, "spec", "storageClassName") ?? "" },
    ageColumn,
  ],
  "storage.k8s.io/StorageClass": [
    {
      ...nameColumn,
      cell: ({ metadata }) => {
        const { name, annotations } = objectOf(metadata);
        const chosen = objectOf(annotations)["storageclass.kubernetes.io/is-default-class"] === "true";
        return `${textOf(name)}${chosen ? " (default)" : ""}`;
      },
    },
    text("Provisioner", ({ provisioner }) => provisioner),
    text("ReclaimPolicy", ({ reclaimPolicy }) => reclaimPolicy),
    text("VolumeBindingMode", ({ volumeBindingMode }) => volumeBindingMode),
    { name: "AllowVolumeExpansion", type: "string", cell: ({ allowVolumeExpansion }) => allowVolumeExpansion === true },
    ageColumn,
  ],
  "rbac.authorization.k8s.io/Role": [nameColumn, createdAt],
  "rbac.authorization.k8s.io/ClusterRole": [nameColumn, createdAt],
  "rbac.authorization.k8s.io/RoleBinding": bindingColumns,
  "rbac.authorization.k8s.io/ClusterRoleBinding": bindingColumns,
  "apiextensions.k8s.io/CustomResourceDefinition": [nameColumn, createdAt],
  "coordination.k8s.io/Lease": [
    nameColumn,
    { name: "Holder", type: "string", cell: (lease) => at(lease, "spec", "holderIdentity") ?? "" },
    ageColumn,
  ],
  "scheduling.k8s.io/PriorityClass": [
    nameColumn,
    count("Value", ({ value }) => value),
    { name: "Global-Default", type: "boolean", cell: ({ globalDefault }) => globalDefault === true },
    ageColumn,
    text("PreemptionPolicy", ({ preemptionPolicy }) => preemptionPolicy),
  ],
};
