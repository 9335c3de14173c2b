import * as z from "zod";
import type { Annotations } from "../../annotations.ts";
import { fullId } from "../commit-id.ts";
import { areSame, type LineNote, lineNotes, reportKey, reportOf } from "../line-notes.ts";
import { type InsightAnnotation, insightAnnotations } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";

/** Reports of Code Insights. At most two requests write: the report or the removal of earlier notes, and the notes. */
export function dataCenterAnnotations(client: DataCenterClient): Annotations {
  const { owner, slug } = client.server;
  return {
    async ensureAnnotations(commit, context, annotations) {
      const base = `insights/latest/projects/${owner}/repos/${slug}`;
      const place = `${base}/commits/${fullId(client, commit)}/reports/${reportKey(context)}`;
      const wanted = lineNotes(annotations);
      await client.ensuring(async () => {
        const kept = (await client.find(`${place}/annotations`, insightAnnotations))?.annotations;
        if (areSame((kept ?? []).flatMap(noteOf), wanted)) return;
        if (kept === undefined) {
          const body = { ...reportOf(context), data: [] };
          await client.write({ method: "PUT", path: place, body }, z.unknown());
        } else if (kept.length > 0) {
          // Equal notes would be kept twice.
          await client.change({ method: "DELETE", path: `${place}/annotations` }, z.undefined());
        }
        if (wanted.length === 0) return;
        const body = { annotations: wanted.map(({ text: message, ...note }) => ({ ...note, message })) };
        await client.write({ method: "POST", path: `${place}/annotations`, body }, z.undefined());
      });
    },
  };
}

/** None for a note that is not beside a line, which is none of Groundwork's. */
function noteOf({ path, line, severity, message: text }: InsightAnnotation): readonly LineNote[] {
  if (typeof path !== "string" || typeof line !== "number") return [];
  return [{ path, line, severity: severity === "HIGH" ? "HIGH" : "LOW", text }];
}
