import type { TypeFacts } from "../facts/index.ts";
import { rulesOf } from "./registry.ts";

/** The real API accepts the second creation of these, because every program that needs them declares them. */
const DECLARED_AGAIN: ReadonlySet<string> = new Set([
  "compute/sharedVPCServiceProject:SharedVPCServiceProject",
  "endpoints/service:Service",
  "folder/organizationPolicy:OrganizationPolicy",
  "folder/serviceIdentity:ServiceIdentity",
  "organizations/policy:Policy",
  "organizations/serviceIdentity:ServiceIdentity",
  "projects/defaultServiceAccounts:DefaultServiceAccounts",
  "projects/organizationPolicy:OrganizationPolicy",
  "projects/service:Service",
  "projects/serviceIdentity:ServiceIdentity",
  "storage/bucketACL:BucketACL",
  "storage/defaultObjectACL:DefaultObjectACL",
  "storage/objectACL:ObjectACL",
]);

/** Also one per place, but created explicitly: the second creation is refused. */
const MADE_ONCE: ReadonlySet<string> = new Set([
  "appengine/application:Application",
  "applicationintegration/client:Client",
  "apphub/boundary:Boundary",
  "discoveryengine/dataConnector:DataConnector",
  "firebase/project:Project",
  "firebase/storageDefaultBucket:StorageDefaultBucket",
  "gkehub/fleet:Fleet",
  "vertex/aiSemanticGovernancePolicyEngine:AiSemanticGovernancePolicyEngine",
]);

const PLACE = /^\{\{(project|region|zone|location|parent|organization|folder)\}\}$/;

/**
 * True when creating a resource that exists takes it over instead of being refused.
 *
 * These are settings that GCP has one of in each place, declared or not, and resources whose creation its API accepts
 * again.
 */
export function isTakenOver(facts: TypeFacts): boolean {
  const local = facts.token.slice("gcp:".length);
  const { existsAlready } = rulesOf(facts.token);
  if (existsAlready !== undefined) return existsAlready === "is-taken-over";
  return DECLARED_AGAIN.has(local) || (isOneInItsPlace(facts) && !MADE_ONCE.has(local));
}

/** The id names a place and nothing in it: `projects/{{project}}/settings`. */
export function isOneInItsPlace({ token, idFormat }: TypeFacts): boolean {
  const rules = rulesOf(token);
  const format = rules.idFormat ?? idFormat;
  if (format === undefined || rules.idOf !== undefined) return false;
  const last = format.replace(/\/$/, "").split("/").at(-1) ?? "";
  return !last.includes("{{") || PLACE.test(last);
}
