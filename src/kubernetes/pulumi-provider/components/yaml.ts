import { readFile } from "node:fs/promises";
import { isObject, type JsonObject, listAt, textAt } from "../../../lib/index.ts";
import type { Component, PropertyMap, Registrations } from "../../../provider/resource-provider.ts";
import { containsUnknowns } from "../../../pulumi/index.ts";
import { fromProgram } from "../checkpoint.ts";
import { inDefaultNamespace } from "../default-namespace.ts";
import { InvalidResource } from "../errors.ts";
import { parsedObjects } from "../parsed-yaml.ts";
import type { Session } from "../session.ts";
import { matchingFiles } from "./matching-files.ts";
import { registerObjects } from "./register-objects.ts";

export const yamlTypes: ReadonlySet<string> = new Set([
  "kubernetes:yaml/v2:ConfigFile",
  "kubernetes:yaml/v2:ConfigGroup",
]);

/**
 * What is in a `yaml.v2.ConfigFile` or `ConfigGroup`: the objects of files, patterns of files, URLs, texts and the program itself, each a
 * resource of its own.
 *
 * @throws {InvalidResource}
 */
export async function constructYaml(
  session: Session,
  { inputs, name, urn }: Component,
  registrations: Registrations,
): Promise<PropertyMap> {
  if (containsUnknowns(inputs)) {
    session.logger.info({ urn }, "inputs are unknown: the objects are not previewed");
    return {};
  }
  const file = textAt(inputs, "file");
  const files = [...(file === undefined ? [] : [file]), ...textsIn(inputs["files"])];
  const texts = await Promise.all(files.map(async (each) => await textsOf(each, session.folder, urn)));
  const objects: readonly JsonObject[] = [
    ...listAt(inputs, "objs").filter(isObject).map(fromProgram),
    ...[...texts.flat(), ...textsIn(inputs["yaml"])].flatMap(parsedObjects),
  ];
  return await registerObjects(
    {
      objects: await inDefaultNamespace(session, objects, session.defaultNamespace),
      prefix: textAt(inputs, "resourcePrefix") ?? name,
      skipAwait: inputs["skipAwait"] === true,
    },
    urn,
    registrations,
  );
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** The texts of a URL, a file, or the files that a pattern matches. */
async function textsOf(file: string, folder: string | undefined, urn: string): Promise<readonly string[]> {
  if (/^https?:\/\//u.test(file)) {
    const response = await fetch(file);
    if (!response.ok) throw new InvalidResource({ urn, why: `${file} answers with ${response.status}.` });
    return [await response.text()];
  }
  if (folder === undefined)
    throw new InvalidResource({ urn, why: `${file} cannot be found: the folder of the program is not known.` });
  return await Promise.all((await matchingFiles(file, folder)).map(async (each) => await readFile(each, "utf8")));
}
