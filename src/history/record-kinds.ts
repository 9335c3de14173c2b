import type { CorrectionsRecord, KeptRecord, NoticesRecord, PreviewRecord, RunRecord } from "./history.ts";

export function isPreview(record: KeptRecord): record is KeptRecord & PreviewRecord {
  return record.kind === "preview";
}

/** Whether it is of a run that changed, or could have changed, something. */
export function isRun(record: KeptRecord): record is KeptRecord & RunRecord {
  return record.kind !== "preview" && record.kind !== "notices" && record.kind !== "corrections";
}

export function isNotices(record: KeptRecord): record is KeptRecord & NoticesRecord {
  return record.kind === "notices";
}

export function isCorrections(record: KeptRecord): record is KeptRecord & CorrectionsRecord {
  return record.kind === "corrections";
}
