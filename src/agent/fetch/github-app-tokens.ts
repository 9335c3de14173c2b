import { type Clock, isObject, messageOf } from "../../lib/index.ts";
import { FetchError, GitServerUnavailable } from "./errors.ts";
import { claimOf, type GitHubApp } from "./github-app.ts";
import { type HttpConnection, sendHttp } from "./http-connection.ts";

/** GitHub gives the app no token for the repository. */
export class GitHubAppRefused extends FetchError {
  readonly code = "github-app-refused";
  readonly kind = "refused";
  readonly reason = "AuthenticationFailed";
  constructor(readonly data: { readonly api: string; readonly status: number; readonly problem: string }) {
    super(
      `${data.api} answered the GitHub App with ${data.status}: ${data.problem}. Check that the app is installed where the ` +
        "repository is, may read its contents, and that the Secret that spec.secretRef names holds its key. " +
        "What was applied stays applied; it is tried again.",
    );
  }
}

interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export interface GitHubConnection extends HttpConnection {
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/** A token that would end within the next fetch is not used any more. In milliseconds; GitHub's last an hour. */
const margin = 5 * 60 * 1000;
const largestAnswer = 1024 * 1024;

/** Tokens of apps' installations, each for one repository, which it may read. They are kept until shortly before they end. */
export class GitHubAppTokens {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @throws {GitHubAppRefused}
   * @throws {GitServerUnavailable} when GitHub's API does not answer, or not as it should.
   */
  async tokenOf(app: GitHubApp, connection: GitHubConnection): Promise<string> {
    const now = this.#clock.now().getTime();
    for (const [key, { expires }] of this.#tokens) if (expires - margin <= now) this.#tokens.delete(key);
    const known = this.#tokens.get(app.fingerprint);
    if (known !== undefined) return known.value;
    const token = await this.#newToken(app, connection);
    this.#tokens.set(app.fingerprint, token);
    return token.value;
  }

  /** For a token that a server did not take. */
  forget(app: GitHubApp): void {
    this.#tokens.delete(app.fingerprint);
  }

  async #newToken(app: GitHubApp, connection: GitHubConnection): Promise<Token> {
    const call = new AppCall(app, connection, claimOf(app, this.#clock.now()));
    const id = "id" in app.installation ? app.installation.id : await call.installationOf(app.installation.owner);
    const answer = await call.ask("POST", `app/installations/${id}/access_tokens`, {
      repositories: [app.repository],
      permissions: { contents: "read" },
    });
    const { token, expires_at: ends } = answer;
    const expires = typeof ends === "string" ? Date.parse(ends) : Number.NaN;
    if (typeof token !== "string" || Number.isNaN(expires)) throw call.unexpected("its answer holds no token");
    return { value: token, expires };
  }
}

class AppCall {
  readonly #app: GitHubApp;
  readonly #connection: GitHubConnection;
  readonly #claim: string;

  constructor(app: GitHubApp, connection: GitHubConnection, claim: string) {
    this.#app = app;
    this.#connection = connection;
    this.#claim = claim;
  }

  /** An owner is an organization or a user. */
  async installationOf(owner: string): Promise<string> {
    const name = encodeURIComponent(owner);
    const found = await this.ask("GET", `orgs/${name}/installation`).catch((thrown: unknown) => {
      if (thrown instanceof GitHubAppRefused && thrown.data.status === 404)
        return this.ask("GET", `users/${name}/installation`);
      throw thrown;
    });
    if (typeof found["id"] !== "number") throw this.unexpected("its answer names no installation");
    return String(found["id"]);
  }

  async ask(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const { status, text } = await this.#exchange(method, path, body).catch((thrown: unknown) => {
      throw this.unexpected(messageOf(thrown), thrown);
    });
    const content = parsed(text);
    if (status === 200 || status === 201) return content;
    const problem = typeof content["message"] === "string" ? content["message"] : "it does not say why";
    if ([401, 403, 404, 422].includes(status)) throw new GitHubAppRefused({ api: this.#app.api, status, problem });
    throw this.unexpected(`HTTP status ${status}`);
  }

  unexpected(problem: string, cause?: unknown): GitServerUnavailable {
    return new GitServerUnavailable({ url: this.#app.api, problem }, { cause });
  }

  async #exchange(method: string, path: string, body: object | undefined) {
    const response = await sendHttp(
      new URL(path, this.#app.api),
      {
        method,
        headers: {
          accept: "application/vnd.github+json",
          "user-agent": "groundwork-agent",
          "x-github-api-version": "2022-11-28",
          authorization: `Bearer ${this.#claim}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        signal: AbortSignal.timeout(this.#connection.timeout),
        ...(body !== undefined && { payload: Buffer.from(JSON.stringify(body)) }),
      },
      this.#connection,
    );
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > largestAnswer) throw new Error("its answer is too large");
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(text);
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
