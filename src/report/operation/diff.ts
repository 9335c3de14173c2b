import { resourceNameOf } from "../../change/index.ts";
import { isDefaultProvider } from "../../pulumi/index.ts";
import { escapingPaint, type Paint } from "./paint.ts";
import { propertyDiffLines, propertyLines } from "./property-diff.ts";
import { stepWords, wordFor } from "./step-words.ts";
import type { ResourceRow } from "./tracker.ts";

/** Every resource that something happens to, with each of its properties that differ. */
export function diffLines(rows: readonly ResourceRow[], paint: Paint): readonly string[] {
  const escaping = escapingPaint(paint);
  return rows.flatMap((row) => rowLines(row, escaping));
}

function rowLines(row: ResourceRow, paint: Paint): readonly string[] {
  if (isDefaultProvider(row.urn) && row.state !== "failed") return [];
  const properties = propertiesOf(row, paint);
  if (row.op === "same" && properties.length === 0) return [];
  const { symbol, paint: meaning } = stepWords[row.op];
  const { type, name } = resourceNameOf(row.urn);
  const id = row.before?.id ?? "";
  return [
    paint[meaning](`${symbol.padStart(2)} ${type} ${name}  ${wordFor(row)}${row.protect ? "  (protected)" : ""}`),
    paint.quiet(`     ${row.urn}${id === "" ? "" : `  id ${id}`}`),
    ...properties,
  ];
}

function propertiesOf(row: ResourceRow, paint: Paint): readonly string[] {
  const { before, after, op } = row;
  const indent = "     ";
  switch (op) {
    case "create":
    case "import":
      return propertyLines(after?.inputs ?? {}, "+", paint.added, indent);
    case "delete":
    case "discard":
      return [];
    case "read":
      return propertyLines(after?.inputs ?? {}, " ", paint.quiet, indent);
    case "refresh":
      return propertyDiffLines({ before: before?.outputs ?? {}, after: after?.outputs ?? {} }, paint, indent);
    case "same":
      return [];
    default:
      return propertyDiffLines(
        {
          before: before?.inputs ?? {},
          after: after?.inputs ?? {},
          ...(row.detailedDiff && { detailedDiff: row.detailedDiff }),
          replaceKeys: row.replaceKeys,
          changedKeys: row.diffs,
        },
        paint,
        indent,
      );
  }
}
