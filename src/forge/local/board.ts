import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ChangeRequestBoard, EnsuredComment } from "../board.ts";
import { CommentTooLong, NoSuchChangeRequest } from "../errors.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { changeRequestRecord } from "./records.ts";

const commentBytes = 256 * 1024;

export function localBoard(place: OpenedPlace): ChangeRequestBoard {
  /** The id of the comment, and what was done; the id is absent where there is none and none is created. */
  const write = async (number: number, topic: string, text: string, creates: boolean) => {
    const bytes = Buffer.byteLength(text);
    if (bytes > commentBytes) throw new CommentTooLong({ forge: "local", bytes, limit: commentBytes });
    const marker = `<!-- groundwork: ${topic} -->`;
    const body = `${marker}\n\n${text}`;
    let done: EnsuredComment["done"] = "unchanged";
    let id: number | undefined;
    const written = await place.documents.update(`change-requests/${number}`, changeRequestRecord, (now) => {
      if (now === undefined) return undefined;
      const own = now.comments.find((each) => each.author === place.user && each.body.startsWith(marker));
      id = own?.id;
      if (own?.body === body || (own === undefined && !creates)) return now;
      done = own === undefined ? "created" : "updated";
      const comment = {
        id: own?.id ?? Math.max(0, ...now.comments.map((each) => each.id)) + 1,
        author: place.user,
        body,
        at: place.now(),
      };
      id = comment.id;
      return {
        ...now,
        comments: [...now.comments.filter((each) => each.id !== id), comment].toSorted((a, b) => a.id - b.id),
      };
    });
    if (written === undefined) throw noSuchRequest(place, number);
    await writePages(place);
    return { id, done };
  };
  const ensured = (number: number, id: number, done: EnsuredComment["done"]): EnsuredComment => {
    const page = pathToFileURL(path.join(place.folder, "change-requests", `${number}.md`)).href;
    return { url: `${page}#comment-${id}`, done };
  };
  return {
    limits: { commentBytes, dialect: "gitea" },
    async ensureComment({ number }, topic, text) {
      const { id = 0, done } = await write(number, topic, text, true);
      return ensured(number, id, done);
    },
    async reviseComment({ number }, topic, text) {
      const { id, done } = await write(number, topic, text, false);
      return id === undefined ? undefined : ensured(number, id, done);
    },
  };
}

export function noSuchRequest({ repository }: OpenedPlace, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge: "local", repository, number });
}
