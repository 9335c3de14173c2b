import * as z from "zod";
import { recordDigest } from "./chain.ts";
import { recordOfFirstVersion } from "./first-version.ts";
import { type HistoryRecord, historyVersion, type KeptRecord } from "./history.ts";
import {
  correctionsHead,
  environmentCorrections,
  environmentNotices,
  environmentRun,
  head,
  noticesHead,
  plan,
  previewHead,
  runHead,
} from "./record-parts.ts";
import { recordOfSecondVersion } from "./second-version.ts";

const linkDigest = z.templateLiteral(["record-sha256:", z.string()]);

const ownHead = {
  version: z.literal(historyVersion),
  changeRequest: z.looseObject({ forge: z.string(), number: z.number(), url: z.string() }).optional(),
  approvals: z
    .array(z.looseObject({ id: z.string(), name: z.string(), commit: z.string(), at: z.string() }))
    .optional(),
  verdict: z.string().optional(),
  milliseconds: z.number().optional(),
  merges: z.array(z.string()).optional(),
  unreviewed: z.string().optional(),
  queue: z
    .looseObject({
      branch: z.string().optional(),
      tag: z.string().optional(),
      through: z.string(),
      waiting: z.array(z.string()),
    })
    .optional(),
  link: z.strictObject({
    number: z.int().positive(),
    previous: z.record(z.string(), linkDigest),
    digest: linkDigest,
  }),
};

/** By kind, because trying one after the other took twice the time of reading 150,000 records. */
const record = z.discriminatedUnion("kind", [
  head.extend(previewHead).extend({ ...ownHead, by: z.string().optional(), plans: z.array(plan) }),
  head.extend(runHead).extend({
    ...ownHead,
    by: z.string(),
    environments: z.array(environmentRun),
    corrects: z.string().optional(),
  }),
  head.extend(noticesHead).extend({ ...ownHead, by: z.string(), environments: z.array(environmentNotices) }),
  head.extend(correctionsHead).extend({ ...ownHead, by: z.string(), environments: z.array(environmentCorrections) }),
]);

const items = { preview: plan, notices: environmentNotices, corrections: environmentCorrections } as const;

/**
 * A record of this version or an earlier one, from the text of its file.
 *
 * `undefined` for text that is no record: cut off, of a later version, or altered, so that its digest is another one.
 */
export function parseRecord(text: string): KeptRecord | undefined {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) return undefined;
  const isOld = !("version" in json) || json.version === 2;
  // A record of today with another version in it would pass without its digest being looked at.
  if (isOld && "link" in json) return undefined;
  if (!("version" in json)) return recordOfFirstVersion(json);
  if (json.version === 2) return recordOfSecondVersion(json);
  const parsed = record.safeParse(json);
  if (!parsed.success || recordDigest(json) !== parsed.data.link.digest) return undefined;
  return parsed.data as unknown as KeptRecord;
}

/** Whether {@link parseRecord} reads a record of this version with these members, beside the list of its environments. */
export function isReadable(members: object): boolean {
  return record.safeParse({ ...members, plans: [], environments: [] }).success;
}

/** Whether {@link parseRecord} reads a record of that kind with this item in the list of its environments. */
export function isReadableItem(kind: HistoryRecord["kind"], item: unknown): boolean {
  return (kind === "preview" || kind === "notices" || kind === "corrections" ? items[kind] : environmentRun).safeParse(
    item,
  ).success;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
