import { type CheckFailure, type CheckRequest, type CheckResult, knownPart } from "../../../../provider/index.ts";
import { isUnknown } from "../../../../pulumi/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { rulesOf } from "../rules/index.ts";
import { autonamed } from "./autoname.ts";
import { checkProperties } from "./check-properties.ts";

/** Inputs with a name, and every reason why the cloud would refuse them that can be known before it is asked. */
export function checkResource(
  facts: TypeFacts,
  request: CheckRequest & { readonly resourceName: string },
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
  return { inputs, failures };
}
