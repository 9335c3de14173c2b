import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { structNumbers as numbers, type StructFields, type Structs } from "../../../pulumi/struct/index.ts";
import type { Message, MessageType } from "../grpc/index.ts";

/** One method of Pulumi's `ResourceProvider` service, and which fields of its two messages are structs. */
export interface Call<Request extends Message, Response, Asked extends string, Answered extends string> {
  readonly path: string;
  readonly response: MessageType<Response>;
  readonly asked: StructFields<Asked>;
  readonly answered: StructFields<Answered>;
  /** Only for the types: what it is asked with. */
  readonly request?: Request;
}

/** What a provider answered, its structs apart. */
export interface Answer<Response, Answered extends string> {
  readonly response: Response;
  readonly structs: Structs<Answered>;
}

const none = {} as const;

/** Methods that the engine asks providers for. */
export const calls = {
  handshake: call<pb.ProviderHandshakeRequest>()("Handshake", pb.ProviderHandshakeResponse, none, none),
  attach: call<pluginPb.PluginAttach>()("Attach", emptyPb.Empty, none, none),
  getPluginInfo: call<emptyPb.Empty>()("GetPluginInfo", pluginPb.PluginInfo, none, none),
  checkConfig: call<pb.CheckRequest>()("CheckConfig", pb.CheckResponse, numbers.CheckRequest, numbers.CheckResponse),
  diffConfig: call<pb.DiffRequest>()("DiffConfig", pb.DiffResponse, numbers.DiffRequest, none),
  configure: call<pb.ConfigureRequest>()("Configure", pb.ConfigureResponse, numbers.ConfigureRequest, none),
  check: call<pb.CheckRequest>()("Check", pb.CheckResponse, numbers.CheckRequest, numbers.CheckResponse),
  diff: call<pb.DiffRequest>()("Diff", pb.DiffResponse, numbers.DiffRequest, none),
  create: call<pb.CreateRequest>()("Create", pb.CreateResponse, numbers.CreateRequest, numbers.CreateResponse),
  read: call<pb.ReadRequest>()("Read", pb.ReadResponse, numbers.ReadRequest, numbers.ReadResponse),
  update: call<pb.UpdateRequest>()("Update", pb.UpdateResponse, numbers.UpdateRequest, numbers.UpdateResponse),
  delete: call<pb.DeleteRequest>()("Delete", emptyPb.Empty, numbers.DeleteRequest, none),
  invoke: call<pb.InvokeRequest>()("Invoke", pb.InvokeResponse, numbers.InvokeRequest, numbers.InvokeResponse),
  construct: call<pb.ConstructRequest>()(
    "Construct",
    pb.ConstructResponse,
    numbers.ConstructRequest,
    numbers.ConstructResponse,
  ),
  cancel: call<emptyPb.Empty>()("Cancel", emptyPb.Empty, none, none),
} as const;

/** Called twice, so that what a method is asked with is said and the rest is inferred. */
function call<Request extends Message>() {
  return <Response, Asked extends string, Answered extends string>(
    name: string,
    response: MessageType<Response>,
    asked: StructFields<Asked>,
    answered: StructFields<Answered>,
  ): Call<Request, Response, Asked, Answered> => ({
    path: `/pulumirpc.ResourceProvider/${name}`,
    response,
    asked,
    answered,
  });
}
