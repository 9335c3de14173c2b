/** A provider of the package `bench` in a process of its own: in memory, and as slow as it is told to be. */
import { setTimeout as delay } from "node:timers/promises";
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { ProviderTold } from "./provider.ts";

let latency = 0;
let created = 0;
let checked = 0;

function unary(answer: (request: never) => unknown): UntypedHandleCall {
  const handle: handleUnaryCall<never, unknown> = ({ request }, callback) => void reply(answer(request), callback);
  return handle as UntypedHandleCall;
}

async function reply(answer: unknown, callback: sendUnaryData<unknown>): Promise<void> {
  callback(null, await answer);
}

async function create(request: pb.CreateRequest): Promise<pb.CreateResponse> {
  const properties = request.getProperties() ?? new structPb.Struct();
  if (request.getPreview()) return new pb.CreateResponse().setProperties(properties);
  created += 1;
  if (latency > 0) await delay(latency);
  const id = `${request.getName()}-${created}`;
  properties.getFieldsMap().set("out", new structPb.Value().setStringValue(`${id}-out`));
  return new pb.CreateResponse().setId(id).setProperties(properties);
}

function check(request: pb.CheckRequest): pb.CheckResponse {
  checked += 1;
  return new pb.CheckResponse().setInputs(request.getNews());
}

function diff(request: pb.DiffRequest): pb.DiffResponse {
  const [olds, news] = [request.getOldInputs(), request.getNews()].map((struct) =>
    JSON.stringify(struct?.toJavaScript()),
  );
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  return new pb.DiffResponse().setChanges(olds === news ? DIFF_NONE : DIFF_SOME);
}

const answers: UntypedServiceImplementation = {
  getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion("1.0.0")),
  checkConfig: unary((request: pb.CheckRequest) => new pb.CheckResponse().setInputs(request.getNews())),
  diffConfig: unary(() => new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_NONE)),
  configure: unary(() => new pb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
  check: unary(check),
  diff: unary(diff),
  create: unary(create),
  update: unary((request: pb.UpdateRequest) => new pb.UpdateResponse().setProperties(request.getNews())),
  delete: unary(() => new emptyPb.Empty()),
  cancel: unary(() => new emptyPb.Empty()),
};

const server = new Server({ "grpc.max_receive_message_length": -1 });
server.addService(ResourceProviderService, answers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.({ port } satisfies ProviderTold);
});

process.on("message", (asked: { readonly latency: number }) => {
  const before = { created, checked };
  ({ latency } = asked);
  created = 0;
  checked = 0;
  process.send?.(before satisfies ProviderTold);
});
process.once("disconnect", () => process.exit());
