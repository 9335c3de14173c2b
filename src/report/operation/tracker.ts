import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { Diagnostic, PropertyChange, StepOp } from "../../change/index.ts";
import { shownOp } from "./step-words.ts";

/** One resource of a running or finished operation, as far as events have told. */
export interface ResourceRow {
  readonly urn: string;
  readonly type: string;
  readonly parent: string;
  readonly op: StepOp;
  readonly state: "planned" | "running" | "done" | "failed";
  readonly protect: boolean;
  /** Top-level keys that differ. */
  readonly diffs: readonly string[];
  readonly replaceKeys: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
  readonly before?: RowState;
  readonly after?: RowState;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** The last thing that was said about it while it runs. */
  readonly status?: string;
}

interface RowState {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** Gathers engine events into what a screen shows. Rows stand in the order in which the engine came to them. */
export class OperationTracker {
  readonly #rows = new Map<string, ResourceRow>();
  readonly #running = new Map<string, number>();
  readonly #diagnostics: Diagnostic[] = [];

  get rows(): readonly ResourceRow[] {
    return [...this.#rows.values()];
  }

  row(urn: string): ResourceRow | undefined {
    return this.#rows.get(urn);
  }

  get running(): readonly ResourceRow[] {
    return this.rows.filter(({ state }) => state === "running");
  }

  /** Lasting ones, in the order in which they came. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** Takes one more event; `now` in milliseconds since 1970. */
  add(event: EngineEvent, now: number): void {
    if (event.resourcePreEvent)
      this.#begin(event.resourcePreEvent.metadata, event.resourcePreEvent.planning ?? false, now);
    else if (event.resOutputsEvent)
      this.#end(event.resOutputsEvent.metadata, event.resOutputsEvent.planning ? "planned" : "done", now);
    else if (event.resOpFailedEvent) this.#end(event.resOpFailedEvent.metadata, "failed", now);
    else if (event.diagnosticEvent) this.#diagnose(event.diagnosticEvent);
  }

  #begin(metadata: Metadata, planning: boolean, now: number): void {
    const known = this.#rows.get(metadata.urn);
    if (!planning) this.#running.set(metadata.urn, (this.#running.get(metadata.urn) ?? 0) + 1);
    const state = known?.state === "failed" ? "failed" : planning ? "planned" : "running";
    this.#rows.set(metadata.urn, { ...rowOf(metadata, known), state, startedAt: known?.startedAt ?? now });
  }

  #end(metadata: Metadata, ended: "planned" | "done" | "failed", now: number): void {
    const known = this.#rows.get(metadata.urn);
    const running = Math.max((this.#running.get(metadata.urn) ?? 0) - 1, 0);
    this.#running.set(metadata.urn, running);
    const state = known?.state === "failed" ? "failed" : running > 0 && ended === "done" ? "running" : ended;
    this.#rows.set(metadata.urn, {
      ...withoutStatus(rowOf(metadata, known)),
      state,
      startedAt: known?.startedAt ?? now,
      ...(state !== "running" && { endedAt: now }),
    });
  }

  #diagnose({ urn, message, severity, ephemeral }: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const text = withoutColorTags(message).trimEnd();
    if (text === "") return;
    const row = urn === undefined ? undefined : this.#rows.get(urn);
    if (row?.state === "running") this.#rows.set(row.urn, { ...row, status: text.split("\n", 1)[0] ?? text });
    if (!ephemeral)
      this.#diagnostics.push({ severity, message: text, ...(urn !== undefined && urn !== "" && { urn }) });
  }
}

/** Pulumi's messages carry color tags such as `<{%fg 1%}>`. */
export function withoutColorTags(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/gu, "");
}

function rowOf(metadata: Metadata, known: ResourceRow | undefined): ResourceRow {
  const { op } = metadata;
  const detailedDiff = Object.entries(metadata.detailedDiff ?? {}).map(
    ([path, { diffKind, inputDiff }]): [string, PropertyChange] => [path, { kind: diffKind, inputDiff }],
  );
  const { old: before, new: after, diffs, keys } = metadata;
  return {
    ...known,
    state: known?.state ?? "planned",
    startedAt: known?.startedAt ?? 0,
    urn: metadata.urn,
    type: metadata.type,
    parent: (after ?? before)?.parent ?? known?.parent ?? "",
    op: known?.op === "replace" ? "replace" : shownOp(op),
    protect: (after ?? before)?.protect ?? known?.protect ?? false,
    diffs: diffs && diffs.length > 0 ? diffs : (known?.diffs ?? []),
    replaceKeys: keys && keys.length > 0 ? keys : (known?.replaceKeys ?? []),
    ...(detailedDiff.length > 0 && { detailedDiff: Object.fromEntries(detailedDiff) }),
    ...(before && { before: stateOf(before) }),
    ...(after && { after: stateOf(after) }),
  };
}

function stateOf({ id, inputs, outputs }: NonNullable<Metadata["old"]>): RowState {
  return { id, inputs: inputs ?? {}, outputs: outputs ?? {} };
}

function withoutStatus(row: ResourceRow): ResourceRow {
  const { status: _, ...rest } = row;
  return rest;
}
