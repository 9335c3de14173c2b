import type { PropertyChange, PropertyChangeKind } from "../../../../change/index.ts";
import { setMember } from "../../../../lib/index.ts";
import { parsePath, pathContains } from "../../../../pulumi/index.ts";
import type { DiffAnswer } from "../../providers/index.ts";

/** Path by which a program asks for a replacement when the resource did not come up. */
const initErrorPath = "#initerror";

/** The diff with a replacement wherever `replaceOnChanges` asks for one. */
export function withReplaceOnChanges(
  diff: DiffAnswer,
  replaceOnChanges: readonly string[],
  hasInitErrors: boolean,
): DiffAnswer {
  if (replaceOnChanges.length === 0 || (diff.changes !== "some" && !hasInitErrors)) return diff;
  const paths = replaceOnChanges.map((text) => parsePath(text) ?? [text]);
  const asked = (text: string) => paths.some((path) => pathContains(path, parsePath(text) ?? [text]));

  const replaceKeys = new Set(diff.replaceKeys);
  for (const key of diff.changedKeys) if (asked(key)) replaceKeys.add(key);
  const detailed: Record<string, PropertyChange> = {};
  for (const [path, change] of Object.entries(diff.detailedDiff ?? {}))
    setMember(detailed, path, asked(path) ? { ...change, kind: replacing(change.kind) } : change);

  const replaceForInit = hasInitErrors && asked(initErrorPath);
  if (replaceForInit) {
    replaceKeys.add(initErrorPath);
    if (diff.detailedDiff) setMember(detailed, initErrorPath, { kind: "update-replace", inputDiff: false });
  }
  return {
    ...diff,
    changes: replaceForInit ? "some" : diff.changes,
    replaceKeys: [...replaceKeys],
    ...(diff.detailedDiff ? { detailedDiff: detailed } : {}),
  };
}

function replacing(kind: PropertyChangeKind): PropertyChangeKind {
  return kind === "add" || kind === "delete" || kind === "update" ? `${kind}-replace` : kind;
}
