import * as z from "zod";
import { type HistoryRecord, historyVersion } from "./history.ts";
import { environmentRun, head, plan, previewHead, runHead } from "./record-parts.ts";

/** Records of version 2 stand in no chain, and are otherwise as those of today. */
const version = z.literal(2);
const record = z.union([
  head.extend(previewHead).extend({ version, plans: z.array(plan) }),
  head.extend(runHead).extend({ version, environments: z.array(environmentRun) }),
]);

/** The same record in today's version; `undefined` for what is no record of the second one. */
export function recordOfSecondVersion(json: object): HistoryRecord | undefined {
  const parsed = record.safeParse(json);
  return parsed.success ? ({ ...parsed.data, version: historyVersion } as unknown as HistoryRecord) : undefined;
}
