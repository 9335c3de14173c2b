import { waits } from "../world/job.ts";
import type { Task } from "../world/jobs.ts";

/** How often a job looks in vain for what another one holds before others go on: longer than a lease counts without a renewal. */
const mostWaits = 14;

/** A job that makes more calls never comes to its end. */
const mostCalls = 2000;

/** Jobs of one history, and how far they are. */
export class Jobs {
  readonly tasks: Task[] = [];
  /** Which ones were ended from outside, or could not say how they ended. */
  readonly toRepeat = new Set<Task>();

  add(task: Task): void {
    this.tasks.push(task);
  }

  /** Jobs of the protected branch that have not begun, but for the newest. */
  get notBegun(): readonly Task[] {
    return this.tasks.filter(({ kind, job }) => kind === "up" && job.state === "queued").slice(0, -1);
  }

  get left(): readonly Task[] {
    return this.tasks.filter(({ job }) => !job.isOver);
  }

  /** Any number of jobs at a time: nothing but leases keeps them apart. */
  get mayGoOn(): readonly Task[] {
    return this.tasks.filter(({ job }) => !job.isOver && !job.isSuspended);
  }

  /** Lets a job make calls while the others do what they do beside their work. @returns what it did */
  async goOn(task: Task, calls = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
    const done: string[] = [];
    let waited = 0;
    for (let left = Math.min(calls, mostCalls); left > 0 && !task.job.isOver && waited < mostWaits; left -= 1) {
      const writes = task.job.nextWrites;
      const what = await this.step(task);
      waited = writes ? 0 : waited + (what === waits ? 1 : 0);
      if (left === 1 && calls > mostCalls)
        throw new Error(`${task.job.name} does not come to its end: ${done.slice(-12).join(", ")}`);
      if (waited < 2) done.push(what);
    }
    return done;
  }

  /** Lets it go on to its next write, and ends it right before it or right after it. @returns the write; absent where it came to its end */
  async killAtNextWrite(task: Task, moment: "before" | "after"): Promise<string | undefined> {
    const { job } = task;
    for (let waited = 0; !job.isOver && !job.nextWrites && waited < mostWaits; )
      if ((await this.step(task)) === waits) waited += 1;
    if (job.isOver) return undefined;
    this.toRepeat.add(task);
    return (await job.kill(moment)) ?? "it has what it waits for";
  }

  private async step(task: Task): Promise<string> {
    const what = await task.job.step();
    for (const { job } of this.tasks) await job.live();
    if (task.job.state === "failed") this.toRepeat.add(task);
    return what;
  }
}
