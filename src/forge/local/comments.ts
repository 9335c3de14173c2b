import type { AnnouncedComment, Comments } from "../comments.ts";
import { HookMalformed } from "../errors.ts";
import { noSuchRequest } from "./board.ts";
import { userNamed } from "./identities.ts";
import type { OpenedPlace } from "./place.ts";
import { changeRequestRecord, commentEvent } from "./records.ts";

/** A local forge has no CI: an event is a file that a person, a script or a test writes, `{ "number": 1, "comment": 2 }`. */
export function localComments(place: OpenedPlace): Comments {
  const read = async (number: number) => {
    const found = await place.documents.read(`change-requests/${number}`, changeRequestRecord);
    if (found === undefined) throw noSuchRequest(place, number);
    return found;
  };
  return {
    announced: (event) => announced(event),
    async of(number) {
      return (await read(number)).comments.map(({ id, author, body, at, editedAt }) => ({
        id: String(id),
        by: userNamed(author),
        body,
        at,
        isEdited: editedAt !== undefined,
        isByBot: false,
      }));
    },
  };
}

function announced(event: Uint8Array): AnnouncedComment | undefined {
  const parsed = commentEvent.safeParse(jsonOf(event));
  if (!parsed.success)
    throw new HookMalformed({
      forge: "the local forge",
      event: "comment",
      because: "it is no JSON with the number of a change request, of a comment, and its text",
    });
  const { number, comment, body, head } = parsed.data;
  return { number, id: String(comment), body, ...(head !== undefined && { head }) };
}

function jsonOf(event: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(event).toString("utf8"));
  } catch {
    return undefined;
  }
}
