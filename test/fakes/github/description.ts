import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { at, listOf, objectOf, textAt } from "../../../src/lib/index.ts";

/**
 * GitHub's OpenAPI description, as far as the fake has routes: see build/extract-github-api.ts.
 *
 * Requests may have no parameter that it does not name, and answers may not lack what it demands.
 */
export interface Description {
  /** What is wrong with a request; `undefined` for one that is as described. @param route as Fastify has it, without a prefix */
  requestProblem(request: DescribedRequest): string | undefined;
  answerProblem(method: string, route: string, status: number, body: unknown): string | undefined;
}

export interface DescribedRequest {
  readonly method: string;
  readonly route: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const file = path.join(import.meta.dirname, "openapi.generated.json");
let description: Description | undefined;

/** Read once for all fakes of a process. */
export function githubDescription(): Description {
  description ??= readDescription();
  return description;
}

function readDescription(): Description {
  const document = JSON.parse(readFileSync(file, "utf8")) as object;
  const ajv = new Ajv({ strict: false, allErrors: false });
  (addFormats as unknown as (of: Ajv) => void)(ajv);
  ajv.addSchema(document, "github");
  const validators = new Map<string, ValidateFunction>();
  const problemOf = (pointer: readonly string[], value: unknown): string | undefined => {
    const $ref = `github#/${pointer.map(escaped).join("/")}`;
    const validate = validators.get($ref) ?? ajv.compile({ $ref });
    validators.set($ref, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
  const referred = (value: unknown): unknown => {
    const reference = textAt(value, "$ref");
    return reference === undefined ? value : at(document, ...reference.split("/").slice(1));
  };
  const operationOf = (method: string, route: string) => {
    const names = Object.keys(objectOf(at(document, "paths")));
    const found = names.find(
      (name) => shapeOf(name) === shapeOf(route) && at(document, "paths", name, method.toLowerCase()),
    );
    return found === undefined ? undefined : (["paths", found, method.toLowerCase()] as const);
  };
  return {
    requestProblem({ method, route, query, body }) {
      const pointer = operationOf(method, route);
      if (!pointer) return "it is not described";
      const parameters = listOf(at(document, ...pointer, "parameters")).map(referred);
      const known = parameters.filter((each) => textAt(each, "in") === "query").map((each) => textAt(each, "name"));
      const unknown = Object.keys(query).find((name) => !known.includes(name));
      if (unknown !== undefined) return `it has no parameter ${unknown}`;
      const schema = [...pointer, "requestBody", "content", "application/json", "schema"];
      if (at(document, ...schema) === undefined || body === undefined || body === null) return undefined;
      const properties = Object.keys(objectOf(at(document, ...schema, "properties")));
      const other = Object.keys(objectOf(body)).find((name) => properties.length > 0 && !properties.includes(name));
      return other === undefined ? problemOf(schema, body) : `its body has no ${other}`;
    },
    answerProblem(method, route, status, body) {
      const pointer = operationOf(method, route);
      if (!pointer) return "it is not described";
      const response = at(document, ...pointer, "responses", String(status));
      if (response === undefined) return `it is never answered with ${status}`;
      const reference = textAt(response, "$ref");
      const answered =
        reference === undefined ? [...pointer, "responses", String(status)] : reference.split("/").slice(1);
      const schema = [...answered, "content", "application/json", "schema"];
      return at(document, ...schema) === undefined ? undefined : problemOf(schema, body);
    },
  };
}

/** Names of parameters differ: `{branch}` and `:branch`, or `*` where it may have slashes. */
function shapeOf(route: string): string {
  return route.replaceAll(/\{[^}]*\}|:\w+|\*/g, "{}");
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
