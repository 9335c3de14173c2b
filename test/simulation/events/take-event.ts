import { previewTask, unreviewedTask, upTask } from "../world/jobs.ts";
import { bot, mayReview, people } from "../world/people.ts";
import { filesOf } from "../world/platform.ts";
import { markerOf, SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import { commentCommand, editCommand, giveRights } from "./comment-command.ts";
import type { SimulatedEvent } from "./event.ts";
import { mergeRequest } from "./merge-request.ts";
import type { Jobs } from "./running-jobs.ts";

/** Lets an event happen. @returns what happened, for people; `undefined` where there was nothing for it to happen to */
export async function takeEvent(event: SimulatedEvent, world: World, jobs: Jobs): Promise<string | undefined> {
  world.tick();
  switch (event.kind) {
    case "open":
      return open(event, world, jobs);
    case "push":
    case "force-push":
      return push(event, world, jobs);
    case "push-to-main":
      return pushToMain(event, world, jobs);
    case "merge":
      return withRequest(event, world, (request) => merge(request, event, world, jobs));
    case "land":
      return await land(event, world, jobs);
    case "race":
      return await race(event, jobs);
    case "go-on":
    case "finish":
    case "kill":
    case "suspend":
      return await moveJob(event, jobs);
    case "review":
      return await review(event, world, jobs);
    case "preview-again":
      return withRequest(event, world, ({ number }) => {
        jobs.add(previewTask(world, number, event.skewMinutes * 60_000));
        return `the job of #${number} is started again, on a machine whose clock is ${event.skewMinutes} min ahead`;
      });
    case "queue":
      world.queues = true;
      return "from now on jobs of main bring up what waits";
    case "drop":
      return await drop(event, world, jobs);
    case "up-unreviewed":
      jobs.add(unreviewedTask(world, world.main));
      return `somebody brings up ${short(world.main)} without a review`;
    case "outage":
      world.forge.callsToFail = event.calls;
      return `the forge fails the next ${event.calls} calls`;
    case "lose-answer":
      world.forge.answersToLose += 1;
      return "the answer to the next write to the forge gets lost";
    case "clock":
      world.now += event.minutes * 60_000;
      return `the clocks go on by ${event.minutes} min`;
    case "rights":
      return giveRights(event, world);
    case "engine-fails":
      world.cloud.failing.add(`${event.verb} ${event.environment}`);
      return `the next ${event.verb} of ${event.environment} fails`;
    default:
      return ofPeople(event, world, jobs);
  }
}

type Of<Kind extends SimulatedEvent["kind"]> = Extract<SimulatedEvent, { readonly kind: Kind }>;

type CommandKind = "command" | "edit-command";

function ofPeople(
  event: Of<"retarget" | "close-or-reopen" | "comment" | CommandKind | "meddle" | "approve" | "object" | "withdraw">,
  world: World,
  jobs: Jobs,
): string | undefined {
  return withRequest(
    event,
    world,
    (request) => {
      const { number } = request;
      switch (event.kind) {
        case "retarget":
          request.base = request.base === "main" ? "release" : "main";
          jobs.add(previewTask(world, number));
          return `#${number} is to be merged into ${request.base}`;
        case "close-or-reopen":
          request.state = request.state === "open" ? "closed" : "open";
          if (request.state === "open") jobs.add(previewTask(world, number));
          return `#${number} is ${request.state}`;
        case "command":
          return commentCommand(request, event, world, jobs);
        case "edit-command":
          return editCommand(request, event, world);
        case "meddle":
          return meddle(request, event.how);
        case "withdraw":
          return withdraw(request, event.review, world);
        default:
          return opinion(request, event, world);
      }
    },
    event.kind !== "retarget" && event.kind !== "close-or-reopen",
  );
}

function merge(request: SimulatedRequest, { method }: Pick<Of<"merge">, "method">, world: World, jobs: Jobs) {
  const before = world.main;
  const merged = mergeRequest(request, method, world);
  if (merged !== undefined && world.main !== before) jobs.add(upTask(world, { since: before, head: world.main }));
  return merged;
}

async function land(event: Of<"land">, world: World, jobs: Jobs): Promise<string | undefined> {
  const lines = [open({ ...event, kind: "open" }, world, jobs)];
  lines.push((await review({ kind: "review", request: 0, by: 1, late: false }, world, jobs)) ?? "");
  const request = world.forge.requests.at(-1);
  lines.push((request && merge(request, event, world, jobs)) ?? "it cannot be merged");
  return lines.join("; ");
}

async function drop({ job }: Of<"drop">, world: World, jobs: Jobs): Promise<string | undefined> {
  // Without a queue, the merges of a job that is never run are lost.
  const task = world.queues ? chosenFrom(job, jobs.notBegun) : undefined;
  await task?.job.kill("before");
  return task && `${task.job.name} is dropped by CI for a newer one`;
}

async function race({ turns }: Of<"race">, jobs: Jobs): Promise<string | undefined> {
  const lines: string[] = [];
  for (const { job, calls } of turns) {
    const changing = jobs.mayGoOn.filter(({ kind }) => kind === "up");
    const task = chosenFrom(job, changing.length > 1 ? changing : jobs.mayGoOn);
    if (task) lines.push(`${task.job.name}: ${(await jobs.goOn(task, calls)).join(", ")}: ${task.job.state}`);
  }
  return lines.length === 0 ? undefined : lines.join("; ");
}

function opinion(request: SimulatedRequest, event: Of<"comment" | "approve" | "object">, world: World): string {
  const { number, head } = request;
  const by = people[event.by % people.length] ?? bot;
  if (event.kind === "comment") {
    const body = event.withMarker ? `${markerOf("preview")}\n\nAll is fine.` : "Looks good.";
    request.comments.unshift({ id: world.forge.nextId(), author: by, body, at: world.instant() });
    return `${by.name} comments on #${number}${event.withMarker ? " with our marker" : ""}`;
  }
  world.withdraw(request, by);
  const verdict = event.kind === "approve" ? "approved" : "changes-requested";
  const before = event.kind === "approve" && event.late ? request.heads.at(-2)?.commit : undefined;
  const commit = before ?? head;
  const given = { reviewer: by, verdict, commit, at: world.instant(), isOfficial: mayReview(by) } as const;
  request.reviews.push({ ...given, from: world.now, until: Number.POSITIVE_INFINITY });
  return `${by.name} ${event.kind === "approve" ? "approves" : "objects to"} ${short(commit)} of #${number}`;
}

function withdraw(request: SimulatedRequest, place: number, world: World): string | undefined {
  const review = chosenFrom(
    place,
    request.reviews.filter(({ until }) => until > world.now),
  );
  if (!review) return undefined;
  world.withdraw(request, review.reviewer);
  return `${review.reviewer.name} takes the review of #${request.number} back`;
}

async function review(event: Of<"review">, world: World, jobs: Jobs): Promise<string | undefined> {
  const request = chosenFrom(
    event.request,
    world.forge.requests.filter(({ state }) => state === "open"),
  );
  if (!request) return undefined;
  const lines: string[] = [];
  for (const task of jobs.mayGoOn.filter(({ number }) => number === request.number))
    lines.push(`${task.job.name}: ${(await jobs.goOn(task)).join(", ")}: ${task.job.state}`);
  world.tick();
  lines.push(opinion(request, { ...event, kind: "approve" }, world));
  return lines.join("; ");
}

function meddle(request: SimulatedRequest, how: "edit" | "delete"): string | undefined {
  const [comment] = request.own("preview");
  if (!comment) return undefined;
  if (how === "delete") request.comments = request.comments.filter((each) => each !== comment);
  else comment.body = `${markerOf("preview")}\n\nAll is fine.`;
  return `an administrator ${how}s our comment on #${request.number}`;
}

function open({ what, value }: Of<"open">, world: World, jobs: Jobs): string {
  const number = world.forge.requests.length + 1;
  const branch = `topic-${number}`;
  const head = world.git.make(filesOf(what, value), { onto: world.main, branch });
  const request = new SimulatedRequest(number, branch, "main");
  request.move(head, world.now);
  world.forge.requests.push(request);
  jobs.add(previewTask(world, number));
  return `ada opens #${number} with ${short(head)}, which sets ${what} to ${value}`;
}

function push(event: Of<"push" | "force-push">, world: World, jobs: Jobs): string | undefined {
  return withRequest(event, world, (request) => {
    const files = filesOf(event.what, event.value);
    const onto = event.kind === "push" ? request.head : world.main;
    request.move(world.git.make(files, { onto, branch: request.branch }), world.now);
    jobs.add(previewTask(world, request.number));
    const how = event.kind === "push" ? "pushes" : "pushes by force";
    return `ada ${how} ${short(request.head)} to #${request.number}, which sets ${event.what} to ${event.value}`;
  });
}

function pushToMain({ what, value }: Of<"push-to-main">, world: World, jobs: Jobs): string {
  const before = world.main;
  world.move("main", world.git.make(filesOf(what, value), { onto: before }));
  jobs.add(upTask(world, { since: before, head: world.main }));
  return `somebody pushes ${short(world.main)} to main, which sets ${what} to ${value}`;
}

async function moveJob(event: Of<"go-on" | "finish" | "kill" | "suspend">, jobs: Jobs): Promise<string | undefined> {
  const all = jobs.mayGoOn;
  const acting = all.filter(({ kind, job }) => kind === "up" && job.state === "running");
  const task = chosenFrom(event.job, event.kind === "suspend" ? acting : all);
  if (!task) return undefined;
  const { job } = task;
  if (event.kind === "kill") {
    const write = await jobs.killAtNextWrite(task, event.moment);
    return write === undefined ? `${job.name}: ${job.state}` : `${job.name} is killed ${event.moment} ${write}`;
  }
  if (event.kind === "suspend") {
    job.suspend(event.seconds * 1000, event.frozen);
    return `the machine of ${job.name} stands still for ${event.seconds} s${event.frozen ? ", its clock, too" : ""}`;
  }
  const done = await jobs.goOn(task, event.kind === "go-on" ? event.calls : undefined);
  const why = job.state === "failed" ? ` (${String(job.error)})` : "";
  return `${job.name}: ${done.join(", ")}${job.isOver ? `: ${job.state}${why}` : ""}`;
}

/** @param isOpen whether only open ones are chosen from */
function withRequest(
  { request }: { readonly request: number },
  { forge }: World,
  act: (request: SimulatedRequest) => string | undefined,
  any = false,
): string | undefined {
  const all = any ? forge.requests : forge.requests.filter(({ state }) => state !== "merged");
  const found = chosenFrom(request, all);
  return found && act(found);
}

/** The newest one, or one before it. */
function chosenFrom<T>(place: number, all: readonly T[]): T | undefined {
  return all.at(-1 - (place % Math.max(1, all.length)));
}

export function short(commit: string): string {
  return commit.slice(0, 7);
}
