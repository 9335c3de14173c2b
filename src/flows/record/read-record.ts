import {
  addCounts,
  noChanges,
  type RecordedCircumstances,
  type RecordedEvent,
  type RecordedHistory,
} from "../../change/index.ts";
import type { KeptRecord } from "../../history/index.ts";
import type { FlowPorts } from "../ports.ts";

export interface RecordRequest {
  /** Absent for all environments. */
  readonly environment?: string;
  /** How many events are wanted at most. */
  readonly limit: number;
  /** Follow the chains as well. */
  readonly verify: boolean;
}

/** Reads what is on record, newest first. */
export async function readRecord(
  { environment, limit, verify }: RecordRequest,
  { history, clock }: Pick<FlowPorts, "history" | "clock">,
): Promise<RecordedHistory> {
  const verification = verify ? await history.verify() : undefined;
  const of = environment === undefined ? {} : { environment };
  const { records, unreadable } = await history.list({ ...of, limit: limit + 1 });
  return {
    at: clock.now().toISOString(),
    ...of,
    events: records.slice(0, limit).map((record) => eventOf(record, environment)),
    more: records.length > limit,
    unreadable,
    ...(verification && { verification }),
  };
}

/** What a record says besides, without what it holds for `up`. */
export function circumstancesOf(record: KeptRecord): RecordedCircumstances {
  const { changeRequest, approvals, verdict, milliseconds, merges, unreviewed } = record;
  return {
    ...(changeRequest && { changeRequest }),
    ...(approvals && { approvals }),
    ...(verdict !== undefined && { verdict }),
    ...(milliseconds !== undefined && { milliseconds }),
    ...(merges && { merges }),
    ...(unreviewed !== undefined && { unreviewed }),
  };
}

function eventOf(record: KeptRecord, wanted: string | undefined): RecordedEvent {
  const { id, kind, at, by, link } = record;
  const environments = environmentsOf(record);
  return {
    id,
    kind,
    at,
    commit: record.kind === "preview" ? record.range.head : record.commit,
    ...(by !== undefined && { by }),
    environments: environments.filter(({ environment }) => wanted === undefined || environment === wanted),
    ...circumstancesOf(record),
    ...(link && { digest: link.digest }),
  };
}

function environmentsOf(record: KeptRecord): RecordedEvent["environments"] {
  if (record.kind === "preview")
    return record.plans.map(({ environment, layers }) => ({
      environment,
      result: "shown",
      counts: addCounts(layers.map(({ counts }) => counts)),
    }));
  if (record.kind === "notices")
    return record.environments.map(({ environment, states }) => ({
      environment,
      result: states.some(({ told }) => told.some(({ at, goneAt }) => (goneAt ?? at) === record.at)) ? "told" : "noted",
      counts: noChanges,
    }));
  if (record.kind === "corrections")
    return record.environments.map(({ environment, begun }) => ({
      environment,
      result: begun.length > 0 ? "begun" : "resumed",
      counts: noChanges,
    }));
  return record.environments.map(({ environment, result, layers, problem }) => ({
    environment,
    result,
    counts: addCounts(layers.map(({ counts }) => counts)),
    ...(problem !== undefined && { problem }),
  }));
}
