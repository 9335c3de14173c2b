import {
  type EnvironmentPreview,
  type ExposureKind,
  exposuresOf,
  type ForcingChange,
  type Loss,
  lossesOf,
  manifestExposuresOf,
  type PlannedStep,
  plannedLayer,
  type ReadManifests,
} from "../../change/index.ts";
import { isUnknown, typeOfUrn } from "../../pulumi/index.ts";
import { type Block, code, list, type Span, tone, type Words } from "../document/index.ts";
import { inline } from "../operation/index.ts";
import { namesText } from "../section/index.ts";
import { type EqualChanges, equalChanges } from "./equal-changes.ts";

const namedLosses = 5;
const namedCauses = 3;
const namedExposures = 5;

/** What is lost and what is opened, each once for environments to which the same would happen. */
export function consequences(previews: readonly EnvironmentPreview[], read: ReadManifests = {}): readonly Block[] {
  const groups = equalChanges(previews, read);
  const lines = [...groups.flatMap(lossLines), ...groups.flatMap(exposureLines)];
  return lines.length === 0 ? [] : [list(lines)];
}

/** What is lost first, then the change that brings it about, then how much more follows: a line for each way of losing. */
export function lossLines(group: EqualChanges): readonly Words[] {
  const { lost: all, causes } = lossesOf(stepsOf(group));
  const keys = all.filter(({ step }) => keptByGoogle.test(typeOfUrn(step.urn)));
  const lost = all.filter((loss) => !keys.includes(loss));
  const replaced = lost.filter(({ op }) => op === "replace");
  const deleted = lost.filter(({ op }) => op === "delete");
  return [
    ...(replaced.length > 0 ? [lossLine(group, "replaces", replaced, becauseOf(causes))] : []),
    ...(deleted.length > 0 ? [lossLine(group, "deletes", deleted, [])] : []),
    ...(keys.length > 0 ? [keysLine(group, keys)] : []),
  ];
}

/** Rings and keys of Cloud KMS, which no API deletes. */
const keptByGoogle = /^gcp:kms\/(keyRing|cryptoKey):/;

function keysLine({ names }: EqualChanges, lost: readonly Loss[]): Words {
  const named = lost.slice(0, namedLosses).map(({ step }) => thingOf(step));
  const more = lost.length > named.length ? ` and ${lost.length - named.length} more` : "";
  return [
    `${namesText(names)}: `,
    tone("removed", `destroys the versions of ${named.join(", ")}${more}: what they encrypted cannot be read again`),
    ". Google keeps rings and keys themselves, and their names stay taken",
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

/** What is opened, made public or granted by infrastructure and manifests, each marked by its kind. */
export function exposureLines(group: EqualChanges): readonly Words[] {
  const steps = stepsOf(group);
  const things = new Map(steps.map((step) => [step.urn, thingOf(step)]));
  const { exposures, unread } = manifestExposuresOf(group.manifests);
  const found = [
    ...exposuresOf(steps).map(({ kind, urn, what }) => ({ kind, text: `${things.get(urn) ?? urn} ${what}` })),
    ...exposures.map(({ kind, object, path, what }) => ({
      kind,
      text: `${object} ${what}${path === undefined ? "" : ` (${path})`}`,
    })),
  ];
  const names = namesText(group.names);
  const marked = (Object.keys(exposureWords) as ExposureKind[]).flatMap((kind): readonly Words[] => {
    const ofKind = found.filter((exposure) => exposure.kind === kind);
    const lines = ofKind.slice(0, namedExposures);
    const more = ofKind.length - lines.length;
    const told = [...lines.map(({ text }) => text), ...(more > 0 ? [`${more} more`] : [])];
    return told.map((text) => [tone("strong", exposureWords[kind]), `: ${names}: ${text}`]);
  });
  const unreadText = `${names}: not looked through for what they open: ${namesText(unread)}`;
  return unread.length === 0 ? marked : [...marked, [tone("changed", unreadText)]];
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
