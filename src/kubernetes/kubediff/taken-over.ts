import { memberOf } from "../../lib/index.ts";
import type { FieldSet, KubernetesObject } from "../client/index.ts";
import { difference } from "../ownership/index.ts";
import { fieldsOf, isTakenOver } from "./managers.ts";

const lastApplied = "f:kubectl.kubernetes.io/last-applied-configuration";

/**
 * Fields of an object that leave it, although a dry run keeps them: the agent takes over what kubectl and other agents own before it
 * applies, and removes what Git does not declare. Fields that other managers own as well stay.
 *
 * @param applied as the dry run in the name of `manager` answers it
 */
export function takenOver(applied: KubernetesObject, manager: string): FieldSet {
  const isOwn = (entry: { readonly manager?: string; readonly operation?: string }) =>
    entry.manager === manager && entry.operation === "Apply";
  const taken = fieldsOf(applied, (entry) => isTakenOver(entry) && !isOwn(entry));
  const kept = fieldsOf(applied, (entry) => isOwn(entry) || !isTakenOver(entry));
  return withoutBookkeeping(difference(taken, kept));
}

/** What kubectl notes for itself differs in every object that it made. */
function withoutBookkeeping(fields: FieldSet): FieldSet {
  const metadata = memberOf(fields, "f:metadata");
  const annotations = memberOf(metadata, "f:annotations");
  if (metadata === undefined || annotations === undefined) return fields;
  const { [lastApplied]: _, ...others } = annotations;
  const isEmptied = Object.keys(others).every((step) => step === ".");
  const { "f:annotations": __, ...rest } = metadata;
  const left = isEmptied ? rest : { ...rest, "f:annotations": others };
  const { "f:metadata": ___, ...outside } = fields;
  return Object.keys(left).length === 0 ? outside : { ...outside, "f:metadata": left };
}
