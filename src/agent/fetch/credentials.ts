import type { Clock } from "../../lib/index.ts";
import { isSshAddress } from "../../lib/repository-address.ts";
import type { GitRepository } from "../flux/index.ts";
import { CredentialsMissing } from "./errors.ts";
import { type GitHubApp, gitHubAppOf } from "./github-app.ts";
import { GitHubAppTokens } from "./github-app-tokens.ts";
import { authorizationOf, basic, connectionOf, type RepositorySecrets } from "./http-credentials.ts";
import type { HttpRemote, Remote } from "./remote.ts";
import { sshRemoteOf } from "./ssh-credentials.ts";

/** Finds out how repositories are asked for. It keeps the tokens that it is given on the way. */
export class Credentials {
  readonly #searchPath: string;
  readonly #tokens: GitHubAppTokens;

  /** @param searchPath folders in which `git` and `ssh` are looked for, as `PATH` has them */
  constructor(searchPath: string, clock: Clock) {
    this.#searchPath = searchPath;
    this.#tokens = new GitHubAppTokens(clock);
  }

  /**
   * The remote of a repository with the credentials of its Secrets.
   *
   * @throws {CredentialsMissing} when a Secret is not there though it is named, or holds none, or some that cannot be used.
   * @throws {GitHubAppRefused}
   * @throws {GitServerUnavailable} when GitHub, asked for a token, does not answer.
   */
  async remoteOf(repository: GitRepository, secrets: RepositorySecrets): Promise<Remote> {
    const { url, timeout, namespace, secretName, provider } = repository;
    const { secret } = secrets;
    if (secretName !== undefined && secret === undefined)
      throw new CredentialsMissing({ secret: `${namespace}/${secretName}`, problem: "does not exist" });
    if (isSshAddress(url)) return sshRemoteOf(repository, secret, this.#searchPath);
    const at: HttpRemote = { url, timeout, headers: {}, ...connectionOf(repository, secrets) };
    if (secret === undefined) return at;
    if (provider === "github") return this.#asApp(gitHubAppOf(repository, secret), at);
    const authorization = authorizationOf(repository, secret);
    return authorization === undefined ? at : { ...at, headers: { authorization } };
  }

  async #asApp(app: GitHubApp, at: HttpRemote): Promise<HttpRemote> {
    const authorization = basic("x-access-token", await this.#tokens.tokenOf(app, at));
    return { ...at, headers: { authorization }, onRefused: () => this.#tokens.forget(app) };
  }
}
