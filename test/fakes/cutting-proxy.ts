import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** When the connection of a push breaks. */
export type Cut = "before the server has it" | "after the server has it";

export interface CuttingProxy {
  readonly url: string;
  /** Cuts that are still to come, one for each push. */
  readonly cuts: Cut[];
  stop(): Promise<void>;
}

/** Stands before a Git server and breaks the connections of pushes. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const cuts: Cut[] = [];
  const server = createServer((incoming, outgoing) => {
    const isPush = incoming.method === "POST" && incoming.url?.endsWith("/git-receive-pack") === true;
    forward({ incoming, outgoing, target, cut: isPush ? cuts.shift() : undefined }).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly target: string;
  readonly cut: Cut | undefined;
}

async function forward({ incoming, outgoing, target, cut }: Exchange): Promise<void> {
  if (cut === "before the server has it") {
    incoming.socket.destroy();
    return;
  }
  const { host: _, ...headers } = incoming.headers;
  const forwarded = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers });
  incoming.pipe(forwarded);
  const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
  const content = await buffer(answer);
  if (cut) incoming.socket.destroy();
  else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
}
