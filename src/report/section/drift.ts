import { verdictsByLoudness } from "../../change/index.ts";
import {
  type DriftCauseKind,
  type DriftVerdict,
  type Finding,
  type FleetDrift,
  findingsOf,
  isEmpty,
  verdictOfEnvironment,
} from "../../drift/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone, type Words } from "../document/index.ts";
import { namesText } from "./names.ts";

const verdictTones = { "in-sync": "added", diverged: "changed", unknown: "failed" } as const;

export function driftVerdictSpan(verdict: DriftVerdict): Span {
  return tone(verdictTones[verdict], verdict === "in-sync" ? "in sync" : verdict);
}

/** One row for each layer that is not in sync, the loudest first, and how many are. */
export function driftTable({ environments }: Pick<FleetDrift, "environments">): readonly Block[] {
  if (environments.length === 0) return [line("There are no environments in this commit.")];
  const sorted = environments.toSorted((a, b) => loudness(verdictOfEnvironment(a)) - loudness(verdictOfEnvironment(b)));
  const rows = sorted.flatMap(({ environment, problem, layers }): readonly (readonly Words[])[] => [
    ...(problem ? [[environment, "-", [driftVerdictSpan("unknown")], [message(firstLine(problem.message))]]] : []),
    ...layers
      .filter(({ verdict }) => verdict !== "in-sync")
      .map(({ layer, verdict, detail }) => [
        environment,
        layer,
        [driftVerdictSpan(verdict)],
        [message(firstLine(detail))],
      ]),
  ]);
  const compared = environments.filter((each) => !isEmpty(each));
  if (compared.length === 0) return [line(tone("failed", "Nothing was compared: no environment has these layers."))];
  const asDeclared = compared.filter((each) => verdictOfEnvironment(each) === "in-sync").length;
  const quiet = `${counted(asDeclared, "environment")} of ${compared.length} in sync`;
  if (rows.length === 0) return [line(tone("added", quiet))];
  return [{ kind: "table", columns: ["environment", "layer", "verdict", "detail"], rows }, line(quiet)];
}

const loudness = (verdict: DriftVerdict): number => verdictsByLoudness.indexOf(verdict);

/** Why layers are unknown beyond the table's first line, and what was not found out beside a verdict. */
export function driftProblems({ environments }: Pick<FleetDrift, "environments">): readonly Block[] {
  return environments.flatMap(({ environment, layers }) =>
    layers.flatMap(({ layer, detail, problems, notes = [] }) => {
      const lines = [...problems.filter((problem) => problem !== detail), ...notes];
      if (lines.length === 0) return [];
      return [line(tone("strong", `${environment} ${layer}:`)), list(lines.map((text): Words => [message(text)]))];
    }),
  );
}

const causes: readonly { readonly kind: DriftCauseKind; readonly title: string }[] = [
  { kind: "changed-outside", title: "Changed outside of Git" },
  { kind: "unexplained", title: "Not explained: neither the world nor the commit changed since the last run" },
  { kind: "not-applied", title: "Merged and not applied" },
];

/** The same difference in several environments once, by cause; what does not count is folded. */
export function driftFindings(drift: Pick<FleetDrift, "environments">): readonly Block[] {
  const findings = findingsOf(drift).flatMap(parts);
  const counting = findings.filter(({ kind }) => kind === "counts").map(({ finding }) => finding);
  return [
    ...causes.flatMap(({ kind, title }) => {
      const ofCause = counting.filter(({ cause }) => cause === kind);
      if (ofCause.length === 0) return [];
      return [line(tone("strong", `${title}:`)), list(ofCause.map(findingWords))];
    }),
    ...folded("Known and accepted", findings, "accepted"),
    ...folded("Noise of providers and packages, which bringing up would not change", findings, "noise"),
  ];
}

interface FindingPart {
  readonly kind: "counts" | "accepted" | "noise";
  readonly finding: Finding;
}

/** A finding that is accepted in some of its environments is two. */
function parts(finding: Finding): readonly FindingPart[] {
  if (finding.cause === "noise") return [{ kind: "noise", finding }];
  const isAccepted = (name: string) => finding.accepted[name] !== undefined && !finding.accepted[name].expired;
  const among = (names: readonly string[], kind: FindingPart["kind"]): readonly FindingPart[] =>
    names.length === 0 ? [] : [{ kind, finding: { ...finding, environments: names } }];
  return [
    ...among(
      finding.environments.filter((name) => !isAccepted(name)),
      "counts",
    ),
    ...among(finding.environments.filter(isAccepted), "accepted"),
  ];
}

function folded(summary: string, findings: readonly FindingPart[], wanted: FindingPart["kind"]): readonly Block[] {
  const items = findings.filter(({ kind }) => kind === wanted).map(({ finding }) => findingWords(finding));
  if (items.length === 0) return [];
  return [{ kind: "details", summary: `${summary} (${items.length})`, blocks: [list(items)] }];
}

const signs = { changed: "differs", missing: "is missing", surplus: "is not declared" } as const;

function findingWords({
  subject,
  change,
  paths,
  environments,
  consequences,
  by,
  accepted,
  fingerprint,
}: Finding): Words {
  const where =
    environments.length === 1 ? `in ${environments[0]}` : `in ${environments.length}: ${namesText(environments)}`;
  return [
    code(subject),
    ` ${signs[change]}`,
    ...(paths.length > 0 ? [": ", code(pathsText(paths))] : []),
    ` ${where}`,
    ...actorWords(environments, by),
    ...(consequences.length > 0 ? [`; ${consequences.length} more follow: `, code(namesText(consequences))] : []),
    ...acceptedWords(environments, accepted),
    tone("quiet", `  ${fingerprint}`),
  ];
}

const shownPaths = 3;

/** Of many paths, each property with how many there are of it: none of them hides another property. */
function pathsText(paths: readonly string[]): string {
  if (paths.length <= shownPaths) return paths.join(", ");
  const byProperty = new Map<string, readonly string[]>();
  for (const path of paths) {
    const [property = path] = /^\.?[^.[]+/u.exec(path) ?? [];
    byProperty.set(property, [...(byProperty.get(property) ?? []), path]);
  }
  return [...byProperty]
    .map(([property, of]) => (of.length === 1 ? (of[0] ?? property) : `${property} (${of.length})`))
    .join(", ");
}

function actorWords(environments: readonly string[], by: Finding["by"]): readonly (string | Span)[] {
  const entries = environments.flatMap((name) => by[name] ?? []);
  const actors = [...new Set(entries.map(({ actor }) => actor))];
  const last = entries
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  return last === undefined ? [] : [", by ", message(namesText(actors)), ` at ${last.replace(/\.\d+Z$/, "Z")}`];
}

function acceptedWords(environments: readonly string[], accepted: Finding["accepted"]): readonly (string | Span)[] {
  const [one] = environments.flatMap((name) => accepted[name] ?? []);
  if (!one) return [];
  const { owner, reason, until, expired } = one;
  return expired
    ? [tone("changed", `; accepted by ${owner} until ${until}, which is over`)]
    : [`; accepted by ${owner} until ${until}: ${reason}`];
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
