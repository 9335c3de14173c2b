import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { GitCommandFailed } from "../../git/executable/index.ts";
import { asClause, clauseOf, retryDelay } from "../../lib/index.ts";
import { chainEnds } from "../chain.ts";
import { RecordNotWritten, RecordRewritten, RecordUnreachable } from "../errors.ts";
import type { History, HistoryRecord } from "../history.ts";
import { historyOver, isRecorded } from "../history-over.ts";
import { readableRecord } from "../readable-record.ts";
import { notesRefOf } from "./notes-ref.ts";
import { recordReader } from "./read-records.ts";
import { recordCommit } from "./record-commit.ts";
import { type NotesPlace, placeName } from "./record-refs.ts";

/** How often the remote may refuse, or be out of reach, without that anything was added in between. */
const mostFailures = 3;
const backoff = { first: 100, longest: 3000 };

/**
 * History as commits on `refs/notes/groundwork` of the clone's remote: each adds one file with one record, and none changes or
 * removes any. The remote's reference is asked before every answer.
 *
 * A push names the commit that the reference is expected at. When another job was faster, the record is linked anew to
 * what that job has added. It moves a second reference as well, which says that there was a record, and where it stood.
 */
export function gitNotesHistory(place: NotesPlace): History {
  const notes = notesRefOf(place);
  const recordsAt = recordReader(notes);
  // Entries of one process would only compete with each other.
  const inTurn = pLimit(1);

  /** Adds the entry where it is not there yet, or says what kept it out. */
  const attempt = async (entry: HistoryRecord): Promise<Refused | undefined> => {
    const stands = await notes.latest();
    const { tip } = stands;
    const { records, last } = await recordsAt(tip);
    if (isRecorded(entry, records)) return undefined;
    const record = readableRecord(entry, { ...chainEnds(records), last });
    return await notes.withCommit(
      (ref) => recordCommit(record, { ref, parent: tip }),
      async (commit) => {
        try {
          await notes.push(commit, stands);
          return undefined;
        } catch (thrown) {
          if (!(thrown instanceof GitCommandFailed)) throw thrown;
          return { thrown, hasMoved: (await notes.standsAt().catch(() => tip)) !== tip };
        }
      },
    );
  };
  const add = async (entry: HistoryRecord): Promise<void> => {
    let failures = 0;
    for (let attempts = 1; ; attempts++) {
      const refused = await attempt(entry).catch(unreachable);
      if (refused === undefined) return;
      failures = refused.hasMoved ? 0 : failures + 1;
      if (failures === mostFailures) throw refused.thrown;
      await pause(retryDelay(attempts, backoff, Math.random()));
    }
  };
  return historyOver({
    read: async () => await recordsAt((await notes.latest()).tip),
    async add(entry) {
      try {
        await inTurn(() => add(entry));
      } catch (thrown) {
        throw new RecordNotWritten({ place: placeName(place), id: entry.id, ...whyNot(thrown) }, { cause: thrown });
      }
    },
  });
}

/** What keeps a record out, as a part of a sentence that has a remedy of its own. */
function whyNot(thrown: unknown): Pick<RecordNotWritten["data"], "problem" | "remedy"> {
  if (thrown instanceof RecordRewritten) return thrown.whyNotWritten;
  if (thrown instanceof GitCommandFailed) return { problem: asClause(thrown.data.words) };
  return { problem: thrown instanceof RecordUnreachable ? thrown.data.problem : clauseOf(thrown) };
}

interface Refused {
  readonly thrown: GitCommandFailed | RecordUnreachable;
  /** Another job has added a record in the meantime. */
  readonly hasMoved: boolean;
}

function unreachable(thrown: unknown): Refused {
  if (thrown instanceof RecordUnreachable) return { thrown, hasMoved: false };
  throw thrown;
}
