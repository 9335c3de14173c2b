import { exactJson, exactYaml } from "../../../../kubernetes/exact-json/index.ts";
import { isObject, type JsonObject, memberOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, unsupportedMediaType } from "../problem/index.ts";
import { protobufType } from "../protobuf/index.ts";
import { readObject, type WriteOptions, writeOptions } from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import { duplicateFields } from "./duplicate-fields.ts";

/** What a request's query says of how to write. */
export function optionsOf(
  { query, userAgent, warn, confirm }: ApiRequest,
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions",
): WriteOptions {
  return { ...writeOptions(query, userAgent, warn, kind), confirm };
}

/** The body as an object of the resource, with what its text alone shows. @throws {ApiProblem} 400 */
export function readBody(type: ResourceType, request: ApiRequest, options: WriteOptions): JsonObject {
  const sent = parseBody(request);
  const isYaml = request.contentType === "application/yaml";
  const duplicates = isYaml || options.validation === "Ignore" ? [] : duplicateFields(request.body);
  return readObject(type, sent, { ...options, duplicates });
}

/** The body as JSON, or as YAML where it is sent as that. */
export function parseBody({ body, contentType }: ApiRequest): JsonObject {
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    "": exactJson,
    "application/json": exactJson,
    "*/*": exactJson,
    "application/yaml": exactYaml,
  };
  const parse = memberOf(parsers, contentType);
  if (parse === undefined) throw unsupportedMediaType(["application/json", "application/yaml", protobufType]);
  let value: unknown;
  try {
    value = parse(body);
  } catch (thrown) {
    throw badRequest(
      `the object provided is unrecognized: couldn't get version/kind; json parse error: ${String(thrown)}`,
    );
  }
  if (!isObject(value)) throw badRequest("the object provided is unrecognized: it is no object");
  return value;
}
