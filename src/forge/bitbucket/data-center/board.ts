import * as z from "zod";
import type { ChangeRequestBoard, EnsuredComment } from "../../board.ts";
import { boardOver } from "../../board-over.ts";
import { ForgeRefused } from "../../errors.ts";
import { orRefusal } from "../../http/index.ts";
import type { Identities } from "../../identities.ts";
import { commentBytes, hasMarker, markedComment } from "../marker.ts";
import { activity, comment as commentAnswer } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";

export function dataCenterBoard(client: DataCenterClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  /** Those of this user and topic as they are now, the oldest first. */
  const oursOn = async (number: number, topic: string) => {
    const me = await self();
    // Comments are listed for one file alone; those on the whole are entries of the log, several of each and older texts too.
    const base = `${client.base}/pull-requests/${number}`;
    const log = await client.listIfAny(`${base}/activities`, activity);
    if (log === undefined) return client.noSuchRequest(number);
    const ids = log.flatMap(({ comment, commentAnchor }) =>
      comment && !commentAnchor && String(comment.author.id) === me.id && hasMarker(comment.text, topic)
        ? comment.id
        : [],
    );
    const read = [...new Set(ids)].map((id) => client.find(`${base}/comments/${id}`, commentAnswer));
    return (await Promise.all(read))
      .filter((each) => each !== undefined)
      .filter(({ author, text }) => String(author.id) === me.id && hasMarker(text, topic))
      .toSorted((one, other) => one.id - other.id);
  };
  const placeOf = (number: number) => `${client.base}/pull-requests/${number}/comments`;
  const url = (number: number, id: number) => client.page(`/pull-requests/${number}/overview?commentId=${id}`);
  const revised = async (
    number: number,
    topic: string,
    text: string,
    isLastTry = false,
  ): Promise<EnsuredComment | undefined> => {
    const place = placeOf(number);
    const [kept, ...doubles] = await oursOn(number, topic);
    // Two runs that found none at the same time have both written one. One that was answered cannot be deleted.
    for (const { id, version } of doubles) {
      const path = `${place}/${id}?version=${version}`;
      await orRefusal(client.change({ method: "DELETE", path }, z.undefined()), 409);
    }
    if (kept === undefined) return undefined;
    if (kept.text === text) return { url: url(number, kept.id), done: "unchanged" };
    const { id, version } = kept;
    const request = { method: "PUT", path: `${place}/${id}`, body: { text, version } } as const;
    const edited = await orRefusal(client.change(request, commentAnswer), 409);
    if (edited !== undefined && !(edited instanceof ForgeRefused)) return { url: url(number, id), done: "updated" };
    // Another run edited or deleted it in between. An archived repository is 409, too.
    if (isLastTry) throw edited ?? client.unavailable(request.path, "it is listed, and cannot be edited");
    return await revised(number, topic, text, true);
  };
  const created = async (number: number, text: string): Promise<EnsuredComment> => {
    const { id } = await client.write({ method: "POST", path: placeOf(number), body: { text } }, commentAnswer);
    return { url: url(number, id), done: "created" };
  };
  return boardOver({
    limits: { commentBytes, dialect: "bitbucket" },
    marked: (topic, text) => markedComment(client.forge, topic, text),
    ensuring: (work) => client.ensuring(work),
    revised: (number, topic, body) => revised(number, topic, body),
    created,
  });
}
