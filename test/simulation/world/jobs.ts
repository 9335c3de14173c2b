import { runSucceeded } from "../../../src/change/index.ts";
import { DriverScreen } from "../../../src/cli/driver-screen.ts";
import { ExitCode } from "../../../src/cli/exit-code.ts";
import { upSince } from "../../../src/cli/up-since.ts";
import {
  bringUpQueue,
  bringUpReviewed,
  type ChangeRequestPreview,
  type FlowPorts,
  previewChangeRequest,
  type QueueRun,
} from "../../../src/flows/index.ts";
import {
  plainPaint,
  previewJson,
  previewReport,
  runJson,
  runReport,
  terminalLines,
} from "../../../src/report/index.ts";
import { previewWriter, runWriter } from "../../fakes/driver/comment-writers.ts";
import { forgeOfJob } from "./forge-of-job.ts";
import { Job } from "./job.ts";
import { environments, text, wantedResources } from "./platform.ts";
import { portsOfJob } from "./ports-of-job.ts";
import type { World } from "./world.ts";

/** A preview job that came to its end. */
export interface EndOfPreview extends ChangeRequestPreview {
  readonly job: Job;
  readonly number: number;
  /** In milliseconds since 1970. */
  readonly endedAt: number;
}

/** One merge that a job brought up, or did not. */
export interface EndOfUp extends QueueRun {
  readonly job: Job;
  readonly allowUnreviewed: boolean;
  /** Environments of its commit that did not stand as the commit says when it ended. */
  readonly unlike: readonly string[];
}

/** What CI runs, and what to run when it was ended. */
export interface Task {
  readonly kind: "preview" | "up" | "respond";
  readonly job: Job;
  /** The change request that it previews, or answers on. */
  readonly number?: number;
  /** The same once more. */
  readonly again: () => Task;
}

const common = { environments: [], refresh: false };

/** The job of a push to a change request. */
export function previewTask(world: World, number: number, skew = 0): Task {
  const job = new Job(
    `preview of #${number} (job ${world.jobs.length + 1})`,
    async (self) => {
      const write = world.fault?.previewWriter?.(previewWriter) ?? previewWriter;
      const ended = await previewChangeRequest(
        { ...common, number, branch: "main", write, onNotPosted: ({ message }) => world.print(message) },
        portsOfJob(world, self),
        forgeOf(world, self),
      );
      world.print(JSON.stringify(previewJson(ended.preview, ended.posting)));
      world.print(terminalLines(previewReport(ended.preview), plainPaint).join("\n"));
      world.previews.push({ ...ended, job: self, number, endedAt: world.now });
    },
    world,
    skew,
  );
  world.jobs.push(job);
  return { kind: "preview", job, number, again: () => previewTask(world, number) };
}

/** What a job of the protected branch is started for. */
export interface Push {
  readonly since: string;
  readonly head: string;
}

/** The job of a push to the protected branch. */
export function upTask(world: World, push: Push): Task {
  return world.queues ? queueTask(world, push) : sinceTask(world, push);
}

/** It brings up what waits on the branch. @param push that it was started for; absent: it is started by itself */
export function queueTask(world: World, push?: Push): Task {
  const job = new Job(
    `queue at ${push?.head.slice(0, 7) ?? "the branch"} (job ${world.jobs.length + 1})`,
    async (self) => {
      const ports = portsOfJob(world, self);
      const { untouched } = await bringUpQueue(
        {
          branch: "main",
          ...(push && { push }),
          refresh: false,
          requiredApprovals: 1,
          confirm: async () => true,
          write: runWriter,
          onNotPosted: ({ message }) => world.print(message),
          onRun: async (ended) => noteRun(world, self, ended),
        },
        ports,
        forgeOf(world, self),
      );
      for (const commit of untouched) await bringUp(world, self, ports, commit);
    },
    world,
  );
  world.jobs.push(job);
  if (push) world.pushes.set(job, push);
  return { kind: "up", job, again: () => queueTask(world, push) };
}

/** It brings up each merge that the push brought. */
function sinceTask(world: World, push: Push): Task {
  const job = new Job(
    `up since ${push.since.slice(0, 7)} (job ${world.jobs.length + 1})`,
    async (self) => {
      const ports = portsOfJob(world, self);
      const forge = forgeOf(world, self);
      const upOf = async (commit: string) => {
        const run = await bringUp(world, self, ports, commit);
        return { code: runSucceeded(run) ? ExitCode.ok : ExitCode.failed, hasChanged: run.environments.length > 0 };
      };
      await upSince({ ...flags, ...push }, forge, ports, screenOf(world), upOf, ports.signal);
    },
    world,
  );
  world.jobs.push(job);
  world.pushes.set(job, push);
  return { kind: "up", job, again: () => sinceTask(world, push) };
}

/** A person who brings up a commit without a review. */
export function unreviewedTask(world: World, head: string): Task {
  const job = new Job(
    `unreviewed up of ${head.slice(0, 7)} (job ${world.jobs.length + 1})`,
    async (self) => {
      await bringUp(world, self, portsOfJob(world, self, false), head, "the shop is down");
    },
    world,
  );
  world.jobs.push(job);
  world.unreviewed.add(job);
  return { kind: "up", job, again: () => unreviewedTask(world, head) };
}

async function bringUp(world: World, job: Job, ports: FlowPorts, head: string, allowUnreviewed?: string) {
  const ended = await bringUpReviewed(
    {
      ...common,
      head,
      branch: "main",
      requiredApprovals: 1,
      confirm: async () => true,
      write: runWriter,
      onNotPosted: ({ message }) => world.print(message),
      ...(allowUnreviewed !== undefined && { allowUnreviewed }),
    },
    ports,
    forgeOf(world, job),
  );
  noteRun(world, job, ended, allowUnreviewed !== undefined);
  return ended.run;
}

function noteRun(world: World, job: Job, ended: QueueRun, allowUnreviewed = false): void {
  const { run, binding, posting } = ended;
  world.print(JSON.stringify(runJson(run, { ...(binding && { binding }), posting })));
  world.print(terminalLines(runReport(run), plainPaint).join("\n"));
  const { git, cloud } = world;
  const unlike = environments.filter((name) => {
    const wanted = wantedResources(git, run.commit, name);
    const left = cloud.left.get(`${job.name} ${name}`);
    // What it did not look at others may have changed meanwhile.
    const isOfOthers =
      !left &&
      cloud.operations.some((each) => each.environment === name && each.at > job.startedAt && each.job !== job);
    return wanted && !isOfOthers && text(wanted) !== text(left ?? cloud.standing.get(name));
  });
  if (posting.problems.length > 0) world.unposted.add(job);
  world.ups.push({ ...ended, job, allowUnreviewed, unlike });
}

export function forgeOf(world: World, job: Job) {
  const forge = forgeOfJob(world, job);
  return world.fault?.forge?.(forge, world) ?? forge;
}

function screenOf(world: World): DriverScreen {
  const print = (line: string) => world.print(line);
  return new DriverScreen(
    { out: print, err: print, interactive: false, color: false, columns: 100, redraw: () => {}, ask: async () => "" },
    { silent: false },
  );
}

const flags = { branch: "main", approvals: 1, wait: false, timeout: 0 };
