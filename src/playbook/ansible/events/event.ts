import * as z from "zod";

const diff = z.object({
  kind: z.enum(["text", "attributes", "prepared", "unreadable"]),
  file: z.string().optional(),
  added: z.number().optional(),
  removed: z.number().optional(),
  names: z.array(z.string()).optional(),
  lines: z.number().optional(),
  text: z.string().optional(),
  cut: z.boolean().optional(),
});

const flag = z.boolean().default(false);
const names = z.array(z.string()).default([]);

/** What a task did on one machine, or one item of its loop. */
const outcome = {
  host: z.string(),
  task: z.string(),
  outcome: z.enum(["ok", "failed", "skipped", "unreachable"]),
  changed: flag,
  /** A `when` skipped it. What check mode skips has no reason. */
  byCondition: flag,
  /** Its loop has no items. */
  empty: flag,
  /** `creates` or `removes` made it a skip. */
  satisfied: flag,
  /** It failed, and `ignore_errors` lets the machine go on. */
  ignored: flag,
  /** It failed, and its block goes on with a rescue. */
  rescued: flag,
  /** `failed_when` decided whether it failed. */
  failureDecided: flag,
  timedOut: flag,
  /** Its answer was not looked into, because of a `no_log`. */
  hidden: flag,
  /** Results and facts of earlier tasks that it reads, as far as they were set in this run. */
  reads: names,
  diffs: z.array(diff).default([]),
};

const event = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("start"),
    version: z.string(),
    plays: z.array(z.object({ play: z.string(), name: z.string() })),
  }),
  /** One batch of a play. */
  z.object({
    event: z.literal("play"),
    play: z.string(),
    name: z.string(),
    /** All machines of the play. */
    hosts: z.array(z.string()),
    batch: z.array(z.string()),
    /** Those that each machine of the batch comes to, unless the play ends early there. */
    tasks: z.array(z.object({ task: z.string(), name: z.string(), runOnce: flag })),
    /** A failure on one machine may end the play on all. */
    endsTogether: flag,
  }),
  z.object({
    event: z.literal("task"),
    task: z.string(),
    play: z.string(),
    name: z.string(),
    /** Without its collection. */
    action: z.string(),
    path: z.string().optional(),
    handler: flag,
    meta: flag,
    /** `end_host` and its like. */
    ends: z.string().optional(),
    mayChange: flag,
    runOnce: flag,
    endsTogether: flag,
    /** It has a `changed_when`. */
    declaresChanged: flag,
    /** Names of its arguments. */
    args: names,
    state: z.string().optional(),
    forced: flag,
    /** Results and facts that it sets. */
    writes: names,
    /** What it reads besides is not known. */
    opaque: flag,
  }),
  z.object({ event: z.literal("item"), ...outcome }),
  z.object({ event: z.literal("result"), ...outcome }),
  z.object({ event: z.literal("stats"), host: z.string() }),
  z.object({ event: z.literal("end") }),
  /** A task was about to run that check mode does not hold back. */
  z.object({ event: z.literal("refused"), name: z.string(), path: z.string().optional() }),
  /** A vault could not be read, so that no text is shown. */
  z.object({ event: z.literal("withheld"), because: z.string() }),
  /** An event was lost. */
  z.object({ event: z.literal("broken"), because: z.string() }),
]);

/** A line that the callback writes. */
export type PlaybookEvent = z.infer<typeof event>;
export type EventOf<Kind extends PlaybookEvent["event"]> = Extract<PlaybookEvent, { readonly event: Kind }>;
/** A result, or one item of it. */
export type OutcomeEvent = EventOf<"item" | "result">;

/** Never throws: a line that is missing, cut off or none of the callback's is an event that was lost. */
export function parseEvents(text: string): readonly PlaybookEvent[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line, index) => parseEvent(line, index + 1) ?? { event: "broken", because: "a line is missing" });
}

/** @param number which the callback has given to the line */
function parseEvent(line: string, number: number): PlaybookEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return numbered.safeParse(value).data?.n === number ? event.safeParse(value).data : undefined;
  } catch {
    return undefined;
  }
}

const numbered = z.looseObject({ n: z.number() });
