import * as github from "@octokit/graphql-schema";
import type { FastifyInstance } from "fastify";
import { buildSchema, type GraphQLError, type GraphQLSchema, graphql } from "graphql";
import { FieldError } from "./field-error.ts";
import { changesByQuery, openByQuery } from "./graphql-mutations.ts";
import { graphqlRepository } from "./graphql-repository.ts";
import { callerOf, has, permissionOf, Refused } from "./http-answers.ts";
import { fullName, type State, type Token } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

let known: GraphQLSchema | undefined;

/** GitHub's own schema: documents that are not of it, and answers that it does not have, are errors. */
function githubSchema(): GraphQLSchema {
  known ??= buildSchema(github.schema.idl, { assumeValidSDL: true });
  return known;
}

/** @param unexpected is told documents that GitHub would not understand */
export function graphqlRoutes(
  app: FastifyInstance,
  state: State,
  hooks: Webhooks,
  unexpected: (problem: string) => void,
): void {
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>("/api/graphql", async (request) => {
    const caller = callerOf(state, request.headers.authorization);
    if (!caller) throw new Refused(401, "This endpoint requires you to be authenticated.");
    const { query: source, variables: variableValues = {} } = request.body;
    const rootValue = rootOf(state, caller, hooks);
    const result = await graphql({ schema: githubSchema(), source, rootValue, variableValues });
    return {
      ...(result.data !== undefined && { data: result.data }),
      ...(result.errors && { errors: result.errors.map((error) => errorJson(error, unexpected)) }),
    };
  });
}

function rootOf(state: State, caller: Token, hooks: Webhooks) {
  const { user } = caller;
  return {
    viewer: { __typename: "User", login: user.login, databaseId: user.id },
    repository({ owner, name, followRenames = true }: { owner: string; name: string; followRenames?: boolean }) {
      const asked = `${owner}/${name}`.toLowerCase();
      const found =
        state.repositories.find((each) => fullName(each).toLowerCase() === asked) ??
        (followRenames ? state.renamed.get(asked) : undefined);
      if (!found || permissionOf(found, user) === "none")
        throw new FieldError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return graphqlRepository(state, found, (permission) => {
        if (!has(caller, permission)) throw new FieldError("FORBIDDEN", "Resource not accessible by integration");
      });
    },
    createPullRequest: openByQuery(state, caller, hooks),
    ...changesByQuery(state, caller, hooks),
  };
}

function errorJson(error: GraphQLError, unexpected: (problem: string) => void): object {
  const { message, path: at, originalError } = error;
  if (originalError instanceof FieldError) return { type: originalError.type, path: at, message };
  unexpected(`GraphQL: ${message}`);
  return { message, extensions: { code: "undefinedField" } };
}
