import { type JsonObject, objectOf } from "../../../../lib/index.ts";
import { crdTable, type ResourceType } from "../kinds/index.ts";

const webhooks = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);
const policies = new Set(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]);

/** What a client should know of an object that is accepted: above all, what the local server will not do about it. */
export function warningsFor({ kind, table }: ResourceType, object: JsonObject): readonly string[] {
  if (table === crdTable) return definitionWarnings(object);
  if (webhooks.has(kind)) return ["the local API server does not call admission webhooks"];
  if (policies.has(kind)) return ["the local API server does not evaluate admission policies (CEL)"];
  return [];
}

function definitionWarnings(definition: JsonObject): readonly string[] {
  const spec = objectOf(definition.spec);
  const converted = objectOf(spec.conversion).strategy === "Webhook";
  return converted ? ["the local API server does not call conversion webhooks: versions are served unconverted"] : [];
}
