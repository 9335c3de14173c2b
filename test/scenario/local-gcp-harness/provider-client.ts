import { credentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";

type Properties = Record<string, unknown>;

/** Speaks to a provider as Pulumi's engine does, with the SDK's own messages. */
export function providerClient(address: string) {
  const client = new providerGrpc.ResourceProviderClient(address, credentials.createInsecure());
  const call = <Request, Response>(
    method: (request: Request, callback: (error: Error | null, response: Response) => void) => unknown,
    request: Request,
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      method(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  return {
    async configure(config: Properties): Promise<void> {
      const request = new providerPb.ConfigureRequest();
      request.setArgs(struct(config));
      await call<Rpc.ConfigureRequest, Rpc.ConfigureResponse>((...args) => client.configure(...args), request);
    },
    /** Why the inputs of a new resource are refused, by property. */
    async check(type: string, name: string, news: Properties): Promise<Record<string, string>> {
      const request = new providerPb.CheckRequest();
      request.setUrn(urnOf(type, name));
      request.setNews(struct(news));
      const response = await call<Rpc.CheckRequest, Rpc.CheckResponse>((...args) => client.check(...args), request);
      return Object.fromEntries(response.getFailuresList().map((each) => [each.getProperty(), each.getReason()]));
    },
    async create(type: string, name: string, properties: Properties) {
      const request = new providerPb.CreateRequest();
      request.setUrn(urnOf(type, name));
      request.setProperties(struct(properties));
      const response = await call<Rpc.CreateRequest, Rpc.CreateResponse>((...args) => client.create(...args), request);
      return { id: response.getId(), outputs: plain(response.getProperties()) };
    },
    async read(
      type: string,
      name: string,
      id: string,
      { inputs, outputs }: { inputs: Properties; outputs: Properties },
    ) {
      const request = new providerPb.ReadRequest();
      request.setUrn(urnOf(type, name));
      request.setId(id);
      request.setInputs(struct(inputs));
      request.setProperties(struct(outputs));
      const response = await call<Rpc.ReadRequest, Rpc.ReadResponse>((...args) => client.read(...args), request);
      return { id: response.getId(), inputs: plain(response.getInputs()), outputs: plain(response.getProperties()) };
    },
    /** Kind of change by property path. */
    async diff(
      type: string,
      name: string,
      id: string,
      { oldInputs, oldOutputs, news }: { oldInputs: Properties; oldOutputs: Properties; news: Properties },
    ): Promise<Record<string, string>> {
      const request = new providerPb.DiffRequest();
      request.setUrn(urnOf(type, name));
      request.setId(id);
      request.setOldInputs(struct(oldInputs));
      request.setOlds(struct(oldOutputs));
      request.setNews(struct(news));
      const response = await call<Rpc.DiffRequest, Rpc.DiffResponse>((...args) => client.diff(...args), request);
      const kinds = Object.entries(providerPb.PropertyDiff.Kind);
      const kindOf = (path: string) => response.getDetaileddiffMap().get(path)?.getKind();
      const paths = [...response.getDetaileddiffMap().keys()];
      return Object.fromEntries(
        paths.map((path) => [path, kinds.find(([, number]) => number === kindOf(path))?.[0] ?? ""]),
      );
    },
    close: () => client.close(),
  };
}

export type ProviderClient = ReturnType<typeof providerClient>;

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::test::${type}::${name}`;
}

function struct(properties: Properties) {
  return structPb.Struct.fromJavaScript(properties as Record<string, string>);
}

function plain(value: ReturnType<typeof struct> | undefined): Properties {
  return value?.toJavaScript() ?? {};
}
