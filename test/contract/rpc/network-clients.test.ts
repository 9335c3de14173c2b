import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { serveUnary, status } from "../../../src/engine/embedded/grpc/index.ts";
import { clients, methods, packedDetails, servers } from "./rpc-stage.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listening(server: Server | Http2Server, port = 0): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const callOnce = fileURLToPath(new URL("call-once.ts", import.meta.url));
const nothing = new Uint8Array();
const okHeaders = { ":status": 200, "content-type": "application/grpc" };
/** A gRPC frame with an empty message. */
const emptyFrame = Buffer.alloc(5);

/** A server whose responses are written by hand, and the sessions that clients have opened. */
function handwrittenServer(): { readonly server: Http2Server; readonly sessions: ServerHttp2Session[] } {
  const server = createHttp2Server();
  const sessions: ServerHttp2Session[] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => undefined);
    closers.push(() => session.destroy());
  });
  return { server, sessions };
}

describe.each(Object.entries(clients))("%s", (name, makeClient) => {
  const clientOf = (address: string) => {
    const client = makeClient(address);
    closers.push(() => client.close());
    return client;
  };

  it.each(Object.entries(servers))("hands out the details of an error that %s sends in metadata", async (_, serve) => {
    const server = await serve(methods);
    closers.push(() => server.close());
    await expect(
      clientOf(server.address).call({ path: "/test.Service/Refuse", message: nothing }),
    ).rejects.toMatchObject({ packedDetails: Buffer.from(packedDetails) });
  });

  it("gives up a call at its deadline, announces the deadline and cancels the call at the server", async () => {
    const announced: unknown[] = [];
    const { server } = handwrittenServer();
    const reset = new Promise<number>((resolve) => {
      server.on("stream", (stream, headers) => {
        announced.push(headers["grpc-timeout"]);
        stream.on("error", () => undefined);
        stream.once("close", () => resolve(stream.rstCode));
      });
    });
    const client = clientOf(await listening(server));
    await client.ready(20_000);
    await expect(client.call({ path: "/test.Service/Hang", message: nothing }, 2_000)).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(announced).toEqual([expect.stringMatching(/^\d+m$/u)]);
    const milliseconds = Number.parseInt(String(announced[0]), 10);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThanOrEqual(2_000);
    // NGHTTP2_CANCEL
    expect(await reset).toBe(8);
  });

  it("reaches a server that was started anew at the same address", async () => {
    const first = await serveUnary(methods);
    const client = clientOf(first.address);
    await client.call({ path: "/test.Service/Echo", message: nothing });
    first.close();
    await expect(client.call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    const { server } = handwrittenServer();
    server.on("stream", (stream) => {
      stream.respond({ ...okHeaders, "grpc-status": "9", "grpc-message": "second" }, { endStream: true });
    });
    await listening(server, Number(first.address.split(":")[1]));
    await client.ready(20_000);
    await expect(client.call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: "second",
    });
  });

  it("ends calls that run and takes a new connection for the next when a server says GOAWAY", async () => {
    const { server, sessions } = handwrittenServer();
    const finish: (() => void)[] = [];
    server.on("stream", (stream) => {
      stream.on("error", () => undefined);
      finish.push(() => {
        stream.respond(okHeaders, { waitForTrailers: true });
        stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(emptyFrame);
      });
      if (finish.length === 1) sessions[0]?.goaway(0, 1);
      else finish[1]?.();
    });
    const client = clientOf(await listening(server));
    const first = client.call({ path: "/test.Service/Echo", message: nothing });
    await expect.poll(() => finish.length).toBe(1);
    // The announcement arrives before the response that follows it on the same connection.
    finish[0]?.();
    expect(await first).toHaveLength(0);
    expect(await client.call({ path: "/test.Service/Echo", message: nothing })).toHaveLength(0);
    expect(sessions).toHaveLength(2);
  });

  it("fails a call whose server dies in the middle of the response", async () => {
    const { server, sessions } = handwrittenServer();
    server.on("stream", (stream) => {
      stream.on("error", () => undefined);
      stream.respond(okHeaders, { waitForTrailers: true });
      stream.write(Buffer.from([0, 0, 0, 0, 100, 1, 2, 3]), () => sessions[0]?.destroy());
    });
    const client = clientOf(await listening(server));
    await expect(client.call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      name: "RpcError",
      code: expect.toSatisfy((code: number) =>
        ([status.UNAVAILABLE, status.CANCELLED, status.INTERNAL] as number[]).includes(code),
      ) as number,
    });
  });

  it("sends no more of a large message than the server's window takes", async () => {
    const size = 3_000_000;
    const { server } = handwrittenServer();
    let received = 0;
    let mostWaiting = 0;
    server.on("stream", (stream) => {
      stream.on("error", () => undefined);
      // Not read until asked for: what arrives before is at most one window.
      stream.on("readable", () => {
        mostWaiting = Math.max(mostWaiting, stream.readableLength);
        setImmediate(() => {
          received += (stream.read() as Buffer | null)?.length ?? 0;
        });
      });
      stream.once("end", () => {
        stream.respond({ ...okHeaders, "grpc-status": "9", "grpc-message": "read" }, { endStream: true });
      });
    });
    const client = clientOf(await listening(server));
    const call = client.call({ path: "/test.Service/Echo", message: new Uint8Array(size) });
    await expect(call).rejects.toMatchObject({ code: status.FAILED_PRECONDITION, details: "read" });
    expect(received).toBe(size + 5);
    // HTTP/2's default window is 65,535 bytes; Node hands on what has arrived of one in a few turns.
    expect(mostWaiting).toBeLessThanOrEqual(2 * 65_535);
  });

  it("reports an HTTP server that is none of gRPC", async () => {
    const { server } = handwrittenServer();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 503 });
      stream.end("away");
    });
    const address = await listening(server);
    await expect(clientOf(address).call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining("503"),
    });
  });

  it("names the address when no server listens there", async () => {
    const server = createServer();
    const address = await listening(server);
    server.close();
    await expect(clientOf(address).call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringContaining(`connect ECONNREFUSED ${address}`),
    });
  });

  it("waits for a server that closes its first connections", async () => {
    const { server: http2 } = handwrittenServer();
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      if (connections < 3) socket.destroy();
      else http2.emit("connection", socket);
    });
    await clientOf(await listening(server)).ready(20_000);
    expect(connections).toBe(3);
  });

  it("waits for a server that does not listen yet", async () => {
    const placeholder = createServer();
    const address = await listening(placeholder);
    placeholder.close();
    await once(placeholder, "close");
    const client = clientOf(address);
    await expect(client.ready(80)).rejects.toThrow(`${address} did not answer within 80 ms`);
    await listening(handwrittenServer().server, Number(address.split(":")[1]));
    await expect(client.ready(20_000)).resolves.toBeUndefined();
  });

  it("gives up waiting for a server that accepts connections and says nothing", async () => {
    const server = createServer((socket) => closers.push(() => socket.destroy()));
    const address = await listening(server);
    await expect(clientOf(address).ready(60)).rejects.toThrow(`${address} did not answer within 60 ms`);
  });

  it("fails calls that wait when it is closed, and makes no more", async () => {
    const server = await serveUnary(methods);
    closers.push(() => server.close());
    const client = makeClient(server.address);
    await client.ready(20_000);
    const waiting = client.call({ path: "/test.Service/Hang", message: nothing });
    client.close();
    client.close();
    await expect(waiting).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(client.call({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: "The client has been closed",
    });
  });

  it("does not keep its process alive when no call waits", async () => {
    const server = await serveUnary(methods);
    closers.push(() => server.close());
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", callOnce, name, server.address]);
    expect(JSON.parse(stdout)).toEqual([7]);
  });
});
