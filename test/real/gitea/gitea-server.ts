import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf } from "../../../src/lib/index.ts";
import { freePorts, PreparationRefused, ServerCommandFailed, ServerProcess } from "../servers/index.ts";
import { GiteaApi } from "./gitea-api.ts";
import { type GiteaFiles, prepareFiles } from "./gitea-files.ts";

export interface GiteaUser {
  readonly name: string;
  readonly password: string;
}

/** A whole Gitea on loopback, with an administrator and nothing else. */
export class RealGitea {
  readonly #files: GiteaFiles;
  readonly #server: ServerProcess;
  #tokens = 0;

  private constructor(
    /** Without a slash at its end. */
    readonly url: string,
    files: GiteaFiles,
    server: ServerProcess,
    readonly administrator: GiteaUser,
  ) {
    this.#files = files;
    this.#server = server;
  }

  /**
   * @param executable the built part, with the folder `static` beside it
   * @param folder an empty folder, which its user can reach
   * @throws {ServerCommandFailed} when the database or the administrator cannot be made.
   * @throws {ServerNotReady}
   */
  static async start(executable: string, folder: string): Promise<RealGitea> {
    const [port = 0] = await freePorts(1);
    const files = await prepareFiles(executable, { folder, port });
    const administrator = { name: "administrator", password: "password-of-a-test" };
    await run(files, "migrate");
    await run(files, "admin", "user", "create", "--admin", ...accountFlags(administrator));
    const url = `http://127.0.0.1:${port}`;
    const server = await ServerProcess.start({
      title: "Gitea",
      command: files.executable,
      args: ["--config", files.settings, "web"],
      environment: files.environment,
      folder,
      ...(files.user && { user: files.user }),
      isReady: async () => (await fetch(`${url}/api/healthz`)).status === 200,
    });
    return new RealGitea(url, files, server, administrator);
  }

  /** The API as the administrator. */
  get api(): GiteaApi {
    const { name: user, password } = this.administrator;
    return new GiteaApi(this.url, { user, password });
  }

  /** The API as the owner of a token, or without a credential. */
  apiAs(token: string | undefined): GiteaApi {
    return new GiteaApi(this.url, token === undefined ? undefined : { token });
  }

  /** An ordinary user, who need not change the password. */
  async createUser(name: string): Promise<GiteaUser> {
    const password = `password-of-${name}`;
    const account = { username: name, email: `${name}@example.test`, password, must_change_password: false };
    await this.api.post("/admin/users", account);
    return { name, password };
  }

  /** A token of the user with exactly these scopes, such as `write:repository`. */
  async createToken({ name: user, password }: GiteaUser, scopes: readonly string[]): Promise<string> {
    const name = `token-${(this.#tokens += 1)}`;
    const own = new GiteaApi(this.url, { user, password });
    const { sha1 } = await own.post<{ sha1: string }>(`/users/${user}/tokens`, { name, scopes });
    return sha1;
  }

  /**
   * Waits until its queues are empty: what was pushed, closed or commented is then seen everywhere, and webhooks are sent.
   *
   * The request is the one that `gitea manager flush-queues` makes; the command takes most of a second to start.
   */
  async settle(): Promise<void> {
    const nanoseconds = 60_000_000_000;
    const response = await fetch(`${this.url}/api/internal/manager/flush-queues`, {
      method: "POST",
      headers: {
        "X-Gitea-Internal-Auth": `Bearer ${this.#files.internalToken}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ Timeout: nanoseconds, NonBlocking: false }),
    });
    if (response.ok) return;
    throw new PreparationRefused({ request: "flush-queues", status: response.status, body: await response.text() });
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}

function accountFlags({ name, password }: GiteaUser): readonly string[] {
  const account = ["--username", name, "--password", password, "--email", `${name}@example.test`];
  return [...account, "--must-change-password=false"];
}

async function run({ executable, settings, environment, user }: GiteaFiles, ...args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(executable, ["--config", settings, ...args], { env: environment, ...user });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    const command = `gitea ${args
      .filter((arg) => /^[a-z]/u.test(arg))
      .slice(0, 3)
      .join(" ")}`;
    throw new ServerCommandFailed(
      { title: "Gitea", command, output: `${stdout}${stderr}` || messageOf(error) },
      { cause: error },
    );
  }
}
