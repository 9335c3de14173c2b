import {
  type ChangeRequest,
  type ChangeRequestBoard,
  type ChangeRequests,
  type Forge,
  ForgeUnavailable,
  NoSuchChangeRequest,
} from "../../../src/forge/index.ts";
import { commentsOf, reactionsOf } from "./commands-of-job.ts";
import type { Job } from "./job.ts";
import { author, bot } from "./people.ts";
import { remoteAddress } from "./secrets.ts";
import { markerOf, type SimulatedRequest } from "./simulated-forge.ts";
import type { World } from "./world.ts";

/** Which call of a job a write is, for invariants that count or look at what leaves it. */
export interface ForgeWrite {
  readonly job: Job;
  readonly what: string;
  readonly text: string;
}

export type Ask = <T>(what: string, act: () => T) => Promise<T>;
export type Write = (what: string, text: string, act: () => void) => Promise<void>;

/** The forge, as the adapter of one job speaks to it: each request is a call that may fail, and be lost. */
export function forgeOfJob(world: World, job: Job): Forge {
  const { forge } = world;
  const ask: Ask = (what, act) =>
    job.call(`forge ${what}`, () => {
      if (forge.callsToFail > 0) {
        forge.callsToFail -= 1;
        throw unavailable(what);
      }
      return act();
    });
  const write: Write = (what, text, act) =>
    job.call(
      `forge ${what}`,
      () => {
        world.forgeWrites.push({ job, what, text });
        if (forge.callsToFail > 0) {
          forge.callsToFail -= 1;
          throw unavailable(what);
        }
        act();
        if (forge.answersToLose === 0) return;
        forge.answersToLose -= 1;
        throw unavailable(what);
      },
      { writes: true },
    );
  return {
    name: "gitea",
    repository: "acme/platform",
    board: boardOf(world, job, ask, write),
    comments: commentsOf(world, ask),
    reactions: reactionsOf(write),
    statuses: {
      setStatus: (commit, status) =>
        write(`status ${status.context} ${status.state}`, JSON.stringify(status), () =>
          forge.statuses.push({ ...status, commit, at: world.now }),
        ),
      statusesOf: (commit) => ask("statuses", () => forge.statusesOf(commit)),
    },
    changeRequests: changeRequestsOf(world, ask),
    identities: {
      self: async () => bot,
      permissionOf: (user) => ask("permission", () => world.rights.permissionOf(user)),
    },
    deployments: {
      ensureDeployment: (deployment) =>
        write(`deployment ${deployment.environment}`, JSON.stringify(deployment), () =>
          forge.deployments.push(`${deployment.environment} ${deployment.commit} ${deployment.state}`),
        ),
    },
    branches: {
      read: (reference) => ask(`branch ${reference}`, () => world.tipOf(reference.replace("refs/heads/", ""))),
      compareAndSwap: async () => false,
    },
  };
}

/** Finds the comment as the port says: by its marker and by its author. Two that wrote at once leave two, and the next one leaves one. */
function boardOf(world: World, job: Job, ask: Ask, write: Write): ChangeRequestBoard {
  return {
    limits: { commentBytes: 60_000, dialect: "gitea" },
    async ensureComment({ number }, topic, body) {
      const request = requestOf(world, number);
      const text = `${markerOf(topic)}\n\n${body}`;
      const [kept, ...doubles] = await ask("comments", () => world.ownComments(request, topic));
      for (const { id } of doubles)
        await write("double comment", "", () => {
          request.comments = request.comments.filter((each) => each.id !== id);
        });
      if (kept?.body === text) return { url: request.url, done: "unchanged" as const };
      await write(`comment ${topic}`, text, () => {
        const now = kept && request.comments.find(({ id }) => id === kept.id);
        if (now) now.body = text;
        else request.comments.push({ id: world.forge.nextId(), author: bot, body: text, at: world.instant() });
        request.said.push({ topic, body: text, from: world.now, job, callTimes: [...job.callTimes] });
      });
      return { url: request.url, done: kept ? ("updated" as const) : ("created" as const) };
    },
    // Of merge queues, which the simulation has none of.
    reviseComment: async () => undefined,
  };
}

function changeRequestsOf(world: World, ask: Ask): ChangeRequests {
  const { requests } = world.forge;
  return {
    read: (number) => ask(`change request ${number}`, () => asChangeRequest(requestOf(world, number))),
    openAt: (head) =>
      ask("open change requests", () =>
        requests.filter((each) => each.state === "open" && each.head === head).map(asChangeRequest),
      ),
    mergedBy: (commit, branch) =>
      ask("merges", () =>
        requests
          .filter((each) => each.state === "merged" && each.base === branch && each.landed.includes(commit))
          .map(asChangeRequest),
      ),
    reviewsOf: (number) =>
      ask("reviews", () => requestOf(world, number).reviews.filter((each) => each.until > world.now)),
    contributorsOf: (number) => ask("contributors", () => [...requestOf(world, number).contributors.values()]),
    filesOf: async () => "unknown",
    requiredChecksOf: async () => "unknown",
  };
}

export function requestOf({ forge }: World, number: number): SimulatedRequest {
  const found = forge.requests.find((each) => each.number === number);
  if (!found) throw new NoSuchChangeRequest({ forge: "gitea", repository: "acme/platform", number });
  return found;
}

function asChangeRequest({ number, url, state, base, branch, head, merge }: SimulatedRequest): ChangeRequest {
  return {
    number,
    title: `Change ${number}`,
    url,
    state,
    isDraft: false,
    author,
    base: { branch: base },
    head: { branch, commit: head },
    isFromFork: false,
    labels: [],
    ...(merge && { merge }),
  };
}

function unavailable(request: string): ForgeUnavailable {
  const cause = new Error(`The connection to ${remoteAddress} was reset.`);
  return new ForgeUnavailable({ forge: "gitea", request, what: "connection reset" }, { cause });
}
