import type { Explanation, RecordedHistory } from "../../change/index.ts";

/** What `groundwork history --json` prints. Within a version members are added, never changed. */
export type RecordJson = { readonly kind: "history"; readonly version: 1 } & RecordedHistory;

/** What `groundwork explain --json` prints. Within a version members are added, never changed. */
export type ExplanationJson = { readonly kind: "explanation"; readonly version: 1 } & Explanation;

export function recordJson(record: RecordedHistory): RecordJson {
  return { kind: "history", version: 1, ...record };
}

export function explanationJson(explanation: Explanation): ExplanationJson {
  return { kind: "explanation", version: 1, ...explanation };
}
