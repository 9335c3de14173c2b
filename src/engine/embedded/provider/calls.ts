import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Message, MessageType } from "../grpc/index.ts";

/** One method of Pulumi's `ResourceProvider` service. */
export interface Call<Request extends Message, Response> {
  readonly path: string;
  readonly answer: (message: Uint8Array) => Response;
  /** Only for the types: what it is asked with. */
  readonly request?: Request;
}

/** Methods that the engine asks providers for. */
export const calls = {
  handshake: call<pb.ProviderHandshakeRequest, pb.ProviderHandshakeResponse>("Handshake", pb.ProviderHandshakeResponse),
  attach: call<pluginPb.PluginAttach, emptyPb.Empty>("Attach", emptyPb.Empty),
  getPluginInfo: call<emptyPb.Empty, pluginPb.PluginInfo>("GetPluginInfo", pluginPb.PluginInfo),
  checkConfig: call<pb.CheckRequest, pb.CheckResponse>("CheckConfig", pb.CheckResponse),
  diffConfig: call<pb.DiffRequest, pb.DiffResponse>("DiffConfig", pb.DiffResponse),
  configure: call<pb.ConfigureRequest, pb.ConfigureResponse>("Configure", pb.ConfigureResponse),
  check: call<pb.CheckRequest, pb.CheckResponse>("Check", pb.CheckResponse),
  diff: call<pb.DiffRequest, pb.DiffResponse>("Diff", pb.DiffResponse),
  create: call<pb.CreateRequest, pb.CreateResponse>("Create", pb.CreateResponse),
  read: call<pb.ReadRequest, pb.ReadResponse>("Read", pb.ReadResponse),
  update: call<pb.UpdateRequest, pb.UpdateResponse>("Update", pb.UpdateResponse),
  delete: call<pb.DeleteRequest, emptyPb.Empty>("Delete", emptyPb.Empty),
  invoke: call<pb.InvokeRequest, pb.InvokeResponse>("Invoke", pb.InvokeResponse),
  cancel: call<emptyPb.Empty, emptyPb.Empty>("Cancel", emptyPb.Empty),
} as const;

function call<Request extends Message, Response>(
  name: string,
  response: MessageType<Response>,
): Call<Request, Response> {
  return {
    path: `/pulumirpc.ResourceProvider/${name}`,
    answer: (message) => response.deserializeBinary(message),
  };
}
