import { memberOf } from "../../../../../lib/index.ts";
import type { PropertyMap } from "../../../../../provider/index.ts";
import { partNamed, relativeLink, textOf } from "../../values/index.ts";
import type { Draft } from "../type-rules.ts";

/**
 * Id formats of the resource that a grant is about, as the real provider writes them, for types whose package comments list none.
 * The keys are the types' names without `IamMember`, `IamBinding`, `IamPolicy` and `IamAuditConfig`.
 */
const NAMED_BY_HAND: Readonly<Record<string, string>> = {
  "bigquery/dataset": "projects/{{project}}/datasets/{{datasetId}}",
  "bigtable/instance": "projects/{{project}}/instances/{{instance}}",
  "bigtable/table": "projects/{{project}}/instances/{{instanceName}}/tables/{{table}}",
  "billing/account": "{{billingAccountId}}",
  "clouddeploy/customTargetType": "projects/{{project}}/locations/{{location}}/customTargetTypes/{{name}}",
  "clouddeploy/deliveryPipeline": "projects/{{project}}/locations/{{location}}/deliveryPipelines/{{name}}",
  "clouddeploy/target": "projects/{{project}}/locations/{{location}}/targets/{{name}}",
  "dataform/repository": "projects/{{project}}/locations/{{region}}/repositories/{{repository}}",
  "dataproc/cluster": "projects/{{project}}/regions/{{region}}/clusters/{{cluster}}",
  "dataproc/job": "projects/{{project}}/regions/{{region}}/jobs/{{jobId}}",
  "folder/": "folders/{{folder}}",
  "healthcare/dataset": "{{datasetId}}",
  "healthcare/dicomStore": "{{dicomStoreId}}",
  "healthcare/fhirStore": "{{fhirStoreId}}",
  "healthcare/hl7Store": "{{hl7V2StoreId}}",
  "kms/cryptoKey": "{{cryptoKeyId}}",
  "kms/keyRing": "{{keyRingId}}",
  "organizations/": "{{orgId}}",
  "projects/": "{{project}}",
  "pubsub/subscription": "projects/{{project}}/subscriptions/{{subscription}}",
  "securesourcemanager/instance": "projects/{{project}}/locations/{{location}}/instances/{{instanceId}}",
  "serviceaccount/": "{{serviceAccountId}}",
  "spanner/instance": "{{project}}/{{instance}}",
  "vertex/aiEndpoint": "projects/{{project}}/locations/{{location}}/endpoints/{{endpoint}}",
  "workbench/instance": "projects/{{project}}/locations/{{location}}/instances/{{name}}",
};

/**
 * `<what>/<role>/<member>`, `<what>/<role>`, `<what>` or `<what>/audit_config/<service>`, as the real provider's ids are.
 * The whole condition comes last: grants that differ in it alone are two.
 */
export function idOfGrant(draft: Omit<Draft, "id">, kind: string): string {
  const { properties } = draft;
  const own =
    kind === "Member"
      ? [properties["role"], canonicalMember(textOf(properties["member"]) ?? "")]
      : kind === "Binding"
        ? [properties["role"]]
        : kind === "AuditConfig"
          ? ["audit_config", properties["service"]]
          : [];
  const condition = properties["condition"] as PropertyMap | undefined;
  const conditionKey =
    condition && [condition["title"], condition["description"] ?? "", condition["expression"]].map(textOf).join("/");
  const texts = [whatOf(draft), ...own.map((part) => textOf(part) ?? "")];
  return [...texts, ...(conditionKey === undefined ? [] : [conditionKey])].join("/");
}

/** Google ignores the case of addresses and stores them in lower case. It stores names of federated principals as they are. */
function canonicalMember(member: string): string {
  if (/^(deleted:)?principal(Set|Hierarchy)?:/.test(member)) return member;
  const [, kind = "", name = member] = /^(deleted:\w+:|iamMember:\w+:|\w+:)(.+)$/.exec(member) ?? [];
  return kind === "" ? member : `${kind}${name.toLowerCase()}`;
}

/** The id of the resource that a grant is about. Where the property that names it has a full link or a path, that is the id. */
function whatOf({ facts, properties, settings }: Omit<Draft, "id">): string {
  const [, local = ""] = /^gcp:(.+?)[Ii][Aa][Mm](?:Member|Binding|Policy|AuditConfig):/.exec(facts.token) ?? [];
  const format = facts.idFormat ?? memberOf(NAMED_BY_HAND, local) ?? "";
  const value = (name: string) =>
    relativeLink(textOf(memberOf(properties, name)) ?? (name === "project" ? settings.project : undefined) ?? "");
  const [, prefix = "", last = ""] = /^(.*?)\{\{(\w+)\}\}$/.exec(format) ?? [];
  const named = value(last);
  if (named.includes("/") && prefix !== "" && named.startsWith(`${prefix.split("/")[0]}/`)) return named;
  return format.replace(/\{\{(\w+)\}\}/g, (_, name: string, at: number) => partNamed(value(name), format.slice(0, at)));
}
