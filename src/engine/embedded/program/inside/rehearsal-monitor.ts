import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What the SDK generated from Pulumi's protocol, as far as it is needed here. */
interface Messages {
  readonly ResourceMonitorFeature: Readonly<Record<string, number>>;
  readonly DeploymentInfo: new () => Message & { setSupportedfeaturesList(features: readonly number[]): unknown };
  readonly RegisterResourceRequest: {
    deserializeBinary(bytes: Uint8Array): {
      getType(): string;
      getName(): string;
      getObject(): { getFieldsMap(): { set(key: string, value: unknown): unknown } } | undefined;
    };
  };
  readonly RegisterResourceResponse: new () => Message &
    Record<"setUrn" | "setId" | "setObject", (value: unknown) => unknown>;
}

interface Message {
  serializeBinary(): Uint8Array;
}

/** Features that make the SDK ask for more than it is answered here. */
const unanswered = /TRANSFORMS|HOOKS|PARAMETERIZATION/;

/** A resource monitor of this process, by Pulumi's protocol: whatever is registered exists at once, with its inputs. */
export class RehearsalMonitor {
  readonly #server = createServer().on("stream", (stream, headers) => void this.#answer(stream, headers[":path"]));

  constructor(private readonly messages: Messages) {}

  /** @returns its address. */
  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(stream: ServerHttp2Stream, path = ""): Promise<void> {
    const request = await buffer(stream);
    const message = this.#messageFor(path.slice(path.lastIndexOf("/") + 1), request.subarray(5));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.concat([prefix, message]));
  }

  #messageFor(call: string, request: Uint8Array): Uint8Array {
    const { DeploymentInfo, RegisterResourceRequest, RegisterResourceResponse, ResourceMonitorFeature } = this.messages;
    if (call === "GetDeploymentInfo") {
      const features = Object.entries(ResourceMonitorFeature).filter(([name]) => !unanswered.test(name));
      const info = new DeploymentInfo();
      info.setSupportedfeaturesList(features.map(([, number]) => number));
      return info.serializeBinary();
    }
    if (call !== "RegisterResource") return new Uint8Array();
    const registered = RegisterResourceRequest.deserializeBinary(request);
    const response = new RegisterResourceResponse();
    response.setUrn(`urn:pulumi:rehearsal::rehearsal::${registered.getType()}::${registered.getName()}`);
    response.setId(registered.getName());
    response.setObject(registered.getObject());
    return response.serializeBinary();
  }
}
