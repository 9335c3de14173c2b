import { type JsonObject, listOf, numberOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required, unsupported } from "./causes.ts";

const sideEffects = ["None", "NoneOnDryRun"];

/** What is wrong with the webhooks of a configuration. They are never called, so nothing else would say it. */
export function webhookFaults(configuration: JsonObject): readonly StatusCause[] {
  return objectsIn(configuration.webhooks).flatMap((webhook, index) => faults(webhook, `webhooks[${index}]`));
}

function faults(webhook: JsonObject, field: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const name = stringOf(webhook.name) ?? "";
  if (name.split(".").length < 3) {
    const why = "should be a domain with at least three segments separated by dots";
    causes.push(invalidValue(`${field}.name`, name, why));
  }
  if (listOf(webhook.admissionReviewVersions).length === 0) {
    causes.push(required(`${field}.admissionReviewVersions`, "must specify one of v1, v1beta1"));
  }
  const effects = stringOf(webhook.sideEffects);
  if (effects === undefined)
    causes.push(required(`${field}.sideEffects`, `must specify one of ${sideEffects.join(", ")}`));
  else if (!sideEffects.includes(effects)) causes.push(unsupported(`${field}.sideEffects`, effects, sideEffects));
  const seconds = numberOf(webhook.timeoutSeconds);
  if (seconds !== undefined && (seconds < 1 || seconds > 30)) {
    const why = "the timeout value must be between 1 and 30 seconds";
    causes.push(invalidValue(`${field}.timeoutSeconds`, seconds, why));
  }
  return causes;
}
