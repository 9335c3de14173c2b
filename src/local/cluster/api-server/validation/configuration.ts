import { type JsonObject, memberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required } from "./causes.ts";
import { dataKeyFaults } from "./names.ts";

/** What is wrong with a ConfigMap. */
export function configMapFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const [data, binaryData] = [objectOf(object.data), objectOf(object.binaryData)];
  const size = Object.values(data).reduce((sum: number, text) => sum + Buffer.byteLength(String(text)), 0);
  return [
    ...dataKeyFaults("data", data),
    ...Object.keys(data)
      .filter((key) => Object.hasOwn(binaryData, key))
      .map((key) => invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData")),
    ...dataKeyFaults("binaryData", binaryData),
    // The server names no field either.
    ...sizeFaults("[]", size + bytesOf(binaryData)),
  ];
}

/** Keys that a Secret has to have, by its type. */
const keysOfTypes: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

const accountAnnotation = "kubernetes.io/service-account.name";

/** What is wrong with a Secret. No value of it is ever shown. */
export function secretFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const data = objectOf(object.data);
  const type = stringOf(object.type) ?? "";
  const causes: StatusCause[] = [
    ...dataKeyFaults("data", data),
    ...sizeFaults("data", bytesOf(data)),
    ...(memberOf(keysOfTypes, type) ?? [])
      .filter((key) => data[key] === undefined)
      .map((key) => required(`data[${key}]`)),
  ];
  switch (type) {
    case "kubernetes.io/dockerconfigjson":
    case "kubernetes.io/dockercfg":
      return [...causes, ...jsonFaults(data, type === "kubernetes.io/dockercfg" ? ".dockercfg" : ".dockerconfigjson")];
    case "kubernetes.io/basic-auth":
      if (data.username !== undefined || data.password !== undefined) return causes;
      return [...causes, required("data[username]"), required("data[password]")];
    case "kubernetes.io/service-account-token": {
      const account = objectOf(objectOf(object.metadata).annotations)[accountAnnotation];
      const isNamed = (stringOf(account) ?? "") !== "";
      return isNamed ? causes : [...causes, required(`metadata.annotations[${accountAnnotation}]`)];
    }
    default:
      return causes;
  }
}

function jsonFaults(data: JsonObject, key: string): readonly StatusCause[] {
  const encoded = stringOf(data[key]);
  if (encoded === undefined) return [];
  try {
    JSON.parse(Buffer.from(encoded, "base64").toString());
    return [];
  } catch {
    return [invalidValue(`data[${key}]`, "<secret contents redacted>", "it is no JSON")];
  }
}

/** How many bytes base64 texts stand for. */
function bytesOf(data: unknown): number {
  return Object.values(objectOf(data)).reduce(
    (sum: number, text) => sum + Buffer.byteLength(String(text), "base64"),
    0,
  );
}

function sizeFaults(field: string, bytes: number): readonly StatusCause[] {
  const most = 1024 * 1024;
  if (bytes <= most) return [];
  return [{ reason: "FieldValueTooLong", message: `Too long: may not be more than ${most} bytes`, field }];
}
