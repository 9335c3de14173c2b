/**
 * Commands in comments of a change request: taken once, carried out for those who may, answered in one comment.
 *
 * In:   an event of a forge's CI; a {@link Forge}; the ports of previews and runs, the ledger of commands.
 * Out:  {@link respond}.
 * Must not know: which forge it is, how an answer is written, what a command line is.
 */
export { respond } from "./respond.ts";
export type {
  PreviewToHandOver,
  RespondPorts,
  RespondRequest,
  RespondWriter,
} from "./respond-ports.ts";
