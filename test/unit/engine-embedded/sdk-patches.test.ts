import { createRequire } from "node:module";
import type * as grpcPackage from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, describe, expect, it } from "vitest";
import { method, serveUnary } from "../../../src/engine/embedded/grpc/index.ts";
import { grpcStandIn } from "../../../src/engine/embedded/program/sdk-patches/grpc-stand-in.ts";
import { plainStructOf, withPlainStructs } from "../../../src/engine/embedded/program/sdk-patches/plain-structs.ts";

const { Struct } = withPlainStructs(structPb) as typeof structPb;
const properties = { name: "one", list: [1, null, { deep: true }] };

describe("a struct that keeps what it was made of", () => {
  it("gives it back", () => {
    expect(Struct.fromJavaScript(properties).toJavaScript()).toEqual(properties);
    expect(plainStructOf(Struct.fromJavaScript(properties))?.plain).toBe(properties);
  });

  it("is a struct to whoever asks and to whoever writes it", () => {
    const struct = Struct.fromJavaScript(properties);
    expect(struct).toBeInstanceOf(structPb.Struct);
    const request = new pb.RegisterResourceRequest().setObject(struct);
    const read = pb.RegisterResourceRequest.deserializeBinary(request.serializeBinary());
    expect(read.getObject()?.toJavaScript()).toEqual(properties);
    expect(request.getObject()).toBe(struct);
    expect(request.toObject().object).toEqual(structPb.Struct.fromJavaScript(properties).toObject());
  });

  it("is no longer what it was made of when somebody has changed it", () => {
    const struct = Struct.fromJavaScript(properties);
    struct.getFieldsMap().set("more", structPb.Value.fromJavaScript("added"));
    expect(struct.toJavaScript()).toEqual({ ...properties, more: "added" });
    expect(plainStructOf(struct)).toBeUndefined();
    const read = structPb.Struct.deserializeBinary(struct.serializeBinary());
    expect(read.toJavaScript()).toEqual({ ...properties, more: "added" });
  });
});

const packages = createRequire(import.meta.url);
type Grpc = typeof grpcPackage;

/** The stand-in, and how often it has loaded the package itself. */
function light() {
  const loaded = { times: 0 };
  const grpc = grpcStandIn(() => {
    loaded.times += 1;
    return packages("@grpc/grpc-js");
  }) as Grpc;
  return { loaded, grpc };
}

/** Methods as the protocol's compiler describes them. */
const services = (packages("@pulumi/pulumi/proto/resource_grpc_pb.js") as { ResourceMonitorService: object })
  .ResourceMonitorService as Parameters<Grpc["makeGenericClientConstructor"]>[0];

type Call = (request: unknown, ...more: readonly unknown[]) => unknown;
type Client = Readonly<Record<string, Call>> & { close(): void };

const server = serveUnary(
  new Map([
    [
      "/pulumirpc.ResourceMonitor/RegisterResource",
      method(pb.RegisterResourceRequest, async (request) => {
        const response = new pb.RegisterResourceResponse().setUrn(request.getName());
        return await Promise.resolve(response.setObject(request.getObject()));
      }),
    ],
  ]),
);
afterAll(async () => (await server).close());

async function clientOf(grpc: Grpc, credentials = grpc.credentials.createInsecure(), options = {}): Promise<Client> {
  const Monitor = grpc.makeGenericClientConstructor(services, "ResourceMonitor");
  return new Monitor((await server).address, credentials, options) as unknown as Client;
}

async function ask(client: Client, request: unknown, ...between: readonly unknown[]) {
  return await new Promise<pb.RegisterResourceResponse>((resolve, reject) => {
    const answer = (error: Error | null, response: pb.RegisterResourceResponse) =>
      error ? reject(error) : resolve(response);
    client["registerResource"]?.(request, ...between, answer);
  });
}

describe("what stands for the package for gRPC", () => {
  it("asks for unary calls without loading the package, with either kind of struct", async () => {
    const { loaded, grpc } = light();
    const client = await clientOf(grpc);
    for (const made of [Struct, structPb.Struct]) {
      const struct = made.fromJavaScript(properties);
      const request = new pb.RegisterResourceRequest().setName("name").setObject(struct);
      const response = await ask(client, request);
      expect([response.getUrn(), response.getObject()?.toJavaScript()]).toEqual(["name", properties]);
      expect(request.getObject()).toBe(struct);
    }
    client.close();
    expect(loaded.times).toBe(0);
  });

  it("fails as the package does", async () => {
    const { grpc } = light();
    const client = await clientOf(grpc);
    const failed = await new Promise<Error & { code?: number; details?: string }>((resolve) => {
      client["invoke"]?.(new pb.ResourceInvokeRequest(), resolve);
    });
    client.close();
    expect(failed.code).toBe(grpc.status.UNIMPLEMENTED);
    expect(failed.message).toMatch(/^12 UNIMPLEMENTED: The server does not implement the method \/pulumirpc/);
    expect(failed.details).toContain("/pulumirpc.ResourceMonitor/Invoke");
  });

  it("leaves to the package what takes more than a message and an answer", async () => {
    const { loaded, grpc } = light();
    const client = await clientOf(grpc);
    const request = new pb.RegisterResourceRequest().setName("with metadata");
    expect((await ask(client, request, new grpc.Metadata())).getUrn()).toBe("with metadata");
    client.close();
    const { credentials } = packages("@grpc/grpc-js") as Grpc;
    const other = await clientOf(grpc, credentials.createInsecure());
    expect((await ask(other, new pb.RegisterResourceRequest().setName("theirs"))).getUrn()).toBe("theirs");
    other.close();
    let intercepted = 0;
    const interceptors = [
      (options: object, next: (options: object) => unknown) => {
        intercepted += 1;
        return next(options);
      },
    ];
    const third = await clientOf(grpc, grpc.credentials.createInsecure(), { interceptors });
    expect((await ask(third, new pb.RegisterResourceRequest().setName("watched"))).getUrn()).toBe("watched");
    third.close();
    expect(intercepted).toBe(1);
    expect(loaded.times).toBe(1);
  });

  it("has all else of the package, loaded when it is used", () => {
    const { loaded, grpc } = light();
    expect(loaded.times).toBe(0);
    expect(grpc.status.UNAVAILABLE).toBe(14);
    expect(Object.keys(grpc)).toEqual(Object.keys(packages("@grpc/grpc-js") as object));
    expect(new grpc.Server()).toBeInstanceOf((packages("@grpc/grpc-js") as Grpc).Server);
    expect(loaded.times).toBe(1);
  });
});
