import type { HistoryRecord } from "./history.ts";

/** The record with its problems in other words. Nothing else of a record is the text of a message. */
export function withProblemTexts(record: HistoryRecord, change: (text: string) => string): HistoryRecord {
  if (record.kind === "preview" || record.kind === "notices" || record.kind === "corrections") return record;
  const reworded = <T extends { readonly problem?: string }>(of: T): T =>
    of.problem === undefined ? of : { ...of, problem: change(of.problem) };
  const environments = record.environments.map((each) => ({ ...reworded(each), layers: each.layers.map(reworded) }));
  return { ...record, environments };
}
