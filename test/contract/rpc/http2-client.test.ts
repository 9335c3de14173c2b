import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serveUnary, status, UnaryClient } from "../../../src/engine/embedded/grpc/index.ts";
import { completeServer, methods, packedDetails } from "./rpc-stage.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function clientOf(address: string): UnaryClient {
  const client = new UnaryClient(address);
  closers.push(() => client.close());
  return client;
}

async function listening(server: Server, port = 0): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const nothing = new Uint8Array();

describe("a client of one server", () => {
  it("hands out what the server says besides the text of an error", async () => {
    const server = await completeServer();
    closers.push(() => server.close());
    await expect(
      clientOf(server.address).ask({ path: "/test.Service/Refuse", message: nothing }),
    ).rejects.toMatchObject({
      packedDetails: Buffer.from(packedDetails),
    });
  });

  it("gives up a call after the time that it has, and says so to the server", async () => {
    const given: unknown[] = [];
    const server = createHttp2Server();
    const ended = new Promise<number>((resolve) => {
      server.on("stream", (stream, headers) => {
        given.push(headers["grpc-timeout"]);
        stream.on("error", () => undefined);
        stream.once("close", () => resolve(stream.rstCode));
      });
    });
    const address = await listening(server);
    const client = clientOf(address);
    await expect(client.ask({ path: "/test.Service/Hang", message: nothing }, 40)).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(given).toEqual(["40m"]);
    // NGHTTP2_CANCEL
    expect(await ended).toBe(8);
  });

  it("reaches a server that was started anew at the same address", async () => {
    const first = await serveUnary(methods);
    const client = clientOf(first.address);
    await client.ask({ path: "/test.Service/Echo", message: nothing });
    first.close();
    await expect(client.ask({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    const second = createHttp2Server();
    second.on("stream", (stream) => {
      stream.respond({ ":status": 200, "grpc-status": "0" }, { endStream: true });
    });
    await listening(second, Number(first.address.split(":")[1]));
    await expect(client.ask({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.INTERNAL,
      details: "The answer cannot be read: there is no message",
    });
  });

  it("says what answers instead of a server of gRPC", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 503 });
      stream.end("away");
    });
    const address = await listening(server);
    await expect(clientOf(address).ask({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: "Received HTTP status code 503",
    });
  });

  it("names the address that nobody listens at", async () => {
    const server = createServer();
    const address = await listening(server);
    server.close();
    await expect(clientOf(address).ask({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: `connect ECONNREFUSED ${address}`,
    });
  });

  it("waits for a server that does not answer at once", async () => {
    const http2 = createHttp2Server();
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
    await listening(createHttp2Server(), Number(address.split(":")[1]));
    await expect(client.ready(20_000)).resolves.toBeUndefined();
  });

  it("gives up waiting for one that says nothing", async () => {
    const address = await listening(createServer());
    await expect(clientOf(address).ready(60)).rejects.toThrow(`${address} did not answer within 60 ms`);
  });

  it("breaks off what it asks when it is closed, and asks nothing more", async () => {
    const server = await serveUnary(methods);
    closers.push(() => server.close());
    const client = new UnaryClient(server.address);
    const asked = client.ask({ path: "/test.Service/Hang", message: nothing });
    client.close();
    await expect(asked).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(client.ask({ path: "/test.Service/Echo", message: nothing })).rejects.toMatchObject({
      code: status.UNAVAILABLE,
      details: "The client has been closed",
    });
  });
});
