/** A request's path, read by the API's grammar. */
export type RequestPath =
  | {
      readonly kind: "resource";
      readonly group: string;
      readonly version: string;
      /** `undefined` for cluster-scoped resources and for all namespaces. */
      readonly namespace: string | undefined;
      readonly resource: string;
      readonly name: string | undefined;
      /** Empty for the resource itself. */
      readonly subresource: string;
      /** The path is one of those that watch by themselves: `/api/v1/watch/pods`. */
      readonly watches: boolean;
    }
  | { readonly kind: "other"; readonly path: string };

/** Subresources of a namespace, which would otherwise read as resources in it. */
const ofNamespaces = new Set(["status", "finalize"]);

export function parsePath(path: string): RequestPath {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  const [root, ...rest] = parts;
  const other: RequestPath = { kind: "other", path: `/${parts.join("/")}` };
  if (root !== "api" && root !== "apis") return other;
  const [group, version, ...all] = root === "api" ? ["", ...rest] : rest;
  const watches = all[0] === "watch";
  const below = watches ? all.slice(1) : all;
  if (group === undefined || version === undefined || below.length === 0) return other;
  const resource = (namespace: string | undefined, names: readonly string[]): RequestPath => ({
    ...resourceIn(group, version, namespace, names),
    watches,
  });
  if (below[0] === "namespaces" && below.length >= 3 && !(below.length === 3 && ofNamespaces.has(below[2] ?? ""))) {
    return resource(below[1], below.slice(2));
  }
  return resource(undefined, below);
}

function resourceIn(
  group: string,
  version: string,
  namespace: string | undefined,
  [name = "", object, ...subresource]: readonly string[],
): Omit<Extract<RequestPath, { kind: "resource" }>, "watches"> {
  return {
    kind: "resource",
    group,
    version,
    namespace,
    resource: name,
    name: object,
    subresource: subresource.join("/"),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What a request wants to do, as authorization rules name it. */
export function verbOf(method: string, hasName: boolean, watch: boolean): string {
  switch (method) {
    case "GET":
    case "HEAD":
      if (watch) return "watch";
      return hasName ? "get" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return hasName ? "delete" : "deletecollection";
    default:
      return method.toLowerCase();
  }
}
