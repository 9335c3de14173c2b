import pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { PropertyChange, PropertyChangeKind } from "../../../change/index.ts";
import { setMember } from "../../../lib/index.ts";
import type { CheckFailure, DiffAnswer } from "./answers.ts";

const { DiffChanges } = pb.DiffResponse;

const kinds: readonly PropertyChangeKind[] = [
  "add",
  "add-replace",
  "delete",
  "delete-replace",
  "update",
  "update-replace",
];

export function decodeFailures(failures: readonly pb.CheckFailure[]): readonly CheckFailure[] {
  return failures.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

/** A kind of change that the protocol does not have counts as an update, as in Pulumi. */
export function decodeDiff(response: pb.DiffResponse): DiffAnswer {
  const detailed: Record<string, PropertyChange> = {};
  for (const [path, change] of response.getDetaileddiffMap().entries())
    setMember(detailed, path, { kind: kinds[change.getKind()] ?? "update", inputDiff: change.getInputdiff() });
  const changes = response.getChanges();
  return {
    changes: changes === DiffChanges.DIFF_NONE ? "none" : changes === DiffChanges.DIFF_SOME ? "some" : "unknown",
    replaceKeys: response.getReplacesList(),
    changedKeys: response.getDiffsList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    ...(response.getHasdetaileddiff() ? { detailedDiff: detailed } : {}),
  };
}
