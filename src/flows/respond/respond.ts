import type { CommandAnswer, CommandHelp, CommandResponse } from "../../change/index.ts";
import { commandUsages, commandVerbs, parseComment } from "../../command/index.ts";
import type { AnnouncedComment, ChangeRequest, Forge } from "../../forge/index.ts";
import { counted } from "../../lib/index.ts";
import { Attempts } from "../change-request/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import { answerOf, ended } from "./answer.ts";
import { carryOut } from "./carry-out.ts";
import { headMoved, refused } from "./command-run.ts";
import { type CommandEnd, type DecidedCommand, refusedFor } from "./decide-commands.ts";
import { neededPermission } from "./permissions.ts";
import type { RespondPorts, RespondRequest } from "./respond-ports.ts";
import { showAnswers } from "./show-answers.ts";
import { setSigns } from "./signs.ts";
import { keepAnswers, takeCommands } from "./take-commands.ts";
import { verbOf } from "./waiting-commands.ts";

/**
 * Carries out the commands that wait on the change request of a new comment, each once, and answers them in one comment.
 *
 * Nothing of the event is believed but its place: the comments are read again, what a person may do is asked for when a command is taken and
 * again before it is carried out, and so is the commit. Commands are taken before anything is done, so that a repeated event finds
 * nothing to do.
 *
 * @throws {ForgeLacksPort} {@link ForgeUnavailable} {@link ForgeRefused} {@link CommandsContended} {@link CommandsDamaged} before anything
 *   is done.
 */
export async function respond(request: RespondRequest, ports: RespondPorts, forge: Forge): Promise<CommandResponse> {
  const { comments } = forge;
  if (!comments) throw new ForgeLacksPort({ forge: forge.name, port: "comments" });
  const announced = comments.announced(request.event);
  if (!announced) return idle("The event tells of no new comment on a change request.");
  // Most comments end here, without a request.
  if (parseComment(announced.body).length === 0) return idle("The comment holds no command.");
  const { number } = announced;
  const { decided, answers: before, changeRequest } = await takeCommands(announced, request, ports, forge);
  if (decided.length === 0) return await nothingWaits(announced, before, request, ports, forge);
  const attempts = new Attempts();
  const answers: CommandAnswer[] = [];
  await setSigns(number, decided, "accepted", forge, attempts);
  for (const each of decided) {
    const taken = answerOf(each, ports);
    if (each.kind === "ended") answers.push(taken);
    else answers.push(ended(taken, await carriedOut(each, changeRequest, announced, request, ports, forge)));
  }
  await keepAnswers(number, answers, ports, attempts);
  await setSigns(number, decided, answers, forge, attempts);
  const isAsked = decided.some((each) => each.kind === "accepted" && each.command.verb === "help");
  const help = isAsked ? helpLines() : [];
  const posted = await showAnswers({ number, own: answers, before, help }, request.write, ports, forge, attempts);
  return {
    changeRequest: { number },
    answers,
    ...(posted && { comment: { url: posted.url } }),
    problems: attempts.problems,
  };
}

/**
 * The comment is written nevertheless where a command was left as one that runs, and where this event is told again: the job that took
 * the command may have been killed before it wrote the comment.
 */
async function nothingWaits(
  announced: AnnouncedComment,
  before: readonly CommandAnswer[],
  { write, verbs }: RespondRequest,
  ports: RespondPorts,
  forge: Forge,
): Promise<CommandResponse> {
  const { number } = announced;
  const nothing = "No command waits: each was taken before, or its comment was edited or removed.";
  const running = before.filter(({ verdict }) => verdict === "running").length;
  const isToldAgain = parseComment(announced.body).some(
    (said, place) =>
      verbs.has(verbOf(said)) && before.some((each) => each.comment === announced.id && each.place === place),
  );
  if (running === 0 && !isToldAgain) return { ...idle(nothing), changeRequest: { number } };
  const attempts = new Attempts();
  const posted = await showAnswers({ number, own: [], before, help: [] }, write, ports, forge, attempts);
  const left = `Left as running, also where its job was cut off: ${counted(running, "command")}. Comment again where it was.`;
  return {
    nothing: running === 0 ? nothing : `${nothing} ${left}`,
    changeRequest: { number },
    answers: [],
    ...(posted && { comment: { url: posted.url } }),
    problems: attempts.problems,
  };
}

async function carriedOut(
  { command, comment }: Extract<DecidedCommand, { kind: "accepted" }>,
  before: ChangeRequest,
  announced: AnnouncedComment,
  request: RespondRequest,
  ports: RespondPorts,
  forge: Forge,
): Promise<CommandEnd> {
  if (ports.signal.aborted) return { verdict: "failed", says: "the run was interrupted before it: comment again" };
  const attempts = new Attempts();
  const now = await attempts.try(async () => {
    const permission =
      neededPermission[command.verb] === "none" ? "none" : await forge.identities?.permissionOf(comment.by);
    return { permission: permission ?? "unknown", changeRequest: await forge.changeRequests?.read(before.number) };
  });
  if (!now?.changeRequest)
    return { verdict: "unknown", says: attempts.lastProblem ?? "the change request cannot be read" };
  const { permission, changeRequest } = now;
  const refusal = refusedFor(command, comment.by.name, permission);
  if (refusal) return refusal;
  if (changeRequest.head.commit !== before.head.commit)
    return refused(headMoved(before.head.commit, changeRequest.head.commit));
  return await carryOut({ command, comment, changeRequest, announced, request, ports, forge });
}

function helpLines(): readonly CommandHelp[] {
  return commandVerbs.map((verb) => {
    const { usage, does } = commandUsages[verb];
    return { usage, does, needs: neededPermission[verb] };
  });
}

function idle(nothing: string): CommandResponse {
  return { nothing, answers: [], problems: [] };
}
