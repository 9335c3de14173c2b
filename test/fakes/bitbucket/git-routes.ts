import type { FastifyInstance } from "fastify";
import { type GitAnswer, type MovedReference, smartHttpRoutes } from "../forge-host/smart-http.ts";
import { type Credentials, credentialsOf, tokenOf } from "./authorization.ts";
import { followReferences, type PullKeeper } from "./pulls.ts";
import { fullName, mayWrite, type Repository, type Token, type User } from "./state.ts";

/** How a product lets Git in. */
export interface GitRules {
  /** Of the addresses of repositories, such as `scm/`. */
  readonly prefix: string;
  readonly isRight: (credentials: Credentials, token: Token) => boolean;
  readonly pushScope: string;
  readonly pushed: (repository: Repository, moved: readonly MovedReference[], by: User) => object;
  readonly pushEvent: string;
}

export function gitRoutes(app: FastifyInstance, keeper: PullKeeper, root: string, rules: GitRules): void {
  const { state } = keeper;
  smartHttpRoutes(app, root, ({ name, isPush, request }): GitAnswer => {
    const credentials = credentialsOf(request.headers.authorization);
    const token = credentials && tokenOf(state, credentials);
    if (!credentials || !token || !rules.isRight(credentials, token))
      return { status: 401, headers: { "WWW-Authenticate": 'Basic realm="Bitbucket"' } };
    const placeOf = (each: Repository) => `${rules.prefix}${fullName(each)}`.toLowerCase();
    const repository = state.repositories.find((each) => placeOf(each) === name.toLowerCase());
    if (!repository?.permissions.has(token.user.id)) return { status: 404 };
    const mayPush = token.scopes.includes("all") || token.scopes.includes(rules.pushScope);
    if (isPush && !(mayPush && mayWrite(repository, token.user))) return { status: 403 };
    return {
      folder: repository.folder,
      async pushed(all) {
        const moved = all.filter((each) => each.name.startsWith("refs/heads/"));
        // The push is announced before what it does to pull requests.
        if (moved.length > 0) keeper.deliver(repository, rules.pushEvent, rules.pushed(repository, moved, token.user));
        await followReferences(keeper, repository, token.user);
      },
    };
  });
}
