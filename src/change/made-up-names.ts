import { isObject } from "../lib/index.ts";
import { typeOfUrn } from "../pulumi/index.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import { isCreation } from "./shown-step.ts";

/** Providers end the names that they make up with 7 hexadecimal digits, that of Kubernetes with 8. */
const madeUp = /^(.*-)[0-9a-f]{7,8}$/u;

/**
 * The plan with `web-[made up: Network]` in place of each name that a provider made up for a new resource, wherever it stands.
 *
 * Such a name ends with random digits, so it is another one whenever the plan is made, and another one when it is carried out. It
 * is no part of what a plan says. Names are told by what makes them: an input that the program does not give.
 */
export function withoutMadeUpNames(plan: Plan): Plan {
  const { addedInputs, ...told } = plan;
  const names = new Map(plan.steps.flatMap((step) => namesIn(step, addedInputs?.[step.urn] ?? [])));
  if (names.size === 0) return told;
  const replaced = (value: unknown): unknown => {
    if (typeof value === "string") return withoutNames(value, names);
    if (Array.isArray(value)) return value.map(replaced);
    return isObject(value) ? replacedIn(value) : value;
  };
  const replacedIn = (properties: object) =>
    Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, replaced(value)]));
  return {
    ...told,
    steps: plan.steps.map((step) => ({ ...step, ...(step.newInputs && { newInputs: replacedIn(step.newInputs) }) })),
    outputs: replacedIn(plan.outputs),
  };
}

function namesIn(
  { op, urn, newInputs }: PlannedStep,
  added: readonly string[],
): readonly (readonly [string, string])[] {
  if (!isCreation(op) || !newInputs) return [];
  const values = [...added, ...defaultsIn(newInputs)].map((key) => newInputs[key]);
  return [...values, autonamedIn(newInputs)].flatMap((value): readonly (readonly [string, string])[] => {
    const readable = typeof value === "string" ? madeUp.exec(value)?.[1] : undefined;
    if (readable === undefined || typeof value !== "string") return [];
    return [[value, `${readable}[made up: ${typeOfUrn(urn).split(":").at(-1) ?? ""}]`]];
  });
}

/** Bridged providers list the inputs that they gave themselves. */
function defaultsIn({ __defaults: defaults }: Readonly<Record<string, unknown>>): readonly string[] {
  return Array.isArray(defaults) ? defaults.filter((key) => typeof key === "string") : [];
}

/** The provider of Kubernetes marks the objects that it named. */
function autonamedIn({ metadata }: Readonly<Record<string, unknown>>): unknown {
  if (!isObject(metadata)) return undefined;
  const { annotations, name } = metadata;
  return isObject(annotations) && annotations["pulumi.com/autonamed"] === "true" ? name : undefined;
}

function withoutNames(text: string, names: ReadonlyMap<string, string>): string {
  let told = text;
  for (const [name, token] of names) if (told.includes(name)) told = told.replaceAll(name, token);
  return told;
}
