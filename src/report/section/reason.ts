import type { AffectedEnvironment, NotAppliedBecause, Reason } from "../../change/index.ts";

const shownFiles = 2;

const notApplied: Readonly<Record<NotAppliedBecause, string>> = {
  "never-up": "never brought up",
  "last-run-failed": "the last up failed",
  "last-run-unknown": "a record that may be of a later run is lost",
};

/** Why an environment is affected, in the words of a table's cell. */
export function reasonsText({ name, reasons, folder }: AffectedEnvironment): string {
  // A new folder's files are all new: naming them says nothing.
  const telling =
    folder === "added" || folder === "renamed" ? reasons.filter((reason) => !isOfFolder(reason, name)) : reasons;
  const own = telling.filter((reason) => reason.kind === "own-file").map(({ path }) => inFolder(path));
  const program = telling.filter(({ kind }) => kind === "program");
  const texts = [
    ...(own.length > 0 ? [filesText(own)] : []),
    ...telling.filter(({ kind }) => kind !== "own-file" && kind !== "program").map(reasonText),
    ...programTexts(program),
  ];
  return texts.join("; ");
}

/** A change of the program may be of a hundred files: one or two are told with the way to them, more only counted. */
function programTexts(reasons: readonly Reason[]): readonly string[] {
  if (reasons.length <= shownFiles) return reasons.map(reasonText);
  return [`program: ${filesText(reasons.map((reason) => ("path" in reason ? reason.path : reason.kind)))}`];
}

/** One reason in full. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "own-file":
      return reason.path;
    case "profile":
      return `extends ${withWay(reason.path, reason.through)}`;
    case "resources":
      return resourcesText(reason);
    case "program":
      return `program: ${withWay(reason.path, reason.through.slice(1, -1))}`;
    case "program-unreadable":
      return `the program's imports are not known: ${reason.problem}`;
    case "packages":
      return reason.packages.length === 0 ? `${reason.path} changed` : filesText(reason.packages);
    case "shared-manifest":
      return `manifests: ${reason.path}`;
    case "agent-manifest":
      return `its sync agent: ${reason.path}`;
    case "manifests-unreadable":
      return `what its manifests are built from is not known: ${reason.problem}`;
    case "addresses":
      return "its planned addresses";
    case "depends-on":
      return `depends on ${reason.environment}`;
    case "renamed":
      return `renamed from ${reason.from}`;
    case "added":
      return "new";
    case "removed":
      return "its folder left Git";
    case "not-handled":
      return `${inFolder(reason.path)}/ was not run to its end yet`;
    case "other-instances":
      return `machines that were made anew: ${filesText(reason.machines)}`;
    case "instances-unknown":
      return `whether its machines were made anew is not known: ${reason.problem}`;
    case "not-applied":
      return notApplied[reason.because];
    default:
      return "asked for";
  }
}

/** `resources.ts changed`, `resources.ts of profile base changed`, `lib/topics.ts, which resources.ts imports, changed`. */
function resourcesText({ path, file, through }: Extract<Reason, { kind: "resources" }>): string {
  const title = resourcesTitle(file);
  if (path === file) return `${title} changed`;
  return `${path}, which ${title} imports${through.length === 0 ? "" : ` through ${filesText(through)}`}, changed`;
}

/** A file that a profile's folder holds says whose resources it creates. */
function resourcesTitle(file: string): string {
  const [, folder = "", profile] = file.split("/");
  return folder.startsWith("_") ? `resources.ts of profile ${profile}` : "resources.ts";
}

function isOfFolder(reason: Reason, name: string): boolean {
  return reason.kind === "own-file" || (reason.kind === "resources" && reason.path.startsWith(`environments/${name}/`));
}

function withWay(path: string, through: readonly string[]): string {
  return through.length === 0 ? path : `${path} through ${filesText(through)}`;
}

function filesText(names: readonly string[]): string {
  const more = names.length - shownFiles;
  return names.slice(0, shownFiles).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function inFolder(path: string): string {
  return path.replace(/^environments\/[^/]+\//, "");
}
