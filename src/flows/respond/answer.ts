import type { CommandAnswer } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { CommandEnd, DecidedCommand } from "./decide-commands.ts";

/** The answer to a command that was taken now: how it ended, or that it runs. */
export function answerOf(each: DecidedCommand, { clock }: Pick<FlowPorts, "clock">): CommandAnswer {
  const { comment, place, said } = each;
  const taken: CommandAnswer = {
    comment: comment.id,
    place,
    command: said.kind === "command" ? said.text : "/groundwork …",
    by: comment.by.name,
    at: clock.now().toISOString(),
    verdict: "running",
    says: "",
  };
  return each.kind === "ended" ? ended(taken, each.end) : taken;
}

export function ended(answer: CommandAnswer, { verdict, says }: CommandEnd): CommandAnswer {
  return { ...answer, verdict, says: says.split("\n")[0] ?? "" };
}
