import {
  type Exposure,
  type ExposureKind,
  exposuresOf,
  type ForcingChange,
  type Loss,
  lossesOf,
  type PlannedStep,
  plannedLayer,
} from "../../change/index.ts";
import { isUnknown, typeOfUrn } from "../../pulumi/index.ts";
import { code, type Span, tone, type Words } from "../document/index.ts";
import { inline } from "../operation/index.ts";
import { namesText } from "../section/index.ts";
import type { EqualChanges } from "./equal-changes.ts";

const namedLosses = 5;
const namedCauses = 3;
const namedExposures = 5;

/** What is lost first, then the change that brings it about, then how much more follows: a line for each way of losing. */
export function lossLines(group: EqualChanges): readonly Words[] {
  const { lost, causes } = lossesOf(stepsOf(group));
  const replaced = lost.filter(({ op }) => op === "replace");
  const deleted = lost.filter(({ op }) => op === "delete");
  return [
    ...(replaced.length > 0 ? [lossLine(group, "replaces", replaced, becauseOf(causes))] : []),
    ...(deleted.length > 0 ? [lossLine(group, "deletes", deleted, [])] : []),
  ];
}

function lossLine(
  { names }: EqualChanges,
  verb: string,
  lost: readonly Loss[],
  because: readonly (string | Span)[],
): Words {
  const loud = lost.filter(({ hasContents }) => hasContents);
  const named = (loud.length > 0 ? loud : lost).slice(0, namedLosses);
  const more = lost.length - named.length;
  const contents = loud.length === 0 ? "" : ` (everything in ${named.length === 1 ? "it" : "them"} is deleted)`;
  const things = named.map(({ step }) => thingOf(step)).join(", ");
  return [
    `${namesText(names)}: `,
    tone("removed", `${verb} ${things}${contents}`),
    ...because,
    ...(more > 0 ? [`; ${more} more ${more === 1 ? "resource follows" : "resources follow"}`] : []),
  ];
}

function becauseOf(causes: readonly ForcingChange[]): readonly (string | Span)[] {
  if (causes.length === 0) return [];
  const named = causes
    .slice(0, namedCauses)
    .flatMap(({ step, path, before, after }, index) => [
      `${index === 0 ? " because " : ", "}${thingOf(step)} ${path} `,
      code(valueText(before)),
      " -> ",
      code(valueText(after)),
    ]);
  const more = causes.length - namedCauses;
  return more > 0 ? [...named, ` and ${more} more changes`] : named;
}

const exposureWords: Readonly<Record<ExposureKind, string>> = {
  "open-to-world": "Opens to the world",
  "public-data": "Makes data public",
  "wider-access": "Widens access",
};

/** What is opened, made public or granted, each marked by its kind. */
export function exposureLines(group: EqualChanges): readonly Words[] {
  const steps = stepsOf(group);
  const things = new Map(steps.map((step) => [step.urn, thingOf(step)]));
  const found = exposuresOf(steps);
  return (Object.keys(exposureWords) as ExposureKind[]).flatMap((kind) => {
    const ofKind = found.filter((exposure) => exposure.kind === kind);
    const lines = ofKind.slice(0, namedExposures).map((exposure) => exposureLine(group, exposure, things));
    const more = ofKind.length - lines.length;
    return more > 0
      ? [...lines, [tone("strong", exposureWords[kind]), `: ${namesText(group.names)}: ${more} more`]]
      : lines;
  });
}

function exposureLine(
  { names }: EqualChanges,
  { kind, urn, what }: Exposure,
  things: ReadonlyMap<string, string>,
): Words {
  return [tone("strong", exposureWords[kind]), `: ${namesText(names)}: ${things.get(urn) ?? urn} ${what}`];
}

function stepsOf({ preview }: EqualChanges): readonly PlannedStep[] {
  return plannedLayer(preview, "infrastructure")?.plan?.steps ?? [];
}

/** `cluster dev-main`: what people call it, with its name in the cloud where that is known. */
function thingOf({ urn, oldInputs, newInputs }: PlannedStep): string {
  const noun = (typeOfUrn(urn).split(":").at(-1) ?? "resource")
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ")
    .toLowerCase();
  const inCloud = [oldInputs, newInputs].map(nameIn).find((name) => name !== undefined);
  return `${noun} ${inCloud ?? urn.slice(urn.lastIndexOf("::") + 2)}`;
}

function nameIn(inputs: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const metadata = inputs?.["metadata"];
  const name = inputs?.["name"] ?? (typeof metadata === "object" && metadata !== null && Reflect.get(metadata, "name"));
  return typeof name === "string" && name !== "" && !isUnknown(name) ? name : undefined;
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" && !isUnknown(value) ? value.slice(0, 120) : inline(value);
}
