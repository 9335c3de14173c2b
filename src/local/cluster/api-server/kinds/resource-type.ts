import { type JsonObject } from "../../../../lib/index.ts";
import type { DiscoveredResource, Schema, TypeNode } from "../schema/index.ts";

/** A column of `kubectl get`, as a CustomResourceDefinition declares it. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** What is special of a resource that a CustomResourceDefinition defines. */
export interface CustomDetails {
  /** The whole object's schema, as served; without one everything is kept. */
  readonly schema: Schema;
  readonly columns: readonly PrinterColumn[];
  readonly selectableFields: readonly string[];
  readonly scale?: {
    readonly specReplicasPath: string;
    readonly statusReplicasPath: string;
    readonly labelSelectorPath?: string;
  };
}

/** One resource in one version, as the API server serves it. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  /** `apps/v1`, or `v1` in the core group. */
  readonly apiVersion: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** By name without the resource's: `status`, `scale`, `log`. */
  readonly subresources: ReadonlyMap<string, DiscoveredResource>;
  readonly type: TypeNode;
  /** Where its objects are stored: the same for every version of a resource. */
  readonly table: string;
  readonly custom: CustomDetails | undefined;
  /** To and from the version that is stored. */
  toStored(object: JsonObject): JsonObject;
  fromStored(object: JsonObject): JsonObject;
}

export function apiVersionOf(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Splits `apps/v1` into group and version. */
export function groupVersionOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function tableOf(group: string, resource: string): string {
  return group === "" ? resource : `${resource}.${group}`;
}
