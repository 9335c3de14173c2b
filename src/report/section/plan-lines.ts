import { type PlannedStep, resourceNameOf, type StepOp } from "../../change/index.ts";
import { qualifiedTypeOfUrn, typeOfUrn } from "../../pulumi/index.ts";
import { plainPaint, propertyDiffLines, propertyLines, shownOp, stepWords } from "../operation/index.ts";

const loudFirst: readonly StepOp[] = ["delete", "replace", "update", "import", "create"];

/** The three steps of a replacement are one; what is lost comes first. */
export function stepsByLoudness(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const shown = new Map<string, PlannedStep>();
  for (const step of steps) {
    const op = shownOp(step.op);
    if (!loudFirst.includes(op)) continue;
    const known = shown.get(`${op} ${step.urn}`);
    if (!known || step.op === "replace") shown.set(`${op} ${step.urn}`, { ...step, op });
  }
  return [...shown.values()].toSorted((a, b) => loudFirst.indexOf(a.op) - loudFirst.indexOf(b.op));
}

/** What would happen to one resource, property by property. */
export function stepLines(step: PlannedStep): readonly string[] {
  const { type, name } = resourceNameOf(step.urn);
  const { symbol, plan } = stepWords[step.op];
  const title = `${symbol} ${plan} ${type} ${name}${remarkOn(step)}`;
  if (step.op === "create") return [title, ...propertyLines(step.newInputs ?? {}, "+", plainPaint.added, "    ")];
  if (step.op === "delete") return [title];
  const diff = {
    before: step.oldInputs ?? {},
    after: step.newInputs ?? {},
    ...(step.detailedDiff && { detailedDiff: step.detailedDiff }),
    replaceKeys: step.replaceKeys,
    changedKeys: step.diffs,
  };
  return [title, ...propertyDiffLines(diff, plainPaint, "    ")];
}

function remarkOn({ op, protect, retained }: PlannedStep): string {
  if (retained) return " (from the state alone: it stays)";
  return protect && op !== "create" ? " (protected)" : "";
}

/** Objects that install a sync agent are one line, and a definition of a kind of object is one: their content is no decision. */
export function planLines(steps: readonly PlannedStep[]): readonly string[] {
  const ofAgent = steps.filter(isOfAgent);
  return [
    ...steps
      .filter((step) => !isOfAgent(step))
      .flatMap((step) => (isDefinition(step) ? titleOf(step) : stepLines(step))),
    ...(ofAgent.length === 0 ? [] : [`~ objects that install the sync agent: ${countsText(ofAgent)}`]),
  ];
}

/** Whether {@link planLines} leaves out what a step does to the properties of its resource. */
export function isToldInOneLine(step: PlannedStep): boolean {
  return isOfAgent(step) || isDefinition(step);
}

function titleOf(step: PlannedStep): readonly string[] {
  return [`${stepLines({ ...step, newInputs: {}, oldInputs: {}, diffs: [], detailedDiff: {} })[0] ?? ""} (its schema)`];
}

/** By all types above it: a component of the project's own may be called as the agent is. */
const ofAgent =
  /(?:^|\$)groundwork:index:Sync\$(?:groundwork:index:Agent\$kubernetes:[^$]+:(?:ServiceAccount|ClusterRoleBinding|Deployment)$|groundwork:index:Flux\$kubernetes:|kubernetes:yaml:ConfigFile\$)/u;

function isOfAgent({ urn }: PlannedStep): boolean {
  return ofAgent.test(qualifiedTypeOfUrn(urn));
}

function isDefinition({ urn }: PlannedStep): boolean {
  return typeOfUrn(urn).endsWith(":CustomResourceDefinition");
}

function countsText(steps: readonly PlannedStep[]): string {
  const counts = new Map<string, number>();
  for (const { op } of steps) counts.set(stepWords[op].plan, (counts.get(stepWords[op].plan) ?? 0) + 1);
  return [...counts].map(([op, count]) => `${count} to ${op}`).join(", ");
}
