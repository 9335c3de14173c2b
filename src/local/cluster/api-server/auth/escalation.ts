import { type JsonObject, listOf } from "../../../../lib/index.ts";
import type { User } from "./user.ts";

/**
 * The rights that rules grant beyond those that a user has, in the words of the real server; `undefined` when there are none.
 *
 * As `ConfirmNoEscalation` of kubernetes 1.34 decides it: right by right, each covered by one rule alone.
 */
export function escalationIn(
  user: User,
  held: readonly JsonObject[],
  granted: readonly JsonObject[],
): string | undefined {
  const missing = granted.flatMap(singleRights).filter((right) => !held.some((rule) => covers(rule, right)));
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compact(missing).map(spoken))].toSorted();
  return `user ${JSON.stringify(user.name)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join("\n")}`;
}

/** All that there is. */
export const everyRight: readonly JsonObject[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

interface Right {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const textsIn = (value: unknown): readonly string[] => listOf(value).map(String);

function singleRights(rule: JsonObject): readonly Right[] {
  const names = textsIn(rule.resourceNames);
  const named: readonly Pick<Right, "resourceNames">[] =
    names.length === 0 ? [{}] : names.map((name) => ({ resourceNames: [name] }));
  return [
    ...textsIn(rule.apiGroups).flatMap((group) =>
      textsIn(rule.resources).flatMap((resource) =>
        textsIn(rule.verbs).flatMap((verb) =>
          named.map((one) => ({ apiGroups: [group], resources: [resource], ...one, verbs: [verb] })),
        ),
      ),
    ),
    ...textsIn(rule.nonResourceURLs).flatMap((url) =>
      textsIn(rule.verbs).map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
    ),
  ];
}

function covers(rule: JsonObject, right: Right): boolean {
  const holds = (field: keyof Right): boolean => {
    const own = textsIn(rule[field]);
    return own.includes("*") || (right[field] ?? []).every((value) => own.includes(value));
  };
  const names = textsIn(rule.resourceNames);
  const isNamed = names.length === 0 || (right.resourceNames ?? []).some((name) => names.includes(name));
  return holds("verbs") && holds("apiGroups") && isNamed && coversResources(rule, right) && coversPaths(rule, right);
}

function coversResources(rule: JsonObject, { resources = [] }: Right): boolean {
  const own = textsIn(rule.resources);
  return resources.every((resource) => {
    const [, subresource] = resource.split("/");
    return (
      own.includes("*") || own.includes(resource) || (subresource !== undefined && own.includes(`*/${subresource}`))
    );
  });
}

function coversPaths(rule: JsonObject, { nonResourceURLs = [] }: Right): boolean {
  const own = textsIn(rule.nonResourceURLs);
  return nonResourceURLs.every((path) =>
    own.some((url) => url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)))),
  );
}

/** Rights that differ in their verbs alone become one. */
function compact(rights: readonly Right[]): readonly Right[] {
  const merged = new Map<string, Right>();
  for (const right of rights) {
    const { verbs, ...rest } = right;
    const key = JSON.stringify(right.nonResourceURLs === undefined ? rest : right);
    const known = merged.get(key);
    merged.set(key, known === undefined ? right : { ...known, verbs: [...known.verbs, ...verbs] });
  }
  return [...merged.values()];
}

function spoken({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: Right): string {
  const parts = [
    ["APIGroups", apiGroups],
    ["Resources", resources],
    ["NonResourceURLs", nonResourceURLs],
    ["ResourceNames", resourceNames],
    ["Verbs", verbs],
  ] as const;
  return `{${parts.flatMap(([title, values]) => (values === undefined ? [] : [`${title}:${quoted(values)}`])).join(", ")}}`;
}

function quoted(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}
