import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

interface Message {
  setObject?(value: unknown): void;
}

/** What the SDK generated from Pulumi's protocol, as far as it is needed here. */
interface Protocol {
  readonly services: {
    readonly ResourceMonitorClient: new (
      address: string,
      credentials: unknown,
    ) => Record<
      "supportsFeature" | "registerResource",
      (request: Message, done: (error: Error | null) => void) => void
    > & { close(): void };
  };
  readonly messages: Record<"SupportsFeatureRequest" | "RegisterResourceRequest", new () => Message>;
  readonly structs: { readonly Struct: { fromJavaScript(value: object): unknown } };
  readonly grpc: { readonly credentials: { createInsecure(): unknown } };
}

/**
 * Has one conversation by the SDK's protocol with a server of this process, which is gone afterwards.
 *
 * Node compiles functions when they are first called: for a client of gRPC that takes as long as the rest of a small
 * preview. Nothing of the SDK's own state takes part.
 */
export async function rehearse(sdk: NodeJS.Require): Promise<void> {
  const { services, messages, structs, grpc } = {
    services: sdk("../../proto/resource_grpc_pb"),
    messages: sdk("../../proto/resource_pb"),
    structs: sdk("google-protobuf/google/protobuf/struct_pb.js"),
    grpc: sdk("@grpc/grpc-js"),
  } as Protocol;
  const server = createServer().on("stream", answerEmpty);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new services.ResourceMonitorClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = (verb: "supportsFeature" | "registerResource", request: Message) =>
    new Promise<void>((resolve) => client[verb](request, () => resolve()));
  try {
    const request = new messages.RegisterResourceRequest();
    request.setObject?.(structs.Struct.fromJavaScript({ text: "", number: 1, list: [true, null] }));
    await call("supportsFeature", new messages.SupportsFeatureRequest());
    await call("registerResource", request);
  } finally {
    client.close();
    server.close();
    await once(server, "close");
  }
}

/** An empty message, whatever was asked. */
function answerEmpty(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(Buffer.alloc(5));
}
