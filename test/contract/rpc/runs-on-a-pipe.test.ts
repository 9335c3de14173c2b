import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PipeClient, type RpcClient, servePipe } from "../../../src/engine/embedded/grpc/index.ts";

const echo = "/test.Service/Echo";
const served = (answer: string) => new Map([[echo, async () => await Promise.resolve(Buffer.from(answer))]]);

describe("a pipe that carries the calls of several runs, one after the other", () => {
  let server: Server;
  let ours: Socket;
  let programs: Socket;
  let pipe: PipeClient;

  beforeEach(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    programs = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
    [ours] = (await once(server, "connection")) as [Socket];
    pipe = new PipeClient(programs);
  });
  afterEach(() => {
    programs.destroy();
    ours.destroy();
    server.close();
  });

  const call = async (client: RpcClient) =>
    Buffer.from(await client.call({ path: echo, message: Buffer.alloc(0) })).toString();

  it("gives each run's calls to the methods of that run", async () => {
    for (const run of [0, 1, 255, 256, 257]) {
      const release = servePipe(served(`run ${run}`), ours, run);
      expect(await call(pipe.ofRun(run))).toBe(`run ${run}`);
      release();
    }
    expect(pipe.waiting).toBe(0);
  });

  it("refuses a call of a client that an earlier run has kept", async () => {
    const release = servePipe(served("run 0"), ours, 0);
    const earlier = pipe.ofRun(0);
    expect(await call(earlier)).toBe("run 0");
    release();
    servePipe(served("run 1"), ours, 1);
    expect(await call(pipe.ofRun(1))).toBe("run 1");
    await expect(call(earlier)).rejects.toThrow("The call belongs to another run of the program.");
  });
});
