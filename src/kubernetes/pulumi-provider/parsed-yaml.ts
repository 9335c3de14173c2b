import { parseAllDocuments } from "yaml";
import { isObject, type JsonObject, listAt, textAt } from "../../lib/index.ts";

/** The objects of a multi-document YAML text; lists of objects count as their items. @throws {YAMLParseError} */
export function parsedObjects(text: string): readonly JsonObject[] {
  const documents = parseAllDocuments(text);
  return (Array.isArray(documents) ? documents : []).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return flattened(document.toJS());
  });
}

function flattened(value: unknown): readonly JsonObject[] {
  if (!isObject(value)) return [];
  const isList = textAt(value, "kind")?.endsWith("List") === true && "items" in value;
  return isList ? listAt(value, "items").flatMap(flattened) : [value];
}
