import { at, type JsonObject, textAt, withValue } from "../../lib/index.ts";
import type { CheckRequest, CheckResult, PropertyMap, Subject } from "../../provider/resource-provider.ts";
import { isUnknown } from "../../pulumi/index.ts";
import { fromProgram, secretsMarked, toProgram } from "./checkpoint.ts";
import { InvalidResource } from "./errors.ts";
import { withoutReadOnly } from "./normalized.ts";
import { withName } from "./object-identity.ts";
import { apiVersionOf, parseType, type ResourceType } from "./resource-type.ts";
import type { Session } from "./session.ts";

/**
 * The inputs that the other verbs get: with a name, a namespace where the kind has one, and without read-only fields.
 *
 * @throws {UnsupportedByProvider}
 * @throws {InvalidResource}
 */
export async function checkObject(session: Session, subject: Subject, request: CheckRequest): Promise<CheckResult> {
  const given = fromProgram(request.news);
  const type = parseType(subject.type, given);
  const typed = withoutReadOnly({ apiVersion: apiVersionOf(type), kind: type.kind, ...given });
  const named = type.patch ? mustBeNamed(typed, subject) : nameFor(session, subject, typed, request);
  const placed = await inNamespace(session, type, named);
  return { inputs: toProgram(secretsMarked(placed)) as PropertyMap, failures: [] };
}

function nameFor(session: Session, subject: Subject, inputs: JsonObject, request: CheckRequest): JsonObject {
  const { oldInputs, randomSeed } = request;
  if (session.config.enableServerSideApply && at(inputs, "metadata", "generateName") !== undefined) {
    const why = "metadata.generateName cannot be used with server-side apply. Leave the name out, and one is made up.";
    throw new InvalidResource({ urn: subject.urn, why });
  }
  const old = oldInputs === undefined || Object.keys(oldInputs).length === 0 ? undefined : fromProgram(oldInputs);
  return withName(inputs, { resourceName: subject.name, oldInputs: old, randomSeed });
}

function mustBeNamed(inputs: JsonObject, subject: Subject): JsonObject {
  if (isUnknown(at(inputs, "metadata")) || at(inputs, "metadata", "name") !== undefined) return inputs;
  throw new InvalidResource({
    urn: subject.urn,
    why: "a Patch resource needs metadata.name: the object that it is about.",
  });
}

async function inNamespace(session: Session, type: ResourceType, inputs: JsonObject): Promise<JsonObject> {
  const metadata = at(inputs, "metadata");
  if (isUnknown(metadata) || isUnknown(at(metadata, "namespace")) || textAt(metadata, "namespace")) return inputs;
  if (!(await session.isNamespaced(type))) return inputs;
  return withValue(inputs, ["metadata", "namespace"], session.defaultNamespace);
}
