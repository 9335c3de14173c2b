import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { GitCommandFailed } from "../../git/executable/index.ts";
import { asClause, clauseOf, retryDelay } from "../../lib/index.ts";
import { chainEnds } from "../chain.ts";
import { RecordNotWritten, RecordRewritten, RecordUnreachable } from "../errors.ts";
import type { History, HistoryRecord } from "../history.ts";
import { historyOver, isRecorded } from "../history-over.ts";
import { readableRecord } from "../readable-record.ts";
import { type NotesPlace, notesRefOf, placeName } from "./notes-ref.ts";
import { recordReader } from "./read-records.ts";
import { recordCommit } from "./record-commit.ts";

/** How often the remote may refuse, or be out of reach, without that anything was added in between. */
const mostFailures = 3;
const backoff = { first: 100, longest: 3000 };

/**
 * History as commits on `refs/notes/groundwork` of the clone's remote: each adds one file with one record, and none changes or
 * removes any. The remote's reference is asked before every answer.
 *
 * A push names the commit that the reference is expected at. When another job was faster, the record is linked anew to
 * what that job has added.
 */
export function gitNotesHistory(place: NotesPlace): History {
  const notes = notesRefOf(place);
  const recordsAt = recordReader(notes);
  // Entries of one process would only compete with each other.
  const inTurn = pLimit(1);

  /** Adds the entry where it is not there yet, or says what kept it out. */
  const attempt = async (entry: HistoryRecord): Promise<Refused | undefined> => {
    const tip = await notes.latest();
    const { records, last } = await recordsAt(tip);
    if (isRecorded(entry, records)) return undefined;
    const record = readableRecord(entry, { ...chainEnds(records), last });
    return await notes.withCommit(
      (ref) => recordCommit(record, { ref, parent: tip }),
      async (commit) => {
        try {
          await notes.push(commit, tip);
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
    read: async () => await recordsAt(await notes.latest()),
    async add(entry) {
      try {
        await inTurn(() => add(entry));
      } catch (thrown) {
        throw new RecordNotWritten(
          { place: placeName(place), id: entry.id, problem: whyNot(thrown) },
          { cause: thrown },
        );
      }
    },
    async tampering() {
      try {
        if ((await notes.latest()) !== undefined) return undefined;
        // A clone that has never read the record cannot miss it.
        const traces = await notes.traces();
        if (traces.length === 0) return undefined;
        const [first] = traces;
        const more = traces.length > 1 ? ` and ${traces.length - 1} more` : "";
        const problem = `it is not there, and ${first}${more} of the same remote say that runs took place: it was removed, or no run came to its end`;
        return { record: placeName(place), problem };
      } catch (thrown) {
        if (!(thrown instanceof RecordRewritten)) throw thrown;
        return { record: thrown.data.place, problem: `it was rewritten: ${thrown.data.problem}` };
      }
    },
  });
}

/** What keeps a record out, as a part of a sentence that has a remedy of its own. */
function whyNot(thrown: unknown): string {
  if (thrown instanceof GitCommandFailed) return asClause(thrown.data.words);
  return thrown instanceof RecordUnreachable ? thrown.data.problem : clauseOf(thrown);
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
