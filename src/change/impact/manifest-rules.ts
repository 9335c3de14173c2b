import { isObject, type JsonObject, listAt, objectAt, textAt, textOf } from "../../lib/index.ts";
import type { Opening } from "./exposure-rules.ts";

/** What an object opens. */
export interface ManifestOpening extends Opening {
  /** Of roles: so that a role's many openings are told as one for each resource. */
  readonly allowed?: AllowedAccess;
}

/** One verb on one resource, as a rule of a role allows it. */
export interface AllowedAccess {
  readonly verb: string;
  /** Absent for a path of the API server that is no resource. The core group is the empty text. */
  readonly group?: string;
  readonly resource: string;
  /** The one object that is meant; all of them when absent. */
  readonly name?: string;
}

/** What one object of a manifest opens, as it stands. What it did before the change is taken from it. */
export type ManifestRule = (object: JsonObject) => readonly ManifestOpening[];

/** Kinds of objects that let something in, one rule for each way. */
export const manifestRules: readonly ManifestRule[] = [
  services,
  hosts,
  podsOnNodes,
  podsWithRights,
  roles,
  bindings,
  networkPolicies,
  namespaces,
];

const anyNetwork: ReadonlySet<unknown> = new Set(["0.0.0.0/0", "::/0"]);

/** Annotations by which clouds keep a load balancer inside of the network. */
const internal = /load-balancer-type$|load-balancer-internal$|load-balancer-scheme$/u;

function services(object: JsonObject): readonly Opening[] {
  if (object["kind"] !== "Service") return [];
  const spec = objectAt(object, "spec");
  const ports = listAt(spec, "ports").filter(isObject);
  const open: Opening[] = [];
  if (spec["type"] === "LoadBalancer" && !isInternal(object)) {
    const sources = listAt(spec, "loadBalancerSourceRanges");
    const from = sources.length === 0 ? "every address" : sources.filter((source) => anyNetwork.has(source)).join(", ");
    if (from !== "") open.push(openTo(`has a load balancer that answers ${from} on ${portsText(ports, "port")}`));
  }
  if (spec["type"] === "NodePort") open.push(openTo(`answers on ${portsText(ports, "nodePort")} of every node`));
  for (const address of listAt(spec, "externalIPs")) open.push(openTo(`takes the external address ${textOf(address)}`));
  return open;
}

function isInternal(object: JsonObject): boolean {
  const annotations = objectAt(object, "metadata", "annotations");
  return Object.entries(annotations).some(
    ([name, value]) => internal.test(name) && /^(?:internal|true)$/iu.test(textOf(value)),
  );
}

function portsText(ports: readonly JsonObject[], key: "port" | "nodePort"): string {
  const numbers = ports.flatMap((port) => (port[key] === undefined ? [] : [textOf(port[key])]));
  return numbers.length === 0 ? "a port that the cluster picks" : `port ${numbers.join(", ")}`;
}

/** Names under which a route or a gateway answers; without any it answers under all. */
function hosts(object: JsonObject): readonly Opening[] {
  const spec = objectAt(object, "spec");
  const named = hostsOf(textOf(object["kind"]), spec);
  return named.map((host) =>
    openTo(`serves ${host === undefined || host === "*" ? "every host" : `host ${textOf(host)}`}`),
  );
}

function hostsOf(kind: string, spec: JsonObject): readonly unknown[] {
  const among = (list: string, key: string) =>
    listAt(spec, list).map((each) => (isObject(each) ? each[key] : undefined));
  switch (kind) {
    case "Ingress":
      return spec["defaultBackend"] === undefined ? among("rules", "host") : [undefined, ...among("rules", "host")];
    case "Gateway":
      return [...among("listeners", "hostname"), ...among("servers", "hosts").flat()];
    case "HTTPRoute":
    case "GRPCRoute":
    case "TLSRoute": {
      const named = listAt(spec, "hostnames");
      return named.length === 0 ? [undefined] : named;
    }
    default:
      return [];
  }
}

/** Pods that listen on addresses of their node. */
function podsOnNodes(object: JsonObject): readonly Opening[] {
  return podSpecsIn(object).flatMap((pod) => [
    ...(pod["hostNetwork"] === true ? [openTo("uses the network of its node (hostNetwork)")] : []),
    ...containersOf(pod)
      .flatMap((container) => listAt(container, "ports").filter(isObject))
      .flatMap(({ hostPort }) =>
        hostPort === undefined ? [] : [openTo(`listens on port ${textOf(hostPort)} of its node`)],
      ),
  ]);
}

