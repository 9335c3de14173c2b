import type { CommandAnswer } from "../../../src/change/index.ts";
import { type CommandVerb, commandVerbs, parseComment, takenKey } from "../../../src/command/index.ts";
import { neededPermission } from "../../../src/flows/respond/permissions.ts";
import { respondWriter } from "../../fakes/driver/comment-writers.ts";
import type { Job } from "../world/job.ts";
import { bot } from "../world/people.ts";
import type { EndOfResponse } from "../world/respond-job.ts";
import type { SimulatedRequest } from "../world/simulated-forge.ts";
import type { World } from "../world/world.ts";
import { firstProblem, type Invariant } from "./invariant.ts";

export const commandsAreTakenOnce: Invariant = {
  name: "a command is taken by one job",
  when: "always",
  problem: ({ takings }) => {
    const taken = new Map<string, Job>();
    for (const { number, key, job } of takings) {
      const other = taken.get(`${number} ${key}`);
      if (other) return `${other.name} and ${job.name} both took the command ${key} of #${number}`;
      taken.set(`${number} ${key}`, job);
    }
    return undefined;
  },
};

/** A command acts for a person who had the right while its job ran, in the words that this person wrote. */
export const commandsAreOfPeople: Invariant = {
  name: "a command acts for a person who may, in that person's words",
  when: "always",
  problem: (world) => firstProblem(world.responses, (each) => problemOfResponse(each, world)),
};

function problemOfResponse({ job, endedAt, answers, changeRequest }: EndOfResponse, world: World): string | undefined {
  const request = world.forge.requests.find(({ number }) => number === changeRequest?.number);
  return firstProblem(answers, ({ comment, command, by, verdict }) => {
    if (verdict !== "done" && verdict !== "failed") return undefined;
    const what = `${job.name} did "${command}" for ${by}`;
    const verb = verbOf(command);
    if (!verb) return `${what}, which is no command`;
    if (!world.rights.had(by, neededPermission[verb], job.startedAt, endedAt)) return `${what}, who may not`;
    const said = request?.comments.find(({ id }) => String(id) === comment);
    if (said?.editedAt !== undefined && said.editedAt < job.startedAt) return `${what}, and others had edited it`;
    return undefined;
  });
}

function verbOf(command: string): CommandVerb | undefined {
  return commandVerbs.find((verb) => command.split(" ")[1] === verb);
}

/** Every command that was written is taken, and its answer stands in the one comment of its change request. */
export const commandsAreAnswered: Invariant = {
  name: "every command ends in one visible verdict",
  when: "at-the-end",
  problem: (world) => firstProblem(world.forge.requests, (each) => problemOfRequest(each, world)),
};

function problemOfRequest(request: SimulatedRequest, world: World): string | undefined {
  const { number } = request;
  const ledger = world.ledger.kept.get(number);
  const untaken = writtenOn(request).find((key) => !ledger?.keys.has(key));
  if (untaken !== undefined) return `the command ${untaken} of #${number} is not taken`;
  if (!ledger) return undefined;
  const [comment, ...more] = request.own("commands");
  if (!comment || more.length > 0)
    return `#${number} has ${more.length + (comment ? 1 : 0)} comments with answers to commands`;
  return firstProblem(ledger.answers, (answer) => {
    const by = world.takings.find((each) => each.number === number && each.key === takenKey(answer));
    const what = `"${answer.command}" of ${answer.by} on #${number}`;
    if (answer.verdict === "running" && !(by && wasCutOff(by.job, world))) return `${what} is said to run`;
    return rowsOf([answer]).every((row) => comment.body.includes(row))
      ? undefined
      : `the comment does not say of ${what} that it is ${answer.verdict}`;
  });
}

/** Keys of the commands that stand in comments of people as these wrote them. */
function writtenOn({ comments }: SimulatedRequest): readonly string[] {
  return comments
    .filter(({ author, editedAt }) => author.id !== bot.id && editedAt === undefined)
    .flatMap(({ id, body }) => parseComment(body).map((_, place) => takenKey({ comment: String(id), place })));
}

/** Whether a job did not come to write how its commands ended. */
function wasCutOff(job: Job, { unposted }: World): boolean {
  return job.state === "killed" || job.state === "failed" || unposted.has(job);
}

/** Lines of a comment's table, without its head. */
function rowsOf(answers: readonly CommandAnswer[]): readonly string[] {
  const text = respondWriter.answers(answers, [], { commentBytes: 60_000, dialect: "gitea" });
  return text.split("\n").filter((line) => line.startsWith("| `"));
}
