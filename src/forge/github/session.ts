import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { at, GroundworkError, keptPromise, listAt, memberOf, messageOf, textAt } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import {
  type ApiAnswer,
  type ApiRequest,
  forgeText,
  jsonFetch,
  requestText,
  usualPolicy,
  withoutSecrets,
} from "../http/index.ts";
import { apiAddresses } from "./addresses.ts";
import type { GithubServer } from "./github-server.ts";
import { waitOf } from "./refusals.ts";

/** The version of the REST API whose answers are read. GitHub's default is the oldest one that it still has. */
const apiVersion = "2022-11-28";

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Requests to one server as one identity. */
export interface Session {
  /** Sends one request, once. Answers of GraphQL have the form of REST's: the data, or a status and a message. */
  readonly send: (request: ApiRequest) => Promise<ApiAnswer>;
  /**
   * For Git. An App's changes every hour.
   *
   * @throws {ForgeRefused} when there is none for the App
   */
  readonly token: () => Promise<string>;
  /** What an App may do on the repository, by GitHub's names; `undefined` for a token, of which GitHub does not say it. */
  readonly permissions: () => Promise<Readonly<Record<string, string>> | undefined>;
  /** Values that stand in no error; tokens of an App are added when they are made. */
  readonly secrets: readonly string[];
}

interface InstallationToken {
  readonly token: string;
  /** Of an App's. */
  readonly permissions?: Readonly<Record<string, string>>;
}

/** Opens nothing: an App asks for its token before the first request. */
export function githubSession(server: GithubServer): Session {
  const { url, repository, as } = server;
  const forge = new URL(url).host;
  const secrets = "token" in as ? [as.token] : [as.privateKey];
  const policy = { ...usualPolicy, ...server.policy };
  const requests = { forge, secrets, timeout: policy.timeout, answerBytes: policy.answerBytes };
  const { rest, graphql } = apiAddresses(url);
  const client = (auth: object) => {
    const made = new Octokit({ baseUrl: rest, log, request: { fetch: jsonFetch(requests) }, ...auth });
    // Also of the requests that an App makes for its tokens.
    made.hook.before("request", ({ headers }) => {
      headers["x-github-api-version"] = apiVersion;
    });
    return made;
  };
  const known = new Map<string, { readonly etag: string; readonly answer: ApiAnswer }>();

  const opened = keptPromise(async () => ("token" in as ? client({ auth: as.token }) : await installed(as)));

  async function installed({ app: appId, privateKey }: Extract<typeof as, { app: string }>): Promise<Octokit> {
    const auth = { appId, privateKey };
    const app = client({ authStrategy: createAppAuth, auth });
    const [owner = "", repo = ""] = repository.split("/");
    const { data } = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo });
    const ofInstallation = { ...auth, installationId: data.id, repositoryNames: [repo] };
    return client({ authStrategy: createAppAuth, auth: ofInstallation });
  }

  async function currentToken(): Promise<InstallationToken> {
    if ("token" in as) return { token: as.token };
    const octokit = await opened();
    const made = (await octokit.auth({ type: "installation" })) as InstallationToken;
    if (!secrets.includes(made.token)) secrets.push(made.token);
    return made;
  }

  /** The answer about a token is none to the request that needs one. */
  async function installationToken(): Promise<InstallationToken> {
    try {
      return await currentToken();
    } catch (thrown) {
      const answer = answerOf(thrown);
      const request = `a token for the GitHub App on ${repository}`;
      const what = `it answered ${answer.status}${forgeText(answer.json)}`;
      if (waitOf(answer) !== undefined) throw new ForgeUnavailable({ forge, request, what, status: answer.status });
      // Without the status, which callers take for that of their own request.
      throw new ForgeRefused({
        forge,
        request,
        what,
        remedy: "Check the App's id and its private key, and that the App is installed on this repository.",
      });
    }
  }

  async function answered(request: ApiRequest): Promise<ApiAnswer> {
    const { method, path, body } = request;
    const before = method === "GET" ? known.get(path) : undefined;
    const fetch = jsonFetch({ ...requests, nameOf: () => requestText(request) });
    await installationToken();
    try {
      const { status, headers, data } = await (await opened()).request({
        method,
        url: path === "graphql" ? graphql : `/${path}`,
        headers: before ? { "if-none-match": before.etag } : {},
        ...(body && { data: body }),
        request: { fetch },
      });
      const answer = { status, headers: headersOf(headers), ...(data !== "" && { json: data as unknown }) };
      const etag = answer.headers.get("etag");
      if (method === "GET" && etag !== null) known.set(path, { etag, answer });
      return answer;
    } catch (thrown) {
      const answer = answerOf(thrown);
      return answer.status === 304 && before ? before.answer : answer;
    }
  }
  return {
    secrets,
    token: async () => (await installationToken()).token,
    permissions: async () => (await installationToken()).permissions,
    async send(request) {
      try {
        const answer = await answered(request);
        return request.path === "graphql" && answer.status < 300 ? graphqlAnswer(answer, request, forge) : answer;
      } catch (thrown) {
        if (thrown instanceof GroundworkError) throw thrown;
        throw new ForgeUnavailable({
          forge,
          request: requestText(request),
          what: withoutSecrets(messageOf(thrown), secrets),
        });
      }
    },
  };
}

/** The answer that octokit throws. @throws its cause, or what is no answer */
function answerOf(thrown: unknown): ApiAnswer {
  const { cause, response } = thrown as {
    readonly cause?: unknown;
    readonly response?: { status: number; headers: Readonly<Record<string, unknown>>; data: unknown };
  };
  if (cause instanceof GroundworkError) throw cause;
  if (!response) throw thrown;
  const { status, headers, data } = response;
  return { status, headers: headersOf(headers), ...(data !== "" && { json: data }) };
}

function headersOf(headers: Readonly<Record<string, unknown>>): Headers {
  return new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** What GraphQL calls its errors, as statuses of REST. */
const statuses: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMITED: 429,
  UNPROCESSABLE: 422,
};

/**
 * GraphQL answers 200 for nearly everything. What is not there is `null` in the data, with an error of the type NOT_FOUND.
 *
 * @throws {ForgeUnavailable} for errors that are GitHub's own
 */
function graphqlAnswer(answer: ApiAnswer, request: ApiRequest, forge: string): ApiAnswer {
  const errors = listAt(answer.json, "errors");
  const others = errors.filter((error) => textAt(error, "type") !== "NOT_FOUND");
  const [error] = others;
  if (error === undefined) return { ...answer, json: at(answer.json, "data") };
  const message = others.map((each) => textAt(each, "message") ?? "").join("; ");
  // A query that the server's schema does not have: an older GitHub Enterprise Server.
  const isOfQuery = textAt(at(error, "extensions"), "code") !== undefined;
  const status = memberOf(statuses, textAt(error, "type") ?? "") ?? (isOfQuery ? 400 : undefined);
  if (status === undefined)
    throw new ForgeUnavailable({ forge, request: requestText(request), what: `it answered with an error: ${message}` });
  return { ...answer, status, json: { message } };
}
