import protobuf from "google-protobuf";
import { exactJson } from "../../../../kubernetes/exact-json/index.ts";
import { isObject, type JsonObject, memberOf, objectOf, setMember } from "../../../../lib/index.ts";
import { apiVersionOf, groupVersionOf } from "../kinds/index.ts";
import { badRequest } from "../problem/index.ts";
import { facts } from "../schema/index.ts";
import { messageFields } from "./field-numbers.ts";

export const protobufType = "application/vnd.kubernetes.protobuf";

const magic = Buffer.from("k8s\0");
const meta = "~apimachinery.pkg.apis.meta.v1";

type Reader = InstanceType<typeof protobuf.BinaryReader>;

/**
 * Reads an object in Kubernetes' protobuf encoding, which typed Go clients (`kubectl create namespace`) send, as JSON.
 * @throws {ApiProblem} 400 for anything else, and for kinds whose field numbers are not known
 */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, magic.length).equals(magic))
    throw badRequest("the body is no object in Kubernetes' protobuf encoding");
  const envelope = readMessage(body.subarray(magic.length), "~apimachinery.pkg.runtime.Unknown");
  const { apiVersion, kind } = objectOf(envelope.typeMeta);
  const message = messageOf(String(apiVersion), String(kind));
  if (message === undefined) {
    throw badRequest(
      `${String(kind)} in ${String(apiVersion)} is not understood in protobuf: send it as application/json`,
    );
  }
  const raw = typeof envelope.raw === "string" ? Buffer.from(envelope.raw, "base64") : Buffer.alloc(0);
  return { apiVersion, kind, ...readMessage(raw, message) };
}

/** The message that holds a kind, by the definition that has it. */
function messageOf(apiVersion: string, kind: string): string | undefined {
  const { group, version } = groupVersionOf(apiVersion);
  for (const [name, schema] of Object.entries(facts().schemas)) {
    const found = schema["x-kubernetes-group-version-kind"]?.some(
      (of) => of.kind === kind && apiVersionOf(of.group, of.version) === apiVersionOf(group, version),
    );
    const message = name.replace("io.k8s.", "~");
    if (found === true && messageFields(message) !== undefined) return message;
  }
  return undefined;
}

function readMessage(bytes: Uint8Array, message: string): JsonObject {
  const fields = messageFields(message) ?? {};
  const result: JsonObject = {};
  const reader = new protobuf.BinaryReader(bytes);
  while (reader.nextField() && !reader.isEndGroup()) {
    const field = fields[reader.getFieldNumber()];
    if (field === undefined) {
      reader.skipField();
      continue;
    }
    const [name, type] = field;
    if (type.startsWith("list ")) {
      const item = readValue(reader, type.slice("list ".length));
      const list = memberOf(result, name);
      if (Array.isArray(list)) list.push(item);
      else setMember(result, name, [item]);
    } else if (type.startsWith("map ")) {
      const [key, value] = readEntry(reader.readBytes(), type.slice("map ".length));
      const entries = memberOf(result, name);
      if (isObject(entries)) setMember(entries, key, value);
      else setMember(result, name, { [key]: value });
    } else {
      const value = readValue(reader, type);
      if (isUnset(message, name, value)) continue;
      // A struct that JSON has inlined into its parent is a message of its own here.
      if (isInlined(message, name) && isObject(value)) {
        for (const [key, inner] of Object.entries(value)) setMember(result, key, inner);
      } else setMember(result, name, value);
    }
  }
  return result;
}

function readValue(reader: Reader, type: string): unknown {
  switch (type) {
    case "string":
      return reader.readString();
    case "bool":
      return reader.readBool();
    case "int32":
      return reader.readInt32();
    case "int64":
      return reader.readInt64();
    case "double":
      return reader.readDouble();
    case "bytes":
      return Buffer.from(bytesOf(reader)).toString("base64");
    default:
      return readNested(bytesOf(reader), type);
  }
}

function readNested(bytes: Uint8Array, type: string): unknown {
  const value = readMessage(bytes, type);
  switch (type) {
    case `${meta}.Time`:
    case `${meta}.MicroTime`:
      return value.seconds === undefined ? null : new Date(Number(value.seconds) * 1000).toISOString();
    case "~apimachinery.pkg.api.resource.Quantity":
      return value.string ?? "0";
    case "~apimachinery.pkg.util.intstr.IntOrString":
      return value.type === 1 ? (value.strVal ?? "") : (value.intVal ?? 0);
    case `${meta}.FieldsV1`:
      return embedded(value.Raw);
    case "~apimachinery.pkg.runtime.RawExtension":
      return embedded(value.raw);
    // Lists behind a pointer are messages with one repeated field.
    case "~api.authorization.v1.ExtraValue":
    case "~api.authentication.v1.ExtraValue":
    case "~api.certificates.v1.ExtraValue":
      return value.items ?? [];
    default:
      return value;
  }
}

function embedded(base64: unknown): unknown {
  return typeof base64 === "string" ? exactJson(Buffer.from(base64, "base64").toString()) : {};
}

function readEntry(bytes: unknown, type: string): readonly [string, unknown] {
  const reader = new protobuf.BinaryReader(toBytes(bytes));
  let key = "";
  let value: unknown;
  while (reader.nextField() && !reader.isEndGroup()) {
    if (reader.getFieldNumber() === 1) key = reader.readString();
    else value = readValue(reader, type);
  }
  return [key, value ?? (type === "string" || type === "bytes" ? "" : {})];
}

/** Fields behind pointers, in which zero is a choice: everywhere else the encoding writes it for an absent field. */
const meaningfulZeros = new Set([
  "allowPrivilegeEscalation",
  "allowVolumeExpansion",
  "automountServiceAccountToken",
  "backoffLimit",
  "blockOwnerDeletion",
  "completions",
  "controller",
  "enableServiceLinks",
  "failedJobsHistoryLimit",
  "gracePeriodSeconds",
  "immutable",
  "minReplicas",
  "optional",
  "orphanDependents",
  "parallelism",
  "partition",
  "privileged",
  "progressDeadlineSeconds",
  "readOnlyRootFilesystem",
  "replicas",
  "revisionHistoryLimit",
  "runAsGroup",
  "runAsNonRoot",
  "runAsUser",
  "successfulJobsHistoryLimit",
  "suspend",
  "terminationGracePeriodSeconds",
  "ttlSecondsAfterFinished",
]);

function isUnset(message: string, field: string, value: unknown): boolean {
  if (value !== "" && value !== 0 && value !== false) return false;
  const required = memberOf(facts().schemas, message.replace("~", "io.k8s."))?.required ?? [];
  return !meaningfulZeros.has(field) && !required.includes(field);
}

function isInlined(message: string, field: string): boolean {
  const schema = memberOf(facts().schemas, message.replace("~", "io.k8s."));
  return schema?.properties !== undefined && !Object.hasOwn(schema.properties, field);
}

function bytesOf(reader: Reader): Uint8Array {
  return toBytes(reader.readBytes());
}

function toBytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value), "base64");
}
