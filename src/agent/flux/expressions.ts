import { groupVersion } from "../../kubernetes/client/index.ts";
import type { SpecReader } from "../../kubernetes/kustomization/index.ts";
import { type Expression, parseExpression } from "../cel/index.ts";

/** How the health of objects of one kind is told, instead of by kstatus. */
export interface HealthExpressions {
  readonly group: string;
  /** Every kind of the group when left out. */
  readonly kind?: string;
  readonly inProgress?: Expression;
  readonly failed?: Expression;
  readonly current: Expression;
}

/** Reads `spec.healthCheckExprs`. @param invalid receives what is wrong with expressions */
export function healthExpressionsOf(
  checks: readonly SpecReader[],
  invalid: string[],
  unsupported: string[],
): readonly HealthExpressions[] {
  const seen = new Set<string>();
  return checks.flatMap((check, index) => {
    unsupported.push(...check.unknown(["apiVersion", "kind", "inProgress", "failed", "current"]));
    const [{ group }, kind] = [groupVersion(check.requiredText("apiVersion")), check.text("kind")];
    const at = `spec.healthCheckExprs[${index}]`;
    const key = `${group}/${kind ?? ""}`;
    if (seen.has(key)) invalid.push(`${at} is the second one for ${key}`);
    seen.add(key);
    const inProgress = expressionOf(check.text("inProgress"), `${at}.inProgress`, invalid);
    const failed = expressionOf(check.text("failed"), `${at}.failed`, invalid);
    const current = expressionOf(check.requiredText("current"), `${at}.current`, invalid);
    if (current === undefined) return [];
    return [
      {
        group,
        current,
        ...(kind !== undefined && { kind }),
        ...(inProgress !== undefined && { inProgress }),
        ...(failed !== undefined && { failed }),
      },
    ];
  });
}

/** The expression of a text that is there. */
export function expressionOf(text: string | undefined, at: string, invalid: string[]): Expression | undefined {
  if (text === undefined || text === "") return undefined;
  const parsed = parseExpression(text);
  if (!("problem" in parsed)) return parsed;
  invalid.push(`${at}: ${parsed.problem}`);
  return undefined;
}
