import { sameJson } from "../../lib/index.ts";
import { isUnknown } from "../../pulumi/index.ts";
import { leavesOf } from "../leaves.ts";

export type Inputs = Readonly<Record<string, unknown>>;

/**
 * Access that a step gives to people or programs that did not have it before.
 *
 * - `open-to-world`: any address may connect.
 * - `wider-access`: a person, a service account or a group gets a permission.
 * - `public-data`: data may be read without an account.
 */
export type ExposureKind = "open-to-world" | "wider-access" | "public-data";

export interface Opening {
  readonly kind: ExposureKind;
  /** Goes on after the resource's name: `allows tcp:22 from 0.0.0.0/0`. */
  readonly what: string;
}

/** One resource before and after a step. Absent: it was not there, or will not be. */
export interface ResourceChange {
  /** The last part of its type: `Firewall`. */
  readonly type: string;
  readonly before: Inputs | undefined;
  readonly after: Inputs | undefined;
}

type Rule = (change: ResourceChange) => readonly Opening[];

/** What is open, granted or public after a change and was not before. */
export function openings(change: ResourceChange): readonly Opening[] {
  const found = rules.flatMap((rule) => rule(change));
  return [...new Map(found.map((opening) => [`${opening.kind} ${opening.what}`, opening])).values()];
}

const anyAddress: ReadonlySet<unknown> = new Set(["0.0.0.0/0", "::/0", "0.0.0.0", "::", "*"]);
const anyPerson: ReadonlySet<unknown> = new Set([
  "allUsers",
  "allAuthenticatedUsers",
  "system:anonymous",
  "system:unauthenticated",
  "publicRead",
  "publicReadWrite",
  "public-read",
  "public-read-write",
]);

/** Rules of a network that let packets in. A rule without a source holds for every address. */
const firewall: Rule = ({ type, before, after }) => {
  if (type !== "Firewall") return [];
  if (!after) return before && isDenial(before) ? [openTo("refuses no more what it refused")] : [];
  if (!letsIn(after) || (before && letsIn(before) && sameTraffic(before, after))) return [];
  const sources = listOf(after["sourceRanges"]);
  const isOpen = sources.some((source) => anyAddress.has(source)) || namesNoSource(after);
  if (isOpen) return [openTo(`allows ${trafficText(after)} from ${openSource(sources)}`)];
  return isUnknown(after["sourceRanges"]) || sources.some(isUnknown)
    ? [openTo(`allows ${trafficText(after)} from addresses that are known only afterwards`)]
    : [];
};

/** A list of allowed addresses that has the whole internet in it, of any kind of resource. */
const allowedNetworks: Rule = ({ type, before, after }) => {
  if (["Firewall", "Route", "SecurityPolicy"].includes(type)) return [];
  const known = new Set(worldPaths(before));
  return worldPaths(after)
    .filter((path) => !known.has(path))
    .slice(0, 1)
    .map((path) => openTo(`accepts connections from every address (${path})`));
};

/** A cluster's API server whose callers are not limited to networks. */
const apiServer: Rule = ({ type, before, after }) => {
  const isOpen = (inputs: Inputs) =>
    inputs["masterAuthorizedNetworksConfig"] === undefined &&
    !leavesAt(inputs, /^privateClusterConfig\.enablePrivateEndpoint$/u).includes(true);
  if (type !== "Cluster" || !after || !isOpen(after) || (before && isOpen(before))) return [];
  return [openTo("has an API server that answers every address")];
};

const publicAddress: Rule = ({ before, after }) => {
  const asked = /^networkInterfaces\[\d+\]\.accessConfigs|ipConfiguration\.ipv4Enabled$|publiclyAccessible$/u;
  const has = (inputs: Inputs | undefined) =>
    leavesAt(inputs, asked).some((value) => value !== false && !isEmptyList(value));
  return has(after) && !has(before) ? [openTo("gets a public address")] : [];
};

/** What a machine without a public address is declared with. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** A load balancer that clients on the internet reach. Without a scheme a forwarding rule is an external one. */
const balancer: Rule = ({ type, before, after }) => {
  if (type !== "ForwardingRule" && type !== "GlobalForwardingRule") return [];
  const isExternal = (rule: Inputs | undefined) =>
    rule !== undefined && wordOf(rule["loadBalancingScheme"] ?? "EXTERNAL").startsWith("EXTERNAL");
  const ports = wordOf(after?.["portRange"] ?? after?.["ports"] ?? "all ports");
  return isExternal(after) && !isExternal(before) ? [openTo(`answers every address at ${ports}`)] : [];
};

/** Requests that a security policy kept out, and keeps out no more. What a rule only logs it keeps out of nothing. */
const requests: Rule = ({ type, before, after }) => {
  if (type.endsWith("BackendService") && before?.["securityPolicy"] && after && !after["securityPolicy"])
    return [openTo("is held to no security policy any more")];
  if (type !== "SecurityPolicy" || !before || !after) return [];
  const refusals = (policy: Inputs) =>
    listOf(policy["rules"])
      .filter(
        (rule): rule is Inputs =>
          typeof rule === "object" && rule !== null && !("preview" in rule && rule.preview === true),
      )
      .filter((rule) => rule["action"] !== "allow");
  const kept = refusals(after);
  const isGone = refusals(before).some((rule) => !kept.some((other) => sameJson(rule, other)));
  return isGone ? [openTo("refuses no more what it refused")] : [];
};

