import type { TypeFacts } from "../facts/index.ts";
import { isTakenOver } from "../rules/index.ts";

/**
 * Services whose creations answer with the resource itself. The others answer with an operation, by the discovery
 * documents of their APIs: all 95 creations of compute v1, all 4 of container v1.
 */
const ANSWERED_WITH_THE_RESOURCE: ReadonlySet<string> = new Set([
  "bigquery",
  "billing",
  "binaryauthorization",
  "cloudscheduler",
  "cloudtasks",
  "datacatalog",
  "dataform",
  "dataloss",
  "dns",
  "essentialcontacts",
  "firebaserules",
  "iap",
  "identityplatform",
  "kms",
  "logging",
  "monitoring",
  "orgpolicy",
  "pubsub",
  "recaptcha",
  "secretmanager",
  "securitycenter",
  "serviceaccount",
  "sourcerepo",
  "storage",
]);

/** True when a resource exists while its creation, change or deletion still runs. */
export function isLongRunning(facts: TypeFacts): boolean {
  return !ANSWERED_WITH_THE_RESOURCE.has(serviceOf(facts.token)) && !isTakenOver(facts);
}

/** How the API of a type refuses a call about a resource on which an operation runs. */
export function busyRefusal(token: string): string {
  const service = serviceOf(token);
  if (service === "container") return "400 FAILED_PRECONDITION";
  if (service === "sql") return "409 operationInProgress";
  return "400 resourceNotReady";
}

function serviceOf(token: string): string {
  return token.slice("gcp:".length, token.indexOf("/"));
}
