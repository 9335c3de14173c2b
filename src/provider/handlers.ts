import { callbackify } from "node:util";
import type { handleUnaryCall, ServerUnaryCall } from "@grpc/grpc-js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { CheckFailure, CheckResult, DiffResult, ResourceProvider } from "./resource-provider.ts";
import { failureOf } from "./status.ts";
import { existingOf, inputsOf, subjectOf } from "./subject.ts";
import { fromStruct, toStruct } from "./wire.ts";

/** How a request reaches the provider and how its answer, or what it threw, goes back. */
export function unary<Request, Response>(
  answer: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  const answering = callbackify(async (call: ServerUnaryCall<Request, Response>) => answer(call.request, call));
  return (call, callback) =>
    answering(call, (thrown, response) =>
      thrown === null ? callback(null, response) : callback(failureOf(thrown, inputsOf(call.request))),
    );
}

/** The provider's resource methods as gRPC handlers. `cancelled` aborts every operation of this instance. */
export function resourceHandlers(provider: ResourceProvider, cancelled: AbortSignal) {
  return {
    check: unary<Rpc.CheckRequest, Rpc.CheckResponse>(async (request, call) => {
      const oldInputs = request.hasOlds() ? fromStruct(request.getOlds()) : undefined;
      return checkResponse(
        await provider.check(subjectOf(request, call, cancelled), {
          oldInputs,
          news: fromStruct(request.getNews()),
          randomSeed: request.getRandomseed_asU8(),
        }),
      );
    }),
    diff: unary<Rpc.DiffRequest, Rpc.DiffResponse>(async (request, call) =>
      diffResponse(
        await provider.diff(existingOf(request, call, cancelled), {
          oldInputs: fromStruct(request.getOldInputs()),
          oldOutputs: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary<Rpc.CreateRequest, Rpc.CreateResponse>(async (request, call) => {
      const inputs = fromStruct(request.getProperties());
      const created = await provider.create(subjectOf(request, call, cancelled), {
        inputs,
        preview: request.getPreview(),
      });
      const response = new providerPb.CreateResponse();
      response.setId(created.id);
      response.setProperties(toStruct(created.outputs));
      return response;
    }),
    read: unary<Rpc.ReadRequest, Rpc.ReadResponse>(async (request, call) => {
      const found = await provider.read(existingOf(request, call, cancelled), {
        inputs: request.hasInputs() ? fromStruct(request.getInputs()) : undefined,
        outputs: request.hasProperties() ? fromStruct(request.getProperties()) : undefined,
      });
      const response = new providerPb.ReadResponse();
      if (found === undefined) return response; // an empty id says that the resource is gone
      response.setId(found.id);
      response.setProperties(toStruct(found.outputs));
      response.setInputs(toStruct(found.inputs));
      return response;
    }),
    update: unary<Rpc.UpdateRequest, Rpc.UpdateResponse>(async (request, call) => {
      const updated = await provider.update(existingOf(request, call, cancelled), {
        oldInputs: fromStruct(request.getOldInputs()),
        oldOutputs: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        preview: request.getPreview(),
        ignoreChanges: request.getIgnorechangesList(),
      });
      const response = new providerPb.UpdateResponse();
      response.setProperties(toStruct(updated.outputs));
      return response;
    }),
    delete: unary<Rpc.DeleteRequest, Empty>(async (request, call) => {
      await provider.delete(existingOf(request, call, cancelled), {
        inputs: fromStruct(request.getOldInputs()),
        outputs: fromStruct(request.getProperties()),
      });
      return new emptyPb.Empty();
    }),
  };
}

export function checkResponse({ inputs, failures }: CheckResult): Rpc.CheckResponse {
  const response = new providerPb.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(failures.map(failureMessage));
  return response;
}

export function diffResponse(diff: DiffResult): Rpc.DiffResponse {
  const response = new providerPb.DiffResponse();
  const { DiffChanges } = providerPb.DiffResponse;
  const changes = { none: DiffChanges.DIFF_NONE, some: DiffChanges.DIFF_SOME, unknown: DiffChanges.DIFF_UNKNOWN };
  response.setChanges(changes[diff.changes]);
  response.setReplacesList([...diff.replaces]);
  response.setDiffsList([...diff.diffs]);
  response.setStablesList([...diff.stables]);
  response.setDeletebeforereplace(diff.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  const { Kind } = providerPb.PropertyDiff;
  const kinds = {
    add: Kind.ADD,
    "add-replace": Kind.ADD_REPLACE,
    delete: Kind.DELETE,
    "delete-replace": Kind.DELETE_REPLACE,
    update: Kind.UPDATE,
    "update-replace": Kind.UPDATE_REPLACE,
  };
  for (const [path, { kind, inputDiff }] of Object.entries(diff.detailedDiff)) {
    const detail = new providerPb.PropertyDiff();
    detail.setKind(kinds[kind]);
    detail.setInputdiff(inputDiff);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

export function failureMessage({ property, reason }: CheckFailure): Rpc.CheckFailure {
  const message = new providerPb.CheckFailure();
  message.setProperty(property);
  message.setReason(reason);
  return message;
}
