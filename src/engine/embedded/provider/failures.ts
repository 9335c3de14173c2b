import { type ServiceError, status } from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { GroundworkError } from "../../../lib/index.ts";
import { fromStruct, type PropertyMap } from "../wire/index.ts";

/** A call to a provider did not succeed. `outcomeKnown` is false when the provider may have done it nevertheless. */
export class ProviderCallFailed extends GroundworkError {
  readonly code = "provider-call-failed";
  constructor(
    readonly data: {
      readonly call: string;
      readonly subject: string;
      readonly reason: string;
      readonly outcomeKnown: boolean;
      readonly unimplemented: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(data.reason, options);
  }
}

/** The resource exists but did not come up. The engine keeps it, with the reasons, and fails the step. */
export class ResourceInitFailed extends GroundworkError {
  readonly code = "resource-init-failed";
  constructor(
    readonly data: { readonly subject: string; readonly reasons: readonly string[] },
    readonly resource: { readonly id: string; readonly outputs: PropertyMap; readonly inputs: PropertyMap | undefined },
  ) {
    super(data.reasons.length > 0 ? data.reasons.join("\n") : "The resource was created but did not come up.");
  }
}

/** The provider answered with something that Pulumi's protocol does not allow. */
export class ProviderAnswerInvalid extends GroundworkError {
  readonly code = "provider-answer-invalid";
  constructor(readonly data: { readonly call: string; readonly subject: string; readonly problem: string }) {
    super(
      `The provider answered ${data.call} of ${data.subject} with something it must not: ${data.problem}. ` +
        "Nothing was recorded from it; look at the provider's version.",
    );
  }
}

const initFailedType = "pulumirpc.ErrorResourceInitFailed";

/** An error of gRPC as one of ours; the details of a partly created resource are unpacked. */
export function failureOf(call: string, subject: string, error: ServiceError): Error {
  const partial = initFailure(subject, error);
  if (partial) return partial;
  const lost = error.code === status.UNAVAILABLE || error.code === status.CANCELLED;
  const late = error.code === status.DEADLINE_EXCEEDED;
  return new ProviderCallFailed(
    {
      call,
      subject,
      reason: lost
        ? `The provider ended while it was asked to ${call} ${subject}: ${error.details}. Whether it was done is not known.`
        : late
          ? `The provider did not ${call} ${subject} within its time limit. Whether it was done is not known.`
          : error.details || error.message,
      unimplemented: error.code === status.UNIMPLEMENTED,
      outcomeKnown: !lost && !late && ![status.UNKNOWN, status.INTERNAL, status.DATA_LOSS].includes(error.code),
    },
    { cause: error },
  );
}

function initFailure(subject: string, error: ServiceError): ResourceInitFailed | undefined {
  for (const packed of error.metadata?.get("grpc-status-details-bin") ?? []) {
    if (typeof packed === "string") continue;
    for (const detail of statusPb.Status.deserializeBinary(packed).getDetailsList()) {
      if (!detail.getTypeUrl().endsWith(initFailedType)) continue;
      const failure = providerPb.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
      const inputs = failure.getInputs();
      return new ResourceInitFailed(
        { subject, reasons: failure.getReasonsList() },
        { id: failure.getId(), outputs: fromStruct(failure.getProperties()), inputs: inputs && fromStruct(inputs) },
      );
    }
  }
  return undefined;
}
