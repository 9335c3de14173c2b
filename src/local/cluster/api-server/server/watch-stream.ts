import { jsonText } from "../../../../lib/index.ts";
import { type Selection, type WatchEvent, watchObjects } from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { presentEvent } from "./presentation.ts";
import type { Reply } from "./reply.ts";

const bookmarkEveryMs = 60_000;
const defaultSeconds = 1_800;
/** A client that reads slower than this much behind is cut off: it lists again. */
const longestBacklog = 32 * 1024 * 1024;

/** Streams a watch, one JSON document a line, until the client leaves or its time is over. */
export function streamWatch(context: ClusterContext, request: ApiRequest, selection: Selection): Reply {
  const early: string[] = [];
  let deliver: (line: string) => void = (line) => early.push(line);
  // Started before the answer, so that a query that is wrong is refused with a status of its own.
  let isFirst = true;
  const watch = watchObjects(context, selection, request.query, (event) => {
    const line = lineOf(context, request, selection, event, isFirst);
    isFirst = false;
    deliver(line);
  });
  const seconds = Number(request.query.get("timeoutSeconds") ?? defaultSeconds);
  return {
    kind: "stream",
    start: (response) => {
      // A client that left while it was answered will not close a second time.
      if (response.destroyed) {
        watch.stop();
        return;
      }
      response.writeHead(200, { "content-type": "application/json" });
      if (watch.ended) {
        response.end(early.join(""));
        return;
      }
      response.flushHeaders();
      response.write(early.join(""));
      const bookmarks = setInterval(() => watch.bookmark(), bookmarkEveryMs);
      // Nothing may be delivered to an answer that has ended: it closes later, when the client has read it.
      const stop = () => {
        watch.stop();
        clearInterval(bookmarks);
        clearTimeout(end);
      };
      const end = setTimeout(
        () => {
          stop();
          response.end();
        },
        (seconds > 0 ? seconds : defaultSeconds) * 1000,
      );
      response.once("close", stop);
      deliver = (line) => {
        if (response.writableLength <= longestBacklog) {
          response.write(line);
          return;
        }
        stop();
        response.destroy();
      };
    },
  };
}

function lineOf(
  context: ClusterContext,
  request: ApiRequest,
  { type }: Selection,
  { type: title, object }: WatchEvent,
  isFirst: boolean,
): string {
  const shown = title === "ERROR" ? object : presentEvent(context, request, type, object, isFirst);
  return `${jsonText({ type: title, object: shown })}\n`;
}
