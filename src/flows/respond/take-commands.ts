import type { CommandAnswer } from "../../change/index.ts";
import { CommandsContended, withAnswers } from "../../command/index.ts";
import type { AnnouncedComment, ChangeRequest, Forge } from "../../forge/index.ts";
import type { Attempts } from "../change-request/index.ts";
import { ForgeLacksPort } from "../errors.ts";
import { answerOf } from "./answer.ts";
import { type DecidedCommand, decideCommands } from "./decide-commands.ts";
import { neededPermission, permissionsOf } from "./permissions.ts";
import type { RespondPorts, RespondRequest } from "./respond-ports.ts";
import { waitingCommands } from "./waiting-commands.ts";

/** How often other jobs may write before this one gives up. */
const mostTurns = 8;

export interface Taken {
  readonly decided: readonly DecidedCommand[];
  /** Every answer that the ledger keeps, with those to `decided`. */
  readonly answers: readonly CommandAnswer[];
  /** As it was when they were taken. */
  readonly changeRequest: ChangeRequest;
}

/**
 * Decides on the commands that wait, and takes all of them at once: where another job has taken some in the meantime, on what it left.
 *
 * @throws {CommandsContended}
 */
export async function takeCommands(
  announced: AnnouncedComment,
  { verbs }: Pick<RespondRequest, "verbs">,
  ports: Pick<RespondPorts, "ledger" | "clock">,
  { name, comments, changeRequests, identities }: Forge,
): Promise<Taken> {
  if (!comments || !changeRequests) throw new ForgeLacksPort({ forge: name, port: "change requests" });
  if (!identities) throw new ForgeLacksPort({ forge: name, port: "users" });
  const { number } = announced;
  const self = await identities.self();
  const permissionOf = permissionsOf(identities);
  for (let turn = 1; turn <= mostTurns; turn++) {
    const seen = await ports.ledger.read(number);
    const changeRequest = await changeRequests.read(number);
    const posted = await comments.of(number);
    const waiting = waitingCommands({ comments: posted, announced, self, taken: seen.keys, verbs });
    if (waiting.length === 0) return { decided: [], answers: seen.answers, changeRequest };
    const permissions = new Map<string, Awaited<ReturnType<typeof permissionOf>>>();
    for (const { comment, said } of waiting)
      if (said.kind === "command" && neededPermission[said.command.verb] !== "none")
        permissions.set(comment.by.id, await permissionOf(comment.by));
    const decided = decideCommands({ waiting, permissions, now: ports.clock.now().getTime() });
    const answers = decided.map((each) => answerOf(each, ports));
    if (await ports.ledger.write(number, answers, seen))
      return { decided, answers: withAnswers(seen, answers).answers, changeRequest };
  }
  throw new CommandsContended({ number });
}

/** Writes how commands ended. Where that cannot be written, the ledger says of them that they run. */
export async function keepAnswers(
  number: number,
  answers: readonly CommandAnswer[],
  { ledger }: Pick<RespondPorts, "ledger">,
  attempts: Attempts,
): Promise<void> {
  await attempts.try(async () => {
    for (let turn = 1; turn <= mostTurns; turn++)
      if (await ledger.write(number, answers, await ledger.read(number))) return;
    throw new CommandsContended({ number });
  });
}
