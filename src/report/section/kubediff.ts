import {
  type FieldDifference,
  type Kubediff,
  kubediffCounts,
  type LeftObjects,
  type ObjectDifference,
} from "../../change/index.ts";
import { jsonText } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone, type Words } from "../document/index.ts";

/** Of a value, so that a line stays one. */
const longestValue = 80;

/** Objects whose verdict is unknown, and manifests that are none. They come first: they may be anything. */
export function kubediffUnknown({ objects, problems, left }: Kubediff): readonly Block[] {
  const unread = problems.map(({ origin, problem }): Words => [code(origin), " ", message(problem)]);
  const unknown = objects
    .filter(({ verdict }) => verdict === "unknown")
    .map(({ object, origin, problem = "" }): Words => [code(object), ` (${origin}): `, message(problem)]);
  const lines = [...unread, ...unknown, ...(left.kind === "unknown" ? [unknownLeft(left)] : [])];
  return lines.length === 0 ? [] : [line(tone("failed", "Unknown:")), list(lines)];
}

function unknownLeft({ because }: LeftObjects & { readonly kind: "unknown" }): Words {
  return ["what Git does not have any more is not known: ", message(because)];
}

/** What applying Git would do: deletions before changes, creations last. */
export function kubediffChanges({ objects, left }: Kubediff): readonly Block[] {
  const pruned = left.kind === "read" ? left.objects.filter((each) => each.pruned) : [];
  const diverged = objects.filter(({ verdict }) => verdict === "diverged");
  const lines = [
    ...pruned.map(({ object }) => `- ${object}  is not in Git: pruning deletes it`),
    ...diverged.filter(({ missing }) => !missing).flatMap(changedLines),
    ...diverged.filter(({ missing }) => missing).map((each) => `+ ${each.object}  (${each.origin})${noteOf(each)}`),
  ];
  return lines.length === 0 ? [] : [{ kind: "diff", lines }];
}

function changedLines(each: ObjectDifference): readonly string[] {
  return [
    `~ ${each.object}  (${each.origin})${noteOf(each)}`,
    ...each.fields.map((field) => `    ${fieldLine(field)}`),
  ];
}

function noteOf({ note, problem }: ObjectDifference): string {
  return [note, problem].map((text) => (text === undefined ? "" : `: ${text}`)).join("");
}

function fieldLine(field: FieldDifference): string {
  const { path, managers = [] } = field;
  const owners = managers.length === 0 ? "" : `  [${managers.join(", ")}]`;
  return `${signOf(field)} ${path}${valuesOf(field)}${owners}`;
}

function signOf({ cluster, git, hidden, reordered }: FieldDifference): string {
  if (hidden || reordered) return "~";
  return cluster === undefined ? "+" : git === undefined ? "-" : "~";
}

function valuesOf({ cluster, git, hidden, reordered }: FieldDifference): string {
  if (hidden) return ": differs (the value is secret)";
  if (reordered) return ": in another order";
  if (cluster === undefined) return `: ${valueText(git)}`;
  return git === undefined ? `: ${valueText(cluster)}` : `: ${valueText(cluster)} -> ${valueText(git)}`;
}

function valueText(value: unknown): string {
  const text = value === undefined ? "" : jsonText(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)} …`;
}

/** What differs and is left as it is. */
export function kubediffLeft({ objects, left }: Kubediff): readonly Block[] {
  const kept = left.kind === "read" ? left.objects.filter(({ pruned }) => !pruned) : [];
  const others = objects.flatMap(({ object, others }) =>
    others.map(({ manager, fields }): Words => [code(object), ` ${manager}: ${fields.join(", ")}`]),
  );
  const alone = objects.flatMap(({ object, verdict, note }): readonly Words[] =>
    verdict === "in-sync" && note !== undefined ? [[code(object), ` ${note}`]] : [],
  );
  return [
    ...folded(
      "Not in Git, and kept",
      kept.map(({ object, because = "" }): Words => [code(object), ` ${because}`]),
    ),
    ...folded("Fields that others own beside Git, which stay", others),
    ...folded("Left alone", alone),
    ...(left.kind === "no-inventory"
      ? [
          line(
            tone(
              "quiet",
              "No Kustomization in the cluster has an inventory of these objects, so what Git does not have any more is not known.",
            ),
          ),
        ]
      : []),
  ];
}

function folded(summary: string, items: readonly Words[]): readonly Block[] {
  if (items.length === 0) return [];
  return [{ kind: "details", summary: `${summary} (${items.length})`, blocks: [list(items)] }];
}

/** The verdict, and how many objects have each. */
export function kubediffHead(diff: Kubediff, verdict: Span): readonly Block[] {
  const { folder, environment, cluster, mode } = diff;
  const whose = environment === undefined ? "" : `${environment}, `;
  return [line(verdict, ` ${whose}`, code(folder), ` against ${cluster} (${mode}): ${kubediffCounts(diff)}`)];
}
