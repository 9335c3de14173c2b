import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions } from "../discovery/index.ts";
import {
  encodeOpenApiV2,
  openApiIndex,
  openApiV2,
  openApiV2Protobuf,
  openApiV2ProtobufAlias,
  openApiV3,
} from "../openapi/index.ts";
import { methodNotAllowed, noSuchPath, notAcceptable } from "../problem/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { bytes, json, type Reply, text } from "./reply.ts";

/** Answers the paths that are no resource: health, version, discovery, OpenAPI. */
export function answerOther(context: ClusterContext, request: ApiRequest, path: string): Reply {
  if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed();
  const { catalog } = context;
  const [, root = "", ...rest] = path.split("/");
  switch (root) {
    case "":
      return json({
        paths: ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"],
      });
    case "healthz":
    case "livez":
    case "readyz":
      return text("ok");
    case "version":
      return json(versionInfo(context.version));
    case "api":
    case "apis":
      return answerDiscovery(context, request, root, rest);
    case "openapi":
      if (rest[0] === "v2" && rest.length === 1) {
        return answerOpenApiV2(context, request.accept);
      }
      if (rest[0] === "v3") {
        const group = rest.slice(1).join("/");
        const document = group === "" ? openApiIndex(catalog) : openApiV3(catalog, group, context.version);
        if (document !== undefined) return json(document);
      }
      throw noSuchPath();
    default:
      return text("404 page not found\n", 404);
  }
}

function answerDiscovery(
  context: ClusterContext,
  { accept }: ApiRequest,
  root: "api" | "apis",
  rest: readonly string[],
): Reply {
  const { catalog } = context;
  if (rest.length === 0) {
    const version = aggregatedVersion(accept);
    if (version !== undefined) {
      const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
      return json(aggregatedDiscovery(catalog, root, version), 200, contentType);
    }
    return json(root === "api" ? apiVersions(context.address()) : apiGroupList(catalog));
  }
  const [group = "", version] = rest;
  const document =
    root === "apis" && version === undefined ? apiGroup(catalog, group) : apiResourceList(catalog, rest.join("/"));
  if (document === undefined) throw noSuchPath();
  return json(document);
}

/** The version of aggregated discovery that a client asks for first. */
function aggregatedVersion(accept: string): string | undefined {
  for (const type of accept.split(",")) {
    if (!type.includes("as=APIGroupDiscoveryList")) continue;
    const version = /v=(v2(?:beta1)?)\b/.exec(type)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** In the form that the client names first of those that there are. */
function answerOpenApiV2({ catalog, version }: ClusterContext, accept: string): Reply {
  const asked = accept.split(",").map((type) => type.split(";")[0]?.trim() ?? "");
  const form = asked.find((type) => protobufTypes.includes(type) || acceptsJson(type));
  if (form === undefined) throw notAcceptable(["application/json", openApiV2Protobuf]);
  const document = openApiV2(catalog, version);
  return protobufTypes.includes(form) ? bytes(encodeOpenApiV2(document), openApiV2Protobuf) : json(document);
}

const protobufTypes: readonly string[] = [openApiV2Protobuf, openApiV2ProtobufAlias];

function acceptsJson(accept: string): boolean {
  return accept === "" || accept.includes("*/*") || accept.includes("application/json");
}

function versionInfo(gitVersion: string): object {
  const [, major = "1", minor = "34"] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "groundwork local",
    platform: "linux/amd64",
  };
}
