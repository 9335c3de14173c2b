import type { ServerResponse } from "node:http";
import type { Reply } from "./reply.ts";

const lookEveryMs = 250;

/**
 * A container's log with what is added to it, until the container has ended, as a kubelet does it, or the client leaves. One that was
 * started again has a log of its own.
 *
 * @param first what is sent of the log that there is
 * @param whole the log from its beginning; `undefined` when there is none any more
 */
export async function streamPodLog(first: string, whole: () => Promise<string | undefined>): Promise<Reply> {
  let sent = (await whole()) ?? "";
  const look = async (response: ServerResponse): Promise<boolean> => {
    const log = await whole();
    if (!log?.startsWith(sent)) return false;
    if (log.length > sent.length) response.write(log.slice(sent.length));
    sent = log;
    return true;
  };
  return {
    kind: "stream",
    start: (response) => {
      if (response.destroyed) return;
      response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
      response.flushHeaders();
      response.write(first);
      const again = () => {
        timer = setTimeout(() => {
          look(response).then(
            (isThere) => (isThere && !response.destroyed ? again() : response.end()),
            () => response.destroy(),
          );
        }, lookEveryMs);
      };
      let timer: NodeJS.Timeout | undefined;
      response.once("close", () => clearTimeout(timer));
      again();
    },
  };
}
