import * as z from "zod";
import { type HistoryRecord, historyVersion } from "./history.ts";
import { recordOfFirstVersion } from "./first-version.ts";
import { counts, digest, head, inputsDigest, layer, manifests, previewHead, runHead, step } from "./record-parts.ts";

const version = z.literal(historyVersion);

const preview = head.extend(previewHead).extend({
  version,
  plans: z.array(
    z.looseObject({
      environment: z.string(),
      layers: z.array(
        z.looseObject({
          layer,
          kind: z.enum(["planned", "unchanged"]),
          at: z.string(),
          planDigest: digest,
          inputsDigest: inputsDigest.optional(),
          steps: z.array(step),
          counts,
          manifests: manifests.optional(),
        }),
      ),
    }),
  ),
});

const run = head.extend(runHead).extend({
  version,
  environments: z.array(
    z.looseObject({
      environment: z.string(),
      result: z.string(),
      layers: z.array(
        z.looseObject({
          layer,
          kind: z.string(),
          at: z.string(),
          steps: z.array(step),
          counts,
          planDigest: digest.optional(),
        }),
      ),
      milliseconds: z.number(),
    }),
  ),
});

const record = z.union([preview, run]);

/**
 * A record of this version or an earlier one, from the text of its file.
 *
 * `undefined` for text that is no record: cut off, or of a later version.
 */
export function parseRecord(text: string): HistoryRecord | undefined {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) return undefined;
  if (!("version" in json)) return recordOfFirstVersion(json);
  const parsed = record.safeParse(json);
  return parsed.success ? (parsed.data as unknown as HistoryRecord) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
