import { once } from "node:events";
import { connect, createServer } from "node:net";
import {
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
} from "@grpc/grpc-js";
import {
  type Method,
  PipeClient,
  type RpcClient,
  RpcError,
  servePipe,
  serveUnary,
  UnaryClient,
} from "../../../src/engine/embedded/grpc/index.ts";

/** Something that answers, and somebody who asks it. */
export interface Stage {
  readonly client: RpcClient;
  /** Ends whatever answers, while it is asked or not. */
  breakOff(): void;
  close(): void;
}

const text = "über 100 % voll\nzweite Zeile";
/** What is said with an error besides its text. */
export const packedDetails = new Uint8Array([1, 2, 3, 250]);

export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["/test.Service/Echo", async (message) => await Promise.resolve(message)],
  ["/test.Service/Refuse", async () => await Promise.reject(new RpcError(9, text))],
  ["/test.Service/Throw", async () => await Promise.reject(new Error(text))],
  ["/test.Service/Hang", async () => await new Promise<never>(() => undefined)],
  // The first byte says how many turns later it is answered.
  [
    "/test.Service/Later",
    async (message) => {
      for (let turn = 0; turn < (message[0] ?? 0); turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return message;
    },
  ],
]);

const bytes = (message: Uint8Array) => Buffer.from(message);

function definition(path: string): MethodDefinition<Uint8Array, Uint8Array> {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
}

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** The same methods on the server that plugins have. */
export async function completeServer(): Promise<{ readonly address: string; close(): void }> {
  const server = new Server(unlimited);
  const names = [...methods.keys()];
  server.addService(
    Object.fromEntries(names.map((path) => [path, definition(path)])),
    Object.fromEntries(
      [...methods].map(([path, method]) => [
        path,
        ({ request }: ServerUnaryCall<Uint8Array, Uint8Array>, answer: sendUnaryData<Uint8Array>) => {
          const metadata = new Metadata();
          metadata.set("grpc-status-details-bin", Buffer.from(packedDetails));
          method(request).then(
            (message) => answer(null, message),
            (error: unknown) =>
              answer(
                error instanceof RpcError ? { code: error.code, details: error.details, metadata } : (error as Error),
              ),
          );
        },
      ]),
    ),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** The client that SDKs and plugins have. */
export function completeClient(address: string): RpcClient {
  const client = new Client(address, credentials.createInsecure(), unlimited);
  return {
    ask: async ({ path, message }) =>
      await new Promise<Uint8Array>((resolve, reject) => {
        const { requestSerialize, responseDeserialize } = definition(path);
        const answer = (error: ServiceError | null, response?: Uint8Array) =>
          error ? reject(new RpcError(error.code, error.details)) : resolve(response as Uint8Array);
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, answer);
      }),
    close: () => client.close(),
  };
}

async function overHttp2(
  serve: () => Promise<{ readonly address: string; close(): void }>,
  clientOf: (address: string) => RpcClient,
): Promise<Stage> {
  const server = await serve();
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
  return { client: new PipeClient(socket), breakOff, close: breakOff };
}

/** By what answers and who asks. */
export const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  "our client and our server": async () =>
    await overHttp2(
      async () => await serveUnary(methods),
      (address) => new UnaryClient(address),
    ),
  "our client and the server that plugins have": async () =>
    await overHttp2(completeServer, (address) => new UnaryClient(address)),
  "the client that SDKs have and our server": async () =>
    await overHttp2(async () => await serveUnary(methods), completeClient),
  "both ends of a pipe": overPipe,
};
