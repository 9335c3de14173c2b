import { PreparationRefused } from "../servers/index.ts";

export interface GiteaAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type Credential = { readonly token: string } | { readonly user: string; readonly password: string } | undefined;

/** Requests to the API of a Gitea, as one of its users. */
export class GiteaApi {
  /** @param url of the server, without a slash at its end */
  constructor(
    readonly url: string,
    readonly credential: Credential,
  ) {}

  /** The answer of any status. Its body is text where it is no JSON. */
  async send<Body = unknown>(method: string, path: string, content?: object): Promise<GiteaAnswer<Body>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(this.credential && { authorization: authorization(this.credential) }),
        ...(content && { "content-type": "application/json" }),
      },
      ...(content && { body: JSON.stringify(content) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: bodyOf(text) as Body };
  }

  /** The body of an answer that has to be a good one. @throws {PreparationRefused} */
  async get<Body = unknown>(path: string): Promise<Body> {
    return await this.#good("GET", path);
  }

  /** Like {@link get}. */
  async post<Body = unknown>(path: string, content: object): Promise<Body> {
    return await this.#good("POST", path, content);
  }

  async #good<Body>(method: string, path: string, content?: object): Promise<Body> {
    const { status, body } = await this.send<Body>(method, path, content);
    if (status >= 200 && status < 300) return body;
    throw new PreparationRefused({ request: `${method} ${path}`, status, body: JSON.stringify(body) });
  }
}

function authorization(credential: Exclude<Credential, undefined>): string {
  if ("token" in credential) return `token ${credential.token}`;
  return `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString("base64")}`;
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
