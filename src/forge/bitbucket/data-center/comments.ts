import pLimit from "p-limit";
import type { Comments } from "../../comments.ts";
import { activity, postedComment } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { announcedOnDataCenter } from "./hooks.ts";
import { dataCenterUser } from "./identities.ts";

/** Comments are read one by one: a site with limits takes five requests a second, after a start of sixty. */
const atOnce = 4;

/** The newest comments that are read: commands that wait are among them, and each one costs a request. */
const mostRead = 200;

export function dataCenterComments(client: DataCenterClient): Comments {
  return {
    announced: (event) => announcedOnDataCenter(client.forge, client.repository, event),
    async of(number) {
      const base = `${client.base}/pull-requests/${number}`;
      // Those on the whole are entries of the log, several of each and older texts too.
      const log = await client.listIfAny(`${base}/activities`, activity);
      if (log === undefined) return client.noSuchRequest(number);
      const ids = log.flatMap(({ comment, commentAnchor }) => (comment && !commentAnchor ? comment.id : []));
      const newest = [...new Set(ids)].toSorted((one, other) => one - other).slice(-mostRead);
      const inTurn = pLimit(atOnce);
      const read = newest.map((id) => inTurn(() => client.find(`${base}/comments/${id}`, postedComment)));
      return (await Promise.all(read))
        .filter((each) => each !== undefined)
        .map(({ id, author, text, version, createdDate }) => ({
          id: String(id),
          by: dataCenterUser(author),
          body: text,
          at: new Date(createdDate).toISOString(),
          isEdited: version > 0,
          isByBot: author.type !== "NORMAL",
        }));
    },
  };
}
