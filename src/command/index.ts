/**
 * Commands that people write into comments of a change request.
 *
 * In:   the text of a comment.
 * Out:  {@link parseComment}: what it asks for, or what is wrong with it; {@link commandUsages}: what help says; the port
 *       {@link CommandLedger}: which commands were taken, so that each is carried out once.
 * Must not know: who may do what, how a command is carried out.
 * Adapter of the ledger: `git-reference/`.
 */
export {
  type Command,
  type CommandVerb,
  commandText,
  commandUsages,
  commandVerbs,
  type SaidCommand,
} from "./command.ts";
export { CommandsContended } from "./errors.ts";
export { type CommandLedger, type TakenCommands, takenKey, withAnswers } from "./ledger.ts";
export { parseComment } from "./parse-comment.ts";
