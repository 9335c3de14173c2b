import type { CommandAnswer, CommandHelp } from "../../change/index.ts";
import type { CommandLedger, CommandVerb } from "../../command/index.ts";
import type { BoardLimits } from "../../forge/index.ts";
import type { CommitId } from "../../git/index.ts";
import type { PreviewWriter, RunWriter } from "../change-request/index.ts";
import type { FlowPorts } from "../ports.ts";

export interface RespondPorts extends FlowPorts {
  readonly ledger: CommandLedger;
}

/** The commit of a change request that another job is to preview. */
export interface PreviewToHandOver {
  readonly number: number;
  readonly head: CommitId;
  /** Its job gets no identity of the cloud then. */
  readonly isFromFork: boolean;
}

export interface RespondRequest {
  /** The event of the forge's CI, as bytes. Nothing but the place of the comment is taken from it. */
  readonly event: Uint8Array;
  /** The branch that `up` brings up. */
  readonly branch: string;
  /** Approvals by others that a change request needs, as for `up`. */
  readonly requiredApprovals: number;
  /** Commands that this job carries out. Others wait for a job that does. */
  readonly verbs: ReadonlySet<CommandVerb>;
  /** Resources that one `destroy` may delete. */
  readonly mostDeletes: number;
  /** Milliseconds that `up` waits for the sync agents. */
  readonly convergeMilliseconds: number;
  /** Hands a preview on to a job without a token. Absent: it is made here, and that of a fork is refused. */
  readonly handOverPreview?: (preview: PreviewToHandOver) => Promise<void>;
  /** False for a job with a token where no other job can be handed a preview: each is refused then, and says what starts one. */
  readonly mayPreview: boolean;
  readonly write: RespondWriter;
}

/** How results are written for a forge. */
export interface RespondWriter {
  readonly preview: PreviewWriter;
  readonly run: RunWriter;
  readonly answers: (answers: readonly CommandAnswer[], help: readonly CommandHelp[], limits: BoardLimits) => string;
}
