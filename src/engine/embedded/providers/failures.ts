import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { GroundworkError } from "../../../lib/index.ts";
import type { PropertyMap } from "../../../pulumi/index.ts";
import { fromStruct } from "../../../pulumi/struct/index.ts";
import { type RpcError, status } from "../grpc/index.ts";

/** A call to a provider did not succeed. `outcomeKnown` is false when the provider may have done it nevertheless. */
export class ProviderCallFailed extends GroundworkError {
  readonly code = "provider-call-failed";
  readonly kind = "failed";
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
  readonly kind = "failed";
  constructor(
    readonly data: { readonly subject: string; readonly reasons: readonly string[] },
    readonly resource: { readonly id: string; readonly outputs: PropertyMap; readonly inputs: PropertyMap | undefined },
  ) {
    super(data.reasons.length > 0 ? data.reasons.join("\n") : "The resource was created but did not come up.");
  }
}

/** A provider's process runs, and cannot be spoken to by Pulumi's plugin protocol. */
export class ProviderNotUsable extends GroundworkError {
  readonly code = "provider-not-usable";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly name: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The provider ${data.name} cannot be used: ${data.problem}. Nothing was asked of it. Install another version of it.`,
      options,
    );
  }
}

/** The provider answered with something that Pulumi's protocol does not allow. */
export class ProviderAnswerInvalid extends GroundworkError {
  readonly code = "provider-answer-invalid";
  readonly kind = "failed";
  constructor(readonly data: { readonly call: string; readonly subject: string; readonly problem: string }) {
    super(
      `The provider answered ${data.call} of ${data.subject} with something it must not: ${data.problem}. ` +
        "Nothing was recorded from it; look at the provider's version.",
    );
  }
}

const initFailedType = "pulumirpc.ErrorResourceInitFailed";
const missingKeysType = "pulumirpc.ConfigureErrorMissingKeys";

/** Codes that say nothing of what was done. */
const doubtful: ReadonlySet<number> = new Set([status.UNKNOWN, status.INTERNAL, status.DATA_LOSS]);

/** Calls that may have changed the cloud when their answer is lost. */
const changing: ReadonlySet<string> = new Set(["create", "update", "delete"]);

/**
 * An error of gRPC as one of ours; the details of a partly created resource and of missing configuration are unpacked.
 *
 * @param end how the provider's process ended, when it did.
 */
export function failureOf(call: string, subject: string, error: RpcError, end?: string): Error {
  const partial = initFailure(subject, error);
  if (partial) return partial;
  const lost = error.code === status.UNAVAILABLE || error.code === status.CANCELLED;
  const late = error.code === status.DEADLINE_EXCEEDED;
  const doubt = changing.has(call) ? " Whether it was done is not known." : "";
  return new ProviderCallFailed(
    {
      call,
      subject,
      reason: lost
        ? `The provider ended while it was asked to ${call} ${subject}: ${error.details}.${doubt}${end ? ` ${end}` : ""}`
        : late
          ? `The provider did not ${call} ${subject} within its time limit.${doubt}`
          : missingKeys(error) || error.details || error.message,
      unimplemented: error.code === status.UNIMPLEMENTED,
      outcomeKnown: !lost && !late && !doubtful.has(error.code),
    },
    { cause: error },
  );
}

function initFailure(subject: string, error: RpcError): ResourceInitFailed | undefined {
  const detail = detailsOf(error, initFailedType)[0];
  if (!detail) return undefined;
  const failure = providerPb.ErrorResourceInitFailed.deserializeBinary(detail);
  const inputs = failure.getInputs();
  return new ResourceInitFailed(
    { subject, reasons: failure.getReasonsList() },
    { id: failure.getId(), outputs: fromStruct(failure.getProperties()), inputs: inputs && fromStruct(inputs) },
  );
}

/** What a provider cannot be configured without, one key a line; empty when that is not what it complains about. */
function missingKeys(error: RpcError): string {
  return detailsOf(error, missingKeysType)
    .flatMap((detail) => providerPb.ConfigureErrorMissingKeys.deserializeBinary(detail).getMissingkeysList())
    .map(
      (key) =>
        `Missing required configuration key "${key.getName()}": ${key.getDescription()}\n` +
        `Set a value with: pulumi config set ${key.getName()} <value>, or under config: in the stack's file.`,
    )
    .join("\n");
}

function detailsOf({ packedDetails }: RpcError, type: string): readonly Uint8Array[] {
  if (!packedDetails) return [];
  return statusPb.Status.deserializeBinary(packedDetails)
    .getDetailsList()
    .filter((detail) => detail.getTypeUrl().endsWith(type))
    .map((detail) => detail.getValue_asU8());
}
