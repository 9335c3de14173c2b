import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import { messageOf } from "../lib/index.ts";
import { PartlyCreated, type PropertyMap } from "./resource-provider.ts";
import { toStruct } from "./wire.ts";

/** gRPC carries structured details of an error under this key, as a serialized `google.rpc.Status`. */
const DETAILS_KEY = "grpc-status-details-bin";

/** What gRPC's callback takes for an error. `inputs` are those of the request that failed. */
export function failureOf(thrown: unknown, inputs: PropertyMap): Partial<ServiceError> {
  const failure = {
    code: status.UNKNOWN,
    details: isAbort(thrown) ? "The operation was cancelled." : messageOf(thrown),
  };
  if (!(thrown instanceof PartlyCreated)) return failure;

  const detail = new providerPb.ErrorResourceInitFailed();
  detail.setId(thrown.resource.id);
  detail.setProperties(toStruct(thrown.resource.outputs));
  detail.setInputs(toStruct(thrown.resource.inputs ?? inputs));
  detail.setReasonsList([...thrown.reasons]);
  const packed = new anyPb.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rich = new statusPb.Status();
  rich.setCode(failure.code);
  rich.setMessage(failure.details);
  rich.addDetails(packed);
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, Buffer.from(rich.serializeBinary()));
  return { ...failure, metadata };
}

/** With the code CANCELLED it would look as if the provider had ended. */
function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "AbortError";
}
