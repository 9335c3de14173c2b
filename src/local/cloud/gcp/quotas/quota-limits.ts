import { readFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import { firstIssue } from "../../../../lib/first-issue.ts";
import { messageOf } from "../../../../lib/index.ts";
import { didYouMean, nearestName } from "../../../../lib/nearest-name.ts";
import { regions } from "../values/index.ts";
import { QuotaNotUnderstood, QuotasUnreadable } from "./errors.ts";
import { GLOBAL_METRICS, REGIONAL_METRICS } from "./metrics.ts";

/** How much there is of a metric. */
export interface QuotaLimit {
  readonly metric: string;
  /** Absent: of the whole project, or in every region that has no limit of its own. */
  readonly region?: string;
  readonly limit: number;
}

/** A limit as a command or a test sets it. Without `limit`, the usual one is back. */
export interface QuotaSetting {
  readonly metric: string;
  readonly region?: string | undefined;
  readonly limit?: number | undefined;
}

/** More than a rehearsal needs, and few enough to end a program that makes resources without an end. */
const USUAL = 10_000;
const USUAL_GB = 1_000_000;

/** The limits of a home. They hold for each project alike. */
export class QuotaLimits {
  #set: readonly QuotaLimit[];
  readonly #file: string;

  private constructor(file: string, set: readonly QuotaLimit[]) {
    this.#file = file;
    this.#set = set;
  }

  /** @throws {QuotasUnreadable} */
  static async open(folder: string): Promise<QuotaLimits> {
    const file = path.join(folder, "quotas.json");
    return new QuotaLimits(file, await limitsIn(file));
  }

  /** The limits that were set. */
  list(): readonly QuotaLimit[] {
    return this.#set;
  }

  /** The limit of a region, else of all regions, else the usual one. */
  of(metric: string, region: string | undefined): QuotaLimit {
    const own = this.#set.find((each) => each.metric === metric && each.region === region);
    const everywhere = this.#set.find((each) => each.metric === metric && each.region === undefined);
    const limit = (own ?? everywhere)?.limit ?? (metric.endsWith("_GB") ? USUAL_GB : USUAL);
    return { metric, ...(region !== undefined && { region }), limit };
  }

  /** @throws {QuotaNotUnderstood} with everything that is wrong */
  async set(setting: QuotaSetting): Promise<QuotaLimit> {
    const { metric, region, limit } = setting;
    const issues = issuesOf(setting);
    if (issues.length > 0) throw new QuotaNotUnderstood({ issues });
    const others = this.#set.filter((each) => each.metric !== metric || each.region !== region);
    const set = limit === undefined ? [] : [{ metric, ...(region !== undefined && { region }), limit }];
    this.#set = [...others, ...set];
    await writeFileAtomic(this.#file, `${JSON.stringify({ limits: this.#set }, undefined, 2)}\n`, { mode: 0o600 });
    return this.of(metric, region);
  }
}

function issuesOf({ metric, region, limit }: QuotaSetting): { readonly member: string; readonly problem: string }[] {
  const metrics: readonly string[] = [...REGIONAL_METRICS, ...GLOBAL_METRICS];
  const issues: { member: string; problem: string }[] = [];
  if (!metrics.includes(metric)) {
    const near = didYouMean(nearestName(metric, metrics));
    issues.push({
      member: "metric",
      problem: `must be one of ${metrics.toSorted().join(", ")}; it is ${metric}${near}`,
    });
  }
  if (region !== undefined && GLOBAL_METRICS.includes(metric))
    issues.push({ member: "region", problem: `cannot be given: ${metric} is counted for the whole project` });
  if (region !== undefined && !regions().includes(region)) {
    const near = didYouMean(nearestName(region, regions()));
    issues.push({ member: "region", problem: `must be a region of GCP such as europe-west3; it is ${region}${near}` });
  }
  if (limit !== undefined && !(Number.isFinite(limit) && limit >= 0))
    issues.push({ member: "limit", problem: `must be a number from 0; it is ${limit}` });
  return issues;
}

const limitsFile = z.object({
  limits: z.array(z.object({ metric: z.string(), region: z.string().optional(), limit: z.number().min(0) })),
});

async function limitsIn(file: string): Promise<readonly QuotaLimit[]> {
  try {
    const read = limitsFile.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (!read.success) throw new QuotasUnreadable({ file, problem: firstIssue(read.error) });
    // JSON has no members that are undefined.
    return read.data.limits as readonly QuotaLimit[];
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    if (thrown instanceof QuotasUnreadable) throw thrown;
    throw new QuotasUnreadable({ file, problem: messageOf(thrown) }, { cause: thrown });
  }
}
