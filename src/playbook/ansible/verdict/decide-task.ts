import type { TaskVerdict } from "../../machine-comparison.ts";
import type { EventOf, OutcomeEvent } from "../events/index.ts";

export interface Decided {
  readonly verdict: TaskVerdict;
  readonly because: string;
}

/** Names of results and facts that check mode did not get, so that they are not what they would be in a real run. */
export type Undecided = ReadonlySet<string>;

/** What one answer of a task says. The rules are those of docs/ansible.md, in the order of its table. */
export function decide(outcome: OutcomeEvent, task: EventOf<"task">, undecided: Undecided): Decided {
  if (outcome.outcome === "unreachable") return unknown("the machine could not be reached");
  if (outcome.outcome === "failed") return unknown(whyFailed(outcome));
  const read = outcome.reads.find((name) => undecided.has(name));
  if (read !== undefined) return unknown(`it hangs on ${read}, which check mode did not get`);
  if (outcome.reads.includes("ansible_check_mode")) return unknown("it does something else in check mode");
  if (task.opaque && undecided.size > 0)
    return unknown("it may hang on the result of a task that check mode did not decide");
  if (outcome.outcome === "skipped") return decideSkip(outcome);
  if (outcome.failureDecided) return unknown("failed_when decides whether it failed, so that a failure may be hidden");
  return outcome.changed ? decideChange(task) : decideOk(outcome);
}

function whyFailed({ timedOut }: OutcomeEvent): string {
  if (timedOut) return "it took too long";
  return "it failed, perhaps because an earlier task was not carried out in check mode";
}

function decideSkip({ empty, byCondition, satisfied }: OutcomeEvent): Decided {
  if (empty) return { verdict: "not-applicable", because: "its loop has no items" };
  if (byCondition) return { verdict: "not-applicable", because: "its condition is not met" };
  if (satisfied) return { verdict: "in-sync", because: "what it creates is there" };
  return unknown("check mode skips it");
}

function decideOk({ diffs }: OutcomeEvent): Decided {
  return diffs.length === 0
    ? { verdict: "in-sync", because: "" }
    : { verdict: "undeclared", because: "changed_when declares that the difference is none" };
}

function decideChange(task: EventOf<"task">): Decided {
  const { action, args, state, forced, mayChange, declaresChanged } = task;
  if (action === "get_url" && forced) return unknown("with force it is fetched every time, without a comparison");
  const noise = noiseOf(action, args, state);
  if (noise !== undefined) return { verdict: "noise", because: noise };
  const isDecidable = declaresChanged || args.includes("creates") || args.includes("removes");
  if (commands.has(action) && mayChange && !isDecidable)
    return unknown("a command reports a change whenever it runs; changed_when would tell");
  return { verdict: "diverged", because: "" };
}

const commands: ReadonlySet<string> = new Set(["command", "shell", "raw", "script"]);
const ofTheRun: ReadonlySet<string> = new Set(["add_host", "group_by"]);
const onlyCache: ReadonlySet<string> = new Set(["update_cache", "update-cache", "cache_valid_time"]);

/** Why a change of this task is one in every run. */
function noiseOf(action: string, args: readonly string[], state: string | undefined): string | undefined {
  if (ofTheRun.has(action)) return "it changes the inventory of the run alone";
  if (action === "reboot") return "it restarts the machine in every run";
  if (action === "apt" && args.length > 0 && args.every((name) => onlyCache.has(name)))
    return "it fetches lists of packages in every run";
  if (action === "apt" && args.length === 1 && args[0] === "clean") return "it empties the cache in every run";
  if (state === "touch") return "it sets the time of the file in every run";
  if (state === "restarted" || state === "reloaded") return `a service that is ${state} is so in every run`;
  return undefined;
}

export function unknown(because: string): Decided {
  return { verdict: "unknown", because };
}

const loudestFirst: readonly TaskVerdict[] = [
  "unknown",
  "diverged",
  "undeclared",
  "noise",
  "in-sync",
  "not-applicable",
];

/** The loudest of several. `undefined` of none. */
export function loudest(all: readonly Decided[]): Decided | undefined {
  const [first] = all.toSorted((a, b) => loudestFirst.indexOf(a.verdict) - loudestFirst.indexOf(b.verdict));
  return first;
}
