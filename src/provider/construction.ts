import { credentials, type ServiceError } from "@grpc/grpc-js";
import type * as Rpc from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Component, PropertyMap, Registered, RegistrationRequest, Registrations } from "./resource-provider.ts";
import { fromStruct, toStruct } from "./wire.ts";

/** As Pulumi's own: a manifest bundle can be larger than gRPC's default. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Answers `Construct`: registers the component with the options of the request, lets `construct` fill it, and tells its outputs. */
export async function constructed(
  request: Rpc.ConstructRequest,
  construct: (component: Component, registrations: Registrations) => Promise<PropertyMap>,
): Promise<Rpc.ConstructResponse> {
  const client = new resourceGrpc.ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  try {
    const register = async (asked: resourcePb.RegisterResourceRequest): Promise<resourcePb.RegisterResourceResponse> =>
      await new Promise((resolve, reject) => {
        client.registerResource(asked, (error: ServiceError | null, answer) =>
          error === null ? resolve(answer) : reject(new Error(error.details)),
        );
      });
    const urn = (await register(componentRequest(request))).getUrn();
    const component: Component = {
      urn,
      type: request.getType(),
      name: request.getName(),
      inputs: fromStruct(request.getInputs()),
    };
    const state = await construct(component, {
      register: async (asked) => registeredOf(asked, await register(resourceRequest(asked, urn))),
    });
    await new Promise<void>((resolve, reject) => {
      const outputs = new resourcePb.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(state));
      client.registerResourceOutputs(outputs, (error: ServiceError | null) =>
        error === null ? resolve() : reject(new Error(error.details)),
      );
    });
    return new providerPb.ConstructResponse().setUrn(urn).setState(toStruct(state));
  } finally {
    client.close();
  }
}

function componentRequest(request: Rpc.ConstructRequest): resourcePb.RegisterResourceRequest {
  const component = new resourcePb.RegisterResourceRequest()
    .setType(request.getType())
    .setName(request.getName())
    .setParent(request.getParent())
    .setCustom(false)
    .setObject(new structPb.Struct())
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setAliasesList(request.getAliasesList())
    .setDependenciesList(request.getDependenciesList())
    .setDeletedwith(request.getDeletedwith())
    .setIgnorechangesList(request.getIgnorechangesList());
  if (request.hasProtect()) component.setProtect(request.getProtect() ?? false);
  if (request.hasRetainondelete()) component.setRetainondelete(request.getRetainondelete() ?? false);
  for (const [name, reference] of request.getProvidersMap().entries()) component.getProvidersMap().set(name, reference);
  return component;
}

function resourceRequest(asked: RegistrationRequest, parent: string): resourcePb.RegisterResourceRequest {
  const { type, name, inputs, dependsOn, retainOnDelete } = asked;
  const request = new resourcePb.RegisterResourceRequest()
    .setType(type)
    .setName(name)
    .setParent(parent)
    .setCustom(true)
    .setObject(toStruct({ ...inputs }))
    .setDependenciesList([...dependsOn])
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true);
  if (retainOnDelete) request.setRetainondelete(true);
  return request;
}

function registeredOf(asked: RegistrationRequest, answer: resourcePb.RegisterResourceResponse): Registered {
  return { type: asked.type, urn: answer.getUrn(), id: answer.getId() };
}