const publicData: Rule = ({ before, after }) => {
  const known = new Set(leavesAt(before, /./u).filter((value) => anyPerson.has(value)));
  const people = leavesAt(after, /./u).filter((value) => anyPerson.has(value) && !known.has(value));
  const wasEnforced = before?.["publicAccessPrevention"] === "enforced";
  return [
    ...people.slice(0, 1).map((who) => isPublic(`gives access to ${String(who)}`)),
    ...(wasEnforced && after && after["publicAccessPrevention"] !== "enforced"
      ? [isPublic("no longer prevents public access")]
      : []),
  ];
};

const permission = /^(?:IAM|Iam)|RoleBinding$|RolePolicy|PolicyAttachment$|RoleAssignment$/u;
/** Properties that say what may be done, and by which account. */
const granted = /^(?:role|member|policy|permission|rule|subject|roleRef|binding|principal)/iu;

/** Grants. One that loses members or permissions and gains none is narrower, and is not named. */
const grants: Rule = ({ type, before, after }) => {
  const isRole = /^(?:Cluster)?Role$|CustomRole$/u.test(type);
  if (!after || (!permission.test(type) && !isRole)) return [];
  const known = new Set(leavesAt(before, granted).map((value) => JSON.stringify(value)));
  const gained = leavesAt(after, granted).filter((value) => !known.has(JSON.stringify(value)));
  if (gained.length === 0) return [];
  const role = after["role"] ?? leavesAt(after, /^roleRef\.name$/u)[0];
  const members = [after["member"], ...listOf(after["members"])].filter((member) => member !== undefined);
  if (isRole || role === undefined || members.length === 0)
    return [{ kind: "wider-access", what: `allows ${gained.slice(0, 3).map(wordOf).join(", ")}` }];
  return [{ kind: "wider-access", what: `grants ${wordOf(role)} to ${members.slice(0, 3).map(wordOf).join(", ")}` }];
};

const rules: readonly Rule[] = [
  firewall,
  allowedNetworks,
  apiServer,
  publicAddress,
  balancer,
  requests,
  publicData,
  grants,
];

function openTo(what: string): Opening {
  return { kind: "open-to-world", what };
}

function isPublic(what: string): Opening {
  return { kind: "public-data", what };
}

function letsIn(rule: Inputs): boolean {
  return rule["direction"] !== "EGRESS" && rule["disabled"] !== true && rule["allows"] !== undefined;
}

function isDenial(rule: Inputs): boolean {
  return rule["direction"] !== "EGRESS" && rule["disabled"] !== true && rule["denies"] !== undefined;
}

function namesNoSource(rule: Inputs): boolean {
  return ["sourceRanges", "sourceTags", "sourceServiceAccounts"].every(
    (key) => rule[key] === undefined || sameJson(rule[key], []),
  );
}

function sameTraffic(one: Inputs, other: Inputs): boolean {
  return ["allows", "sourceRanges", "sourceTags", "sourceServiceAccounts"].every((key) =>
    sameJson(one[key], other[key]),
  );
}

function trafficText({ allows }: Inputs): string {
  const parts = listOf(allows).map((allow) => {
    const { protocol, ports } = (allow ?? {}) as Inputs;
    const numbers = listOf(ports);
    return numbers.length === 0 ? wordOf(protocol ?? "all") : `${wordOf(protocol)}:${numbers.map(wordOf).join(",")}`;
  });
  return parts.length === 0 ? "traffic" : parts.join(" ");
}

function openSource(sources: readonly unknown[]): string {
  return wordOf(sources.find((source) => anyAddress.has(source)) ?? "every address, because it names no source");
}

function worldPaths(inputs: Inputs | undefined): readonly string[] {
  return [...leavesOf(inputs ?? {})].flatMap(([path, leaf]) => {
    const isIncoming = /cidr|range|network|source|address/iu.test(path) && !/^(?:dest|egress)/iu.test(path);
    return isIncoming && typeof leaf === "object" && anyAddress.has(leaf.known) ? [path] : [];
  });
}

/** Values of the leaves whose path matches; the words `unknown` and `secret` for those. */
function leavesAt(inputs: Inputs | undefined, paths: RegExp): readonly unknown[] {
  return [...leavesOf(inputs ?? {})].flatMap(([path, leaf]) =>
    paths.test(path) ? [typeof leaf === "object" ? leaf.known : leaf] : [],
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || isUnknown(value) ? [] : [value];
}

function wordOf(value: unknown): string {
  if (isUnknown(value) || value === "unknown") return "an account that is known only afterwards";
  return typeof value === "string" ? value : JSON.stringify(value);
}
