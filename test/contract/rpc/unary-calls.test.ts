import { afterEach, describe, expect, it } from "vitest";
import { status } from "../../../src/engine/embedded/grpc/index.ts";
import { type Stage, stages } from "./rpc-stage.ts";

const opened: Stage[] = [];
afterEach(() => {
  for (const stage of opened.splice(0)) stage.close();
});

const message = (text: string) => new TextEncoder().encode(text);

describe.each(stages)("a call between %s", (_name, open) => {
  const stage = async () => {
    const made = await open();
    opened.push(made);
    return made;
  };

  it("is answered", async () => {
    const { client } = await stage();
    const answer = await client.call({ path: "/test.Service/Echo", message: message("wörd") });
    expect(new TextDecoder().decode(answer)).toBe("wörd");
  });

  it("may ask with nothing and be answered with nothing", async () => {
    const { client } = await stage();
    expect(await client.call({ path: "/test.Service/Echo", message: new Uint8Array() })).toHaveLength(0);
  });

  it("goes through whatever its size", async () => {
    const { client } = await stage();
    const large = Buffer.alloc(20_000_000, "0123456789");
    const answer = await client.call({ path: "/test.Service/Echo", message: large });
    expect(large.equals(answer)).toBe(true);
  });

  it("gets its own answer, whatever the order of answers", async () => {
    const { client } = await stage();
    const asked = Array.from({ length: 200 }, (_, index) => new Uint8Array([(index * 7) % 11, index]));
    const answers = await Promise.all(
      asked.map(async (each) => await client.call({ path: "/test.Service/Later", message: each })),
    );
    expect(answers.map((answer) => [...answer])).toEqual(asked.map((each) => [...each]));
  });

  it("is refused with a status and a text of any characters", async () => {
    const { client } = await stage();
    await expect(client.call({ path: "/test.Service/Refuse", message: message("") })).rejects.toMatchObject({
      name: "RpcError",
      code: status.FAILED_PRECONDITION,
      details: "über 100 % voll\nzweite Zeile",
    });
  });

  it("is told of what was thrown, and the next one is answered", async () => {
    const { client } = await stage();
    await expect(client.call({ path: "/test.Service/Throw", message: message("") })).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: expect.stringContaining("über 100 % voll"),
    });
    expect(await client.call({ path: "/test.Service/Echo", message: message("next") })).toHaveLength(4);
  });

  it("is told when nobody knows its method", async () => {
    const { client } = await stage();
    await expect(client.call({ path: "/test.Service/Nothing", message: message("") })).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
      details: expect.stringContaining("/test.Service/Nothing"),
    });
  });

  it("fails when the connection breaks before the answer, and so does the next", async () => {
    const { client, ...others } = await stage();
    await client.call({ path: "/test.Service/Echo", message: message("there") });
    const asked = client.call({ path: "/test.Service/Hang", message: message("") });
    // Calls of a connection arrive in order: with this answer, the server has the call that hangs.
    await client.call({ path: "/test.Service/Echo", message: message("arrived") });
    others.breakOff();
    const codes = [status.UNAVAILABLE, status.CANCELLED];
    const failed = await asked.catch((error: unknown) => error);
    expect(codes).toContain((failed as { code: number }).code);
    const next = await client
      .call({ path: "/test.Service/Echo", message: message("") })
      .catch((error: unknown) => error);
    expect((next as { code: number }).code).toBe(status.UNAVAILABLE);
  });
});
