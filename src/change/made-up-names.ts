import { isObject, memberOf } from "../lib/index.ts";
import { typeOfUrn, unknownValue } from "../pulumi/index.ts";
import type { Plan, PlannedStep, StepOp } from "./plan.ts";

/** Providers end the names that they make up with 7 hexadecimal digits, that of Kubernetes with 8. */
const madeUp = /^(.*-)[0-9a-f]{7,8}$/u;

/** Not an import, whose name stands already. */
const naming: ReadonlySet<StepOp> = new Set(["create", "create-replacement"]);

/**
 * The plan with `web-[made up: Network]` in place of each name that a provider made up for a new resource, wherever it stands.
 *
 * Such a name ends with random digits, so it is another one whenever the plan is made, and another one when it is carried out. It
 * is no part of what a plan says. Names are told by what makes them: an input that the program does not give.
 */
export function withoutMadeUpNames(plan: Plan): Plan {
  const { addedInputs: _, ...told } = plan;
  const names = namesOf(plan);
  if (names.size === 0) return told;
  const replacedIn = (properties: Readonly<Record<string, unknown>>) =>
    withTexts(properties, (text) => withoutNames(text, names));
  return {
    ...told,
    steps: plan.steps.map((step) => ({ ...step, ...(step.newInputs && { newInputs: replacedIn(step.newInputs) }) })),
    outputs: replacedIn(plan.outputs),
  };
}

/**
 * Outputs of the plan's stack with the unknown value in place of each text that contains a made-up name: what is planned on them
 * would otherwise be another plan each time.
 */
export function withMadeUpNamesUnknown(
  outputs: Readonly<Record<string, unknown>>,
  plan: Plan,
): Readonly<Record<string, unknown>> {
  const names = [...namesOf(plan).keys()];
  return withTexts(outputs, (text) => (names.some((name) => text.includes(name)) ? unknownValue : text));
}

/** Each made-up name, and what stands in its place. */
function namesOf({ steps, addedInputs }: Plan): ReadonlyMap<string, string> {
  return new Map(steps.flatMap((step) => namesIn(step, addedInputs && (memberOf(addedInputs, step.urn) ?? []))));
}

function withTexts(
  properties: Readonly<Record<string, unknown>>,
  change: (text: string) => string,
): Readonly<Record<string, unknown>> {
  const changed = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(changed);
    return isObject(value) ? withTexts(value, change) : value;
  };
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, changed(value)]));
}

/** @param added by the provider; where the engine does not know that, marks of providers are believed, which a program could set */
function namesIn(
  { op, urn, newInputs }: PlannedStep,
  added: readonly (readonly string[])[] | undefined,
): readonly (readonly [string, string])[] {
  if (!naming.has(op) || !newInputs) return [];
  const values = added
    ? added.map((path) => valueAt(newInputs, path))
    : [...defaultsIn(newInputs).map((key) => memberOf(newInputs, key)), autonamedIn(newInputs)];
  return values.flatMap((value): readonly (readonly [string, string])[] => {
    const readable = typeof value === "string" ? madeUp.exec(value)?.[1] : undefined;
    if (readable === undefined || typeof value !== "string") return [];
    return [[value, `${readable}[made up: ${typeOfUrn(urn).split(":").at(-1) ?? ""}]`]];
  });
}

function valueAt(properties: unknown, path: readonly string[]): unknown {
  return path.reduce((value: unknown, key) => (isObject(value) ? memberOf(value, key) : undefined), properties);
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
