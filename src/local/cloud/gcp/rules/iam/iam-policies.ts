import { memberOf } from "../../../../../lib/index.ts";
import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { fingerprint, textOf } from "../../values/index.ts";
import { InvalidRequest } from "../errors.ts";
import { type Draft, type Reference, type TypeRules, type World } from "../type-rules.ts";
import { idOfGrant } from "./grant-id.ts";

const MEMBER =
  /^(allUsers|allAuthenticatedUsers|(user|group|domain|serviceAccount|deleted|projectOwner|projectEditor|projectViewer|principal|principalSet|iamMember):.+)$/;

/** By service, or service and resource: the property of its IAM types that names the resource that a grant is about, and that resource's type. */
const PARENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  serviceaccount: { serviceAccountId: "gcp:serviceaccount/account:Account" },
  storage: { bucket: "gcp:storage/bucket:Bucket" },
  "compute/subnetwork": { subnetwork: "gcp:compute/subnetwork:Subnetwork" },
  "kms/cryptoKey": { cryptoKeyId: "gcp:kms/cryptoKey:CryptoKey" },
  "kms/keyRing": { keyRingId: "gcp:kms/keyRing:KeyRing" },
  secretmanager: { secretId: "gcp:secretmanager/secret:Secret" },
  pubsub: { topic: "gcp:pubsub/topic:Topic", subscription: "gcp:pubsub/subscription:Subscription" },
  "cloudrunv2/service": { name: "gcp:cloudrunv2/service:Service" },
  "cloudrunv2/job": { name: "gcp:cloudrunv2/job:Job" },
  "secretmanager/regionalSecret": { secretId: "gcp:secretmanager/regionalSecret:RegionalSecret" },
};

/**
 * Rules of a type that grants roles or says what is audited: `…IamMember`, `…IAMBinding`, `…IamPolicy`, `…IamAuditConfig`;
 * `undefined` for every other type. Google keeps one policy for a resource, so what is granted twice is one grant.
 */
export function iamRulesOf(token: string): TypeRules | undefined {
  const [, service = "", kind] = /^gcp:(\w+)\/.*I[Aa][Mm](Member|Binding|Policy|AuditConfig)$/.exec(token) ?? [];
  if (kind === undefined) return undefined;
  const [, resource = ""] = /\/(\w*?)I[Aa][Mm]/.exec(token) ?? [];
  const parents = Object.entries(memberOf(PARENTS, `${service}/${resource}`) ?? memberOf(PARENTS, service) ?? {}).map(
    ([property, type]): [string, Reference] => [property, { types: [type], onDelete: "cascade", asLink: false }],
  );
  return {
    references: Object.fromEntries(parents),
    replaceOn:
      kind === "Member" ? ["*"] : ["role", "condition", "project", "service", ...parents.map(([property]) => property)],
    existsAlready: "is-taken-over",
    check: (inputs) => [...memberFailures(inputs), ...roleFailures(inputs)],
    idOf: (draft) => idOfGrant(draft, kind),
    admit: (draft, world) => {
      refuseMissingAccounts(draft, world);
      refuseMissingRole(draft, world);
      refusePublicGrant(draft, world);
    },
    complete: ({ properties }) => ({ etag: fingerprint(properties) }),
  };
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

/** A role of the project itself must be there. Roles of other projects and of organizations are taken as they are. */
function refuseMissingRole({ id, properties }: Draft, world: World): void {
  const [role, project] = /^projects\/([^/]+)\/roles\/.+$/.exec(textOf(properties["role"]) ?? "") ?? [];
  if (role === undefined || project !== properties["project"]) return;
  if (world.find("gcp:projects/iAMCustomRole:IAMCustomRole", role) !== undefined) return;
  throw new InvalidRequest({ id, property: "role", reason: `names ${role}, a role that does not exist.` });
}

/** Cloud Storage refuses everybody on a bucket that prevents public access, and Resource Manager on every project. */
function refusePublicGrant({ id, facts, properties, settings }: Draft, world: World): void {
  const everybody = membersOf(properties).find((member) => /^all(Authenticated)?Users$/.test(member));
  if (everybody === undefined) return;
  const refuse = (reason: string) => {
    throw new InvalidRequest({ id, property: "member", reason });
  };
  if (facts.token.startsWith("gcp:projects/")) refuse(`is ${everybody}, which no project takes.`);
  const bucket = textOf(properties["bucket"]);
  const held =
    bucket === undefined ? undefined : world.resolve(bucket, "gcp:storage/bucket:Bucket", { properties, settings });
  if (held?.properties["publicAccessPrevention"] === "enforced")
    refuse(`is ${everybody}, and the bucket prevents public access.`);
}
