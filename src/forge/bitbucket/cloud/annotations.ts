import * as z from "zod";
import type { Annotations } from "../../annotations.ts";
import { oneLine } from "../../one-line.ts";
import { fullId } from "../commit-id.ts";
import { areSame, type LineNote, lineNotes, reportKey, reportOf } from "../line-notes.ts";
import { type ReportAnnotation, reportAnnotation } from "./answers.ts";
import type { CloudClient } from "./client.ts";

/** Characters of the text beside a line; a longer one is among the note's details. */
const summaryLength = 450;

/** Reports of Code Insights. At a push two requests write: the report, and all of its notes. */
export function cloudAnnotations(client: CloudClient): Annotations {
  return {
    async ensureAnnotations(commit, context, annotations) {
      const key = reportKey(context);
      const place = `repositories/${client.repository}/commit/${fullId(client, commit)}/reports/${key}`;
      const wanted = lineNotes(annotations);
      await client.ensuring(async () => {
        const kept = (await client.listIfAny(`${place}/annotations?pagelen=100`, reportAnnotation)) ?? [];
        if (areSame(kept.flatMap(noteOf), wanted)) return;
        // A note takes the place of the one with its number. There is no request for those beyond but one each, or the report's.
        const hasMore = kept.length > wanted.length;
        if (hasMore) await client.change({ method: "DELETE", path: place }, z.undefined());
        if (wanted.length === 0) return;
        if (hasMore || kept.length === 0) {
          const body = { ...reportOf(context), report_type: "TEST" };
          await client.write({ method: "PUT", path: place, body }, z.unknown());
        }
        const body = wanted.map((note, index) => sent(note, `${key}-${index + 1}`));
        await client.write({ method: "POST", path: `${place}/annotations`, body }, z.unknown());
      });
    },
  };
}

function sent({ path, line, severity, text }: LineNote, id: string): object {
  const summary = oneLine(text, summaryLength);
  return {
    external_id: id,
    annotation_type: "CODE_SMELL",
    path,
    line,
    severity,
    summary,
    ...(summary !== text && { details: text }),
  };
}

/** None for a note that is not beside a line, which is none of Groundwork's. */
function noteOf({ path, line, severity, summary, details }: ReportAnnotation): readonly LineNote[] {
  if (typeof path !== "string" || typeof line !== "number") return [];
  return [{ path, line, severity: severity === "HIGH" ? "HIGH" : "LOW", text: details || (summary ?? "") }];
}
