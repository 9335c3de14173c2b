import { once } from "node:events";
import { connect, createServer } from "node:net";
import { GrpcJsClient } from "../../../src/engine/embedded/grpc/grpc-js-client.ts";
import { serveGrpcJs } from "../../../src/engine/embedded/grpc/grpc-js-server.ts";
import {
  Http2Client,
  type Method,
  type Methods,
  type NetworkClient,
  PipeClient,
  type RpcClient,
  RpcError,
  servePipe,
  serveUnary,
  type UnaryServer,
} from "../../../src/engine/embedded/grpc/index.ts";

/** A client, and the server that it calls. */
export interface Stage {
  readonly client: RpcClient;
  /** Ends the server at once, with calls that run. */
  breakOff(): void;
  close(): void;
}

const text = "über 100 % voll\nzweite Zeile";
/** Sent with an error besides its text. */
export const packedDetails = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);

export const methods: Methods = new Map<string, Method>([
  ["/test.Service/Echo", async (message) => await Promise.resolve(message)],
  ["/test.Service/Refuse", async () => await Promise.reject(new RpcError(9, text, packedDetails))],
  ["/test.Service/Throw", async () => await Promise.reject(new Error(text))],
  ["/test.Service/Hang", async () => await new Promise<never>(() => undefined)],
  // The first byte says how many turns of the event loop later the response comes.
  [
    "/test.Service/Later",
    async (message) => {
      for (let turn = 0; turn < (message[0] ?? 0); turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return message;
    },
  ],
]);

export const servers: Readonly<Record<string, (served: Methods) => Promise<UnaryServer>>> = {
  "our HTTP/2 server": serveUnary,
  "grpc-js's server": serveGrpcJs,
};

export const clients: Readonly<Record<string, (address: string) => NetworkClient>> = {
  "our HTTP/2 client": (address) => new Http2Client(address),
  "grpc-js's client": (address) => new GrpcJsClient(address),
};

async function overNetwork(
  serve: (served: Methods) => Promise<UnaryServer>,
  clientOf: (address: string) => NetworkClient,
): Promise<Stage> {
  const server = await serve(methods);
  const client = clientOf(server.address);
  return {
    client,
    breakOff: () => server.close(),
    close() {
      client.close();
      server.close();
    },
  };
}

async function overPipe(): Promise<Stage> {
  const server = createServer((socket) => servePipe(methods, socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  await once(socket, "connect");
  const breakOff = () => {
    socket.destroy();
    server.close();
  };
  return { client: new PipeClient(socket).ofRun(0), breakOff, close: breakOff };
}

const networkStages = Object.entries(clients).flatMap(([client, clientOf]) =>
  Object.entries(servers).map(
    ([server, serve]) => [`${client} and ${server}`, async () => await overNetwork(serve, clientOf)] as const,
  ),
);

/** Every pair of a client and a server that occurs in use. */
export const stages: readonly (readonly [name: string, open: () => Promise<Stage>])[] = [
  ...networkStages,
  ["both ends of a pipe", overPipe],
];
