import { typeOfUrn } from "../../pulumi/index.ts";
import type { Removal } from "../removal.ts";
import { holdsContents } from "./losses.ts";

interface StateResource {
  readonly urn?: string;
  readonly type?: string;
  readonly custom?: boolean;
  /** Read, and managed by others. */
  readonly external?: boolean;
  readonly retainOnDelete?: boolean;
  readonly protect?: boolean;
}

/** @param deployment as an engine exports it */
export function removalIn(deployment: unknown): Extract<Removal, { readonly kind: "known" }> {
  const { resources = [] } = deployment as { readonly resources?: readonly StateResource[] };
  const standing = resources.filter(isTakenAway);
  const urns = standing.flatMap(({ urn }) => (urn === undefined ? [] : [urn]));
  return {
    kind: "known",
    resources: standing.length,
    holding: urns.filter((urn) => holdsContents(typeOfUrn(urn))),
    protected: resources.flatMap(({ urn, protect }) => (protect && urn !== undefined ? [urn] : [])),
  };
}

function isTakenAway({ custom, external, retainOnDelete, type = "" }: StateResource): boolean {
  return custom === true && external !== true && retainOnDelete !== true && !type.startsWith("pulumi:");
}
