import type { Selection } from "./kubernetes-api.ts";
import type { ObjectAddress, Resource } from "./object.ts";

/** Path of a group and version: `/api/v1` or `/apis/apps/v1`. */
export const groupPath = (group: string, version: string): string =>
  group === "" ? `/api/${version}` : `/apis/${group}/${version}`;

/** Path of a resource's collection, in a namespace or across all. */
export function collectionPath(resource: Resource, namespace: string | undefined): string {
  const root = groupPath(resource.group, resource.version);
  return resource.namespaced && namespace !== undefined
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`
    : `${root}/${resource.plural}`;
}

export const objectPath = ({ resource, namespace, name }: ObjectAddress): string =>
  `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;

/** Parameters of a query; those that are `undefined` are left out. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** `?a=b&c=d`, or nothing. */
export function query(parameters: QueryParameters): string {
  let text = "";
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined) text += `${text === "" ? "?" : "&"}${key}=${encodeURIComponent(value)}`;
  }
  return text;
}

export const selectors = ({ labelSelector, fieldSelector }: Selection) => ({ labelSelector, fieldSelector });

/** What to call the object of a request in messages: `Deployment/default/web`. */
export const addressText = ({ resource, namespace, name }: ObjectAddress): string =>
  [resource.kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
