import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { registerResource, takeStructs, withStructs } from "../../../../pulumi/struct/index.ts";
import type { Method } from "../../grpc/methods.ts";
import { servePipe } from "../../grpc/pipe-server.ts";

/** The SDK's generated messages, as far as they are used here. */
interface Messages {
  readonly ResourceMonitorFeature: Readonly<Record<string, number>>;
  readonly DeploymentInfo: new () => Message & { setSupportedfeaturesList(features: readonly number[]): unknown };
  readonly RegisterResourceRequest: {
    deserializeBinary(bytes: Uint8Array): {
      getType(): string;
      getName(): string;
    };
  };
  readonly RegisterResourceResponse: new () => Message & Record<"setUrn" | "setId", (value: unknown) => unknown>;
}

interface Message {
  serializeBinary(): Uint8Array;
}

/** Features with which the SDK would make calls that this monitor does not answer. */
const unanswered = /TRANSFORMS|HOOKS|PARAMETERIZATION/;

/**
 * A resource monitor of this process at the other end of a pipe. Every registered resource exists at once, with its
 * inputs as outputs.
 */
export class RehearsalMonitor {
  readonly #server = createServer((socket) => servePipe(this.#methods(), socket));

  constructor(private readonly messages: Messages) {}

  /** @returns this end of the pipe. */
  async open(): Promise<Socket> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, "close");
  }

  #methods(): ReadonlyMap<string, Method> {
    const nothing = async () => await Promise.resolve(new Uint8Array());
    return new Map<string, Method>([
      ["/pulumirpc.ResourceMonitor/GetDeploymentInfo", async () => await Promise.resolve(this.#deploymentInfo())],
      [registerResource.path, async (bytes) => await Promise.resolve(this.#registered(bytes))],
      ["/pulumirpc.ResourceMonitor/RegisterResourceOutputs", nothing],
      ["/pulumirpc.ResourceMonitor/SignalAndWaitForShutdown", nothing],
    ]);
  }

  #deploymentInfo(): Uint8Array {
    const { DeploymentInfo, ResourceMonitorFeature } = this.messages;
    const features = Object.entries(ResourceMonitorFeature).filter(([name]) => !unanswered.test(name));
    const info = new DeploymentInfo();
    info.setSupportedfeaturesList(features.map(([, number]) => number));
    return info.serializeBinary();
  }

  #registered(bytes: Uint8Array): Uint8Array {
    const { rest, structs } = takeStructs(bytes, registerResource.asked);
    const registered = this.messages.RegisterResourceRequest.deserializeBinary(rest);
    const response = new this.messages.RegisterResourceResponse();
    response.setUrn(`urn:pulumi:rehearsal::rehearsal::${registered.getType()}::${registered.getName()}`);
    response.setId(registered.getName());
    return withStructs(response.serializeBinary(), registerResource.answered, structs);
  }
}
