import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";
import { fingerprint, relativeLink, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { type Draft, type Reference, type TypeRules, type World } from "../type-rules.ts";

const MEMBER =
  /^(allUsers|allAuthenticatedUsers|(user|group|domain|serviceAccount|deleted|projectOwner|projectEditor|projectViewer|principal|principalSet|iamMember):.+)$/;

/** What the IAM types of single services refer to, where it is a resource with rules of its own. */
const PARENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  serviceaccount: { serviceAccountId: "gcp:serviceaccount/account:Account" },
  storage: { bucket: "gcp:storage/bucket:Bucket" },
  secretmanager: { secretId: "gcp:secretmanager/secret:Secret" },
};

/** Rules of a type that grants roles: `…IamMember`, `…IAMBinding`, `…IamPolicy`; `undefined` for every other type. */
export function iamRulesOf(token: string): TypeRules | undefined {
  const [, service = "", kind] = /^gcp:(\w+)\/.*I[Aa][Mm](Member|Binding|Policy)$/.exec(token) ?? [];
  if (kind === undefined) return undefined;
  const parents = Object.entries(PARENTS[service] ?? {}).map(([property, type]): [string, Reference] => [
    property,
    { types: [type], onDelete: "cascade", asLink: false },
  ]);
  return {
    references: Object.fromEntries(parents),
    replaceOn: kind === "Member" ? ["*"] : ["role", "condition", "project", ...parents.map(([property]) => property)],
    check: (inputs) => [...memberFailures(inputs), ...roleFailures(inputs)],
    idOf: (draft) => idOfGrant(draft, kind),
    admit: refuseMissingAccounts,
    complete: ({ properties }) => ({ etag: fingerprint(properties) }),
  };
}

/** `<what>/<role>/<member>`, `<what>/<role>` or `<what>`, as the provider's ids are; a condition's title comes last. */
function idOfGrant({ properties, facts, settings }: Omit<Draft, "id">, kind: string): string {
  const own = new Set(["role", "member", "members", "condition", "policyData", "deletionPolicy"]);
  const naming = Object.entries(facts.inputs)
    .filter(([name, { required }]) => !own.has(name) && required)
    .map(([name]) => relativeLink(textOf(properties[name]) ?? ""));
  const place = ["location", "region", "zone", "project"].find(
    (name) => !facts.inputs[name]?.required && textOf(properties[name]),
  );
  const scoped = naming.some((part) => part.startsWith("projects/")) || naming.length === 0 || place === undefined;
  const what = scoped
    ? naming.join("/")
    : `projects/${textOf(properties["project"]) ?? settings.project ?? ""}/${naming.join("/")}`;
  const title = textOf((properties["condition"] as PropertyMap | undefined)?.["title"]);
  return [
    what || `projects/${settings.project ?? ""}`,
    ...(kind === "Policy" ? [] : [textOf(properties["role"]) ?? ""]),
    ...(kind === "Member" ? [textOf(properties["member"]) ?? ""] : []),
    ...(title === undefined ? [] : [title]),
  ].join("/");
}

function membersOf(properties: Readonly<PropertyMap>): string[] {
  const members = [properties["member"], ...((properties["members"] as unknown[] | undefined) ?? [])];
  return members.filter((member): member is string => typeof member === "string");
}

function memberFailures(inputs: PropertyMap): CheckFailure[] {
  return membersOf(inputs)
    .filter((member) => !MEMBER.test(member))
    .map((member) => ({
      property: inputs["member"] === member ? "member" : "members",
      reason: `must be a principal such as user:jo@example.com or serviceAccount:<email>; it is ${member}`,
    }));
}

function roleFailures({ role }: PropertyMap): CheckFailure[] {
  if (typeof role !== "string" || /^((projects|organizations)\/[^/]+\/)?roles\/[\w.]+$/.test(role)) return [];
  return [{ property: "role", reason: `must be a role such as roles/viewer; it is ${role}` }];
}

/** A service account of a project whose accounts this cloud knows must be there. */
function refuseMissingAccounts({ id, properties }: Draft, world: World): void {
  const accounts = world.ofType("gcp:serviceaccount/account:Account");
  for (const member of membersOf(properties)) {
    const email = /^serviceAccount:([^[]+@([^.]+)\.iam\.gserviceaccount\.com)$/.exec(member);
    if (email === null || email[2] !== properties["project"]) continue;
    if (accounts.some((account) => account.properties["email"] === email[1])) continue;
    throw new InvalidRequest({
      id,
      property: "member",
      reason: `names ${email[1]}, a service account that does not exist.`,
    });
  }
}
