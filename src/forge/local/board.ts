import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ChangeRequestBoard, EnsuredComment } from "../board.ts";
import { CommentTooLong, NoSuchChangeRequest } from "../errors.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { changeRequestRecord } from "./records.ts";

const commentBytes = 256 * 1024;

export function localBoard(place: OpenedPlace): ChangeRequestBoard {
  return {
    limits: { commentBytes, dialect: "gitea" },
    async ensureComment({ number }, topic, text) {
      const bytes = Buffer.byteLength(text);
      if (bytes > commentBytes) throw new CommentTooLong({ forge: "local", bytes, limit: commentBytes });
      const marker = `<!-- groundwork: ${topic} -->`;
      const body = `${marker}\n\n${text}`;
      let done: EnsuredComment["done"] = "unchanged";
      let id = 0;
      const written = await place.documents.update(`change-requests/${number}`, changeRequestRecord, (now) => {
        if (now === undefined) return undefined;
        const own = now.comments.find((each) => each.author === place.user && each.body.startsWith(marker));
        id = own?.id ?? Math.max(0, ...now.comments.map((each) => each.id)) + 1;
        done = own === undefined ? "created" : own.body === body ? "unchanged" : "updated";
        if (done === "unchanged") return now;
        const comment = { id, author: place.user, body, at: place.now() };
        return {
          ...now,
          comments: [...now.comments.filter((each) => each.id !== id), comment].toSorted((a, b) => a.id - b.id),
        };
      });
      if (written === undefined) throw noSuchRequest(place, number);
      await writePages(place);
      const page = pathToFileURL(path.join(place.folder, "change-requests", `${number}.md`)).href;
      return { url: `${page}#comment-${id}`, done };
    },
  };
}

export function noSuchRequest({ repository }: OpenedPlace, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge: "local", repository, number });
}
