import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isObject, objectAt, textAt } from "../src/lib/index.ts";

/**
 * Writes the part of GitHub's OpenAPI description that the fake GitHub is held to: `test/fakes/github/openapi.generated.json`.
 *
 * The package that has the whole description unpacks to 440 MB, so that it is no dependency. To renew the part:
 *
 *     npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
 *     npx tsx build/extract-github-api.ts package/generated/api.github.com.json
 */

const operations = [
  "GET /app",
  "POST /app/installations/{installation_id}/access_tokens",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/activity",
  "GET /repos/{owner}/{repo}/branches/{branch}",
  "GET /repos/{owner}/{repo}/branches/{branch}/protection",
  "GET /repos/{owner}/{repo}/branches/{branch}/protection/required_status_checks",
  "POST /repos/{owner}/{repo}/check-runs",
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
  "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
  "GET /repos/{owner}/{repo}/deployments",
  "POST /repos/{owner}/{repo}/deployments",
  "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "GET /repos/{owner}/{repo}/environments/{environment_name}",
  "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
  "DELETE /repos/{owner}/{repo}/git/refs/{ref}",
  "GET /repos/{owner}/{repo}/hooks",
  "GET /repos/{owner}/{repo}/installation",
  "GET /repos/{owner}/{repo}/issues",
  "POST /repos/{owner}/{repo}/issues",
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "PUT /repos/{owner}/{repo}/issues/{issue_number}/lock",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
  "GET /repos/{owner}/{repo}/pulls",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals",
  "GET /repos/{owner}/{repo}/rules/branches/{branch}",
  "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}",
  "POST /repos/{owner}/{repo}/statuses/{sha}",
  "GET /user/{account_id}",
];
const parts = ["parameters", "responses", "schemas", "headers"] as const;

const [source = ""] = process.argv.slice(2);
const whole: unknown = JSON.parse(await readFile(source, "utf8"));
const found: Record<string, Record<string, unknown>> = {};

/** A copy without what a validator does not read, whose references are followed. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isObject(value)) return value;
  const reference = value["$ref"];
  if (typeof reference === "string") {
    const [, , part = "", name = ""] = reference.split("/");
    const ofPart = (found[part] ??= {});
    if (ofPart[name] === undefined) {
      // Schemas refer to themselves.
      ofPart[name] = {};
      ofPart[name] = copied(objectAt(whole, "components", part, name));
    }
    return { $ref: reference };
  }
  const { nullable, ...rest } = value;
  // OpenAPI 3.0 has it beside any schema, and validators take it beside a type alone.
  if (nullable === true && rest["type"] === undefined) return { anyOf: [copied(rest), { enum: [null] }] };
  const values = rest["enum"];
  if (nullable === true && Array.isArray(values)) return copied({ ...rest, type: undefined, enum: [...values, null] });
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !isUnread(key, each))
      .map(([key, each]) => [key, copied(each)]),
  );
}

function isUnread(key: string, value: unknown): boolean {
  const isText = typeof value === "string";
  return (
    key === "examples" ||
    key === "externalDocs" ||
    key.startsWith("x-") ||
    key === "headers" ||
    key === "tags" ||
    ((key === "description" || key === "title" || key === "summary") && isText) ||
    // Schemas name examples of any form; properties of that name are objects with a type.
    (key === "example" && !isObject(value))
  );
}

const paths: Record<string, Record<string, unknown>> = {};
for (const operation of operations) {
  const [method = "", at = ""] = operation.split(" ");
  const { parameters, requestBody, responses } = objectAt(whole, "paths", at, method.toLowerCase());
  if (responses === undefined) throw new Error(`the description has no ${operation}`);
  paths[at] = { ...paths[at], [method.toLowerCase()]: copied({ parameters, requestBody, responses }) };
}
const extract = {
  openapi: textAt(whole, "openapi"),
  info: {
    title: "GitHub v3 REST API",
    version: textAt(whole, "info", "version"),
    license: objectAt(whole, "info", "license"),
  },
  paths,
  components: Object.fromEntries(parts.map((part) => [part, found[part] ?? {}])),
};
await writeFile(
  path.join(path.dirname(import.meta.dirname), "test/fakes/github/openapi.generated.json"),
  `${JSON.stringify(extract)}\n`,
);
console.log(`${operations.length} operations, ${Object.keys(found["schemas"] ?? {}).length} schemas`);
