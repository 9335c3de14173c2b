import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { afterEach, describe, expect, it } from "vitest";
import { Http2Client, serveUnary, type UnaryServer } from "../../../src/engine/embedded/grpc/index.ts";
import { calls } from "../../../src/engine/embedded/providers/calls.ts";
import { ProviderConnection } from "../../../src/engine/embedded/providers/connection.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A connection to a provider that responds to every create with these bytes. */
async function connected(answer: Uint8Array): Promise<ProviderConnection> {
  const server: UnaryServer = await serveUnary(
    new Map([["/pulumirpc.ResourceProvider/Create", async () => await Promise.resolve(answer)]]),
  );
  const connection = new ProviderConnection(new Http2Client(server.address));
  closers.push(() => {
    connection.close();
    server.close();
  });
  return connection;
}

describe("a response that is no message", () => {
  it.each([
    ["ends within a struct", new Uint8Array([0x12, 0x05, 0x0a])],
    ["ends within another field", new Uint8Array([0x0a, 0x05, 0x61])],
    ["has a field of a kind that does not exist", new Uint8Array([0x0f])],
  ])("and %s leaves open whether the resource was created", async (_what, answer) => {
    const connection = await connected(answer);
    const created = connection.call("create", "the thing", calls.create, new pb.CreateRequest(), { properties: {} });
    await expect(created).rejects.toMatchObject({
      code: "provider-call-failed",
      message: expect.stringContaining("The response cannot be read"),
      data: { subject: "the thing", outcomeKnown: false, unimplemented: false },
    });
  });
});