/** Pods that may do to their node what other programs in a cluster may not. */
function podsWithRights(object: JsonObject): readonly Opening[] {
  return podSpecsIn(object).flatMap((pod) => [
    ...["hostPID", "hostIPC"].flatMap((key) =>
      pod[key] === true ? [wider(`sees the processes of its node (${key})`)] : [],
    ),
    ...listAt(pod, "volumes").flatMap((volume) => {
      const path = isObject(volume) ? textAt(volume, "hostPath", "path") : undefined;
      return path === undefined ? [] : [wider(`has ${path} of its node`)];
    }),
    ...containersOf(pod).flatMap((container) => {
      const name = textOf(container["name"] ?? "a container");
      const context = objectAt(container, "securityContext");
      const added = listAt(context, "capabilities", "add").map(textOf);
      return [
        ...(context["privileged"] === true ? [wider(`runs ${name} with all rights on its node (privileged)`)] : []),
        ...(added.length > 0 ? [wider(`runs ${name} with ${added.join(", ")}`)] : []),
      ];
    }),
  ]);
}

/** The pod itself, or the template of a workload, however deep it stands. */
function podSpecsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(podSpecsIn);
  if (!isObject(value)) return [];
  if (Array.isArray(value["containers"])) return [value];
  return Object.values(value).flatMap(podSpecsIn);
}

function containersOf(pod: JsonObject): readonly JsonObject[] {
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((key) => listAt(pod, key)).filter(isObject);
}

/** One opening for each verb on each object, so that a rule which loses some of them opens nothing. */
function roles(object: JsonObject): readonly ManifestOpening[] {
  if (!/^(?:Cluster)?Role$/u.test(textOf(object["kind"]))) return [];
  return listAt(object, "rules")
    .filter(isObject)
    .flatMap((rule) => {
      const textsAt = (key: string) => listAt(rule, key).map(textOf);
      const [groups, names] = [textsAt("apiGroups"), textsAt("resourceNames")];
      const objects = [
        ...textsAt("resources").flatMap((resource) =>
          (groups.length === 0 ? [""] : groups).flatMap((group) =>
            names.length === 0 ? [{ group, resource }] : names.map((name) => ({ group, resource, name })),
          ),
        ),
        ...textsAt("nonResourceURLs").map((resource) => ({ resource })),
      ];
      return objects.flatMap((object) =>
        textsAt("verbs").map((verb) => {
          const allowed: AllowedAccess = { verb, ...object };
          return { ...wider(allowsText([verb], objectText(allowed))), allowed };
        }),
      );
    });
}

/** Whether the first allows all that the second does. */
export function includesAccess(wide: AllowedAccess, narrow: AllowedAccess): boolean {
  const holds = (one: string | undefined, other: string | undefined) =>
    one === other || (one === "*" && other !== undefined);
  return (
    holds(wide.verb, narrow.verb) &&
    holds(wide.group, narrow.group) &&
    holds(wide.resource, narrow.resource) &&
    (wide.name === undefined || wide.name === narrow.name)
  );
}

/** `allows get, list on secrets` */
export function allowsText(verbs: readonly string[], object: string): string {
  const what = verbs.includes("*") ? "everything" : verbs.join(", ");
  return `allows ${what} on ${object}`;
}

/** `deployments.apps named web`, as `kubectl` names resources of groups other than the core one. */
export function objectText({ group, resource, name }: AllowedAccess): string {
  const all = resource === "*" && group !== undefined;
  const what = all ? "all resources" : resource;
  return `${what}${groupText(group, all)}${name === undefined ? "" : ` named ${name}`}`;
}

function groupText(group: string | undefined, all: boolean): string {
  if (group === undefined) return "";
  if (group === "*") return all ? "" : " of every group";
  if (group === "") return all ? " of the core group" : "";
  return all ? ` of ${group}` : `.${group}`;
}

function bindings(object: JsonObject): readonly Opening[] {
  if (!/^(?:Cluster)?RoleBinding$/u.test(textOf(object["kind"]))) return [];
  const role = textAt(object, "roleRef", "name") ?? "a role";
  return listAt(object, "subjects")
    .filter(isObject)
    .map(({ kind, name, namespace }): Opening => {
      const who = [kind, namespace === undefined ? name : `${textOf(namespace)}/${textOf(name)}`].map(textOf).join(" ");
      const isAnybody = /^system:(?:anonymous|unauthenticated)$/u.test(textOf(name));
      return { kind: isAnybody ? "public-data" : "wider-access", what: `grants ${role} to ${who}` };
    });
}

/** A policy that lets in what comes from everywhere. That a policy goes is told where objects are compared. */
function networkPolicies(object: JsonObject): readonly Opening[] {
  if (object["kind"] !== "NetworkPolicy") return [];
  const open = listAt(object, "spec", "ingress")
    .filter(isObject)
    .some((rule) => {
      const from = listAt(rule, "from").filter(isObject);
      return from.length === 0 || from.some((peer) => anyNetwork.has(textAt(peer, "ipBlock", "cidr")));
    });
  return open ? [openTo("lets connections in from everywhere")] : [];
}

function namespaces(object: JsonObject): readonly Opening[] {
  const level = objectAt(object, "metadata", "labels")["pod-security.kubernetes.io/enforce"];
  if (object["kind"] !== "Namespace" || level !== "privileged") return [];
  return [wider("lets pods have all rights on their node (pod-security: privileged)")];
}

function openTo(what: string): Opening {
  return { kind: "open-to-world", what };
}

function wider(what: string): Opening {
  return { kind: "wider-access", what };
}
