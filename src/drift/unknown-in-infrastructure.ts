import { type Plan, resourceNameOf } from "../change/index.ts";
import { counted } from "../lib/index.ts";

const shownNames = 5;

/**
 * What a preview that failed does not tell of the infrastructure, one line each: resources that a provider could not compare, in its own
 * words, and those that were not looked at because of them.
 */
export function unknownInInfrastructure({
  steps,
  diagnostics,
}: Pick<Plan, "steps" | "diagnostics">): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const ofResources = errors.filter(({ urn = "" }) => urn !== "");
  // What the engine says of the whole operation adds nothing to what it says of a resource.
  const told = ofResources.length > 0 ? ofResources : errors;
  const lines = told.map(({ urn = "", message }) =>
    urn === "" ? message.trim() : `${subjectOfUrn(urn)}: ${message.trim()}`,
  );
  const failed = new Set(ofResources.map(({ urn }) => urn));
  const compared = new Set(steps.flatMap(({ op, urn }) => (op === "refresh" ? [] : [urn])));
  const left = steps.flatMap(({ op, urn }) =>
    op === "refresh" && !compared.has(urn) && !failed.has(urn) ? [subjectOfUrn(urn)] : [],
  );
  const more = left.length > shownNames ? ` and ${left.length - shownNames} more` : "";
  const names = left.slice(0, shownNames).join(", ") + more;
  const notLookedAt = left.length === 0 ? [] : [`${counted(left.length, "resource")} not compared with it: ${names}`];
  return [...new Set(lines), ...notLookedAt];
}

/** The same in every environment that declares the resource. */
export function subjectOfUrn(urn: string): string {
  const { type, name } = resourceNameOf(urn);
  return type === "" ? name : `${type} ${name}`;
}
