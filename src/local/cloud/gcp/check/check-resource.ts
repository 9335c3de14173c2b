import {
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  knownPart,
  type PropertyMap,
} from "../../../../provider/index.ts";
import { formatPath, isUnknown } from "../../../../pulumi/index.ts";
import { apiRefusals } from "../apis/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { rulesOf } from "../rules/index.ts";
import type { NewerOffers } from "../values/index.ts";
import { autonamed } from "./autoname.ts";
import { checkProperties } from "./check-properties.ts";
import { offerFailures } from "./offer-failures.ts";

/** Inputs with a name, and every reason why the cloud would refuse them that can be known before it is asked. */
export function checkResource(
  facts: TypeFacts,
  request: CheckRequest & { readonly resourceName: string },
  newer: NewerOffers,
): CheckResult {
  const checked = checkProperties(request.news, facts);
  const rules = rulesOf(facts.token);
  const named = autonamed(checked.inputs, facts, { ...request, ...(rules.autoname && { autoname: rules.autoname }) });
  const inputs = rules.normalize?.(named) ?? named;
  const failures: CheckFailure[] = [...checked.failures];
  if (rules.name !== undefined) {
    const { property, pattern, says } = rules.name;
    const name = inputs[property];
    if (typeof name === "string" && !isUnknown(name) && !pattern.test(name)) {
      failures.push({ property, reason: `${says}; it is ${JSON.stringify(name)}` });
    }
  }
  if (checked.failures.length === 0) failures.push(...(rules.check?.(knownPart(inputs)) ?? []));
  failures.push(...offerFailures(inputs, facts, newer));
  return { inputs, failures: [...failures, ...refusedByApi(inputs, facts, failures)] };
}

/** A property that something is wrong with already is not named again. */
function refusedByApi(inputs: PropertyMap, facts: TypeFacts, failures: readonly CheckFailure[]): CheckFailure[] {
  const named = new Set(failures.map(({ property }) => property));
  return apiRefusals(inputs, facts)
    .map(({ path, status, field, reason }) => ({
      property: formatPath(path),
      reason: `400 ${status}: ${field} ${reason}`,
    }))
    .filter(({ property }) => !named.has(property));
}
