import { type InputsDigest, inputsDigestOfLayers } from "../../../src/change/index.ts";
import type {
  FoundPlan,
  History,
  HistoryPage,
  HistoryRecord,
  LastRun,
  PreviewRecord,
  RunRecord,
} from "../../../src/history/index.ts";

/** History in a list. Passes the contract of the port. */
export class MemoryHistory implements History {
  /** Newest first. Emptied by a test whose machine knows of no run. */
  readonly records: HistoryRecord[] = [];

  async record(entry: HistoryRecord): Promise<void> {
    this.records.push(structuredClone(entry));
    this.records.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  async shownPlans(
    commits: readonly string[],
    tree: string,
    inputs: ReadonlyMap<string, InputsDigest> = new Map(),
  ): Promise<ReadonlyMap<string, FoundPlan>> {
    const previews = this.records.filter((each): each is PreviewRecord => each.kind === "preview");
    const ofFiles = previews.filter((each) => each.tree === tree || commits.includes(each.range.head));
    const ofInputs = previews.flatMap(foundIn).filter(({ environment, layers }) => {
      const known = inputs.get(environment);
      return known !== undefined && inputsDigestOfLayers(layers) === known;
    });
    return newest([...ofFiles.flatMap(foundIn), ...ofInputs]);
  }

  async lastRuns(): Promise<ReadonlyMap<string, LastRun>> {
    const started = this.records
      .filter((each): each is RunRecord => each.kind === "up" || each.kind === "destroy")
      .flatMap(({ kind, commit, at, environments }) =>
        environments.map((each): LastRun => ({ ...each, verb: kind, commit, at })),
      )
      .filter(({ result }) => result !== "not-started" && result !== "refused");
    return newest(started);
  }

  async list({ environment, limit }: { environment?: string; limit?: number } = {}): Promise<HistoryPage> {
    const records = this.records.filter(
      (record) => environment === undefined || environmentsOf(record).includes(environment),
    );
    return { records: structuredClone(records.slice(0, limit)), unreadable: [] };
  }
}

function foundIn({ plans, at, range }: PreviewRecord): readonly FoundPlan[] {
  const shownBy = `the preview of ${range.head.slice(0, 7)} at ${at}`;
  return plans.map((plan) => ({ ...plan, at, shownBy }));
}

/** The first of each environment. */
function newest<T extends { readonly environment: string }>(newestFirst: readonly T[]): ReadonlyMap<string, T> {
  return new Map(newestFirst.toReversed().map((each) => [each.environment, each]));
}

function environmentsOf(record: HistoryRecord): readonly string[] {
  return (record.kind === "preview" ? record.plans : record.environments).map(({ environment }) => environment);
}
