import { createVerify, generateKeyPairSync } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { type ScriptedServer, scriptedServer } from "./scripted-api-server.ts";

/** GitHub's API as far as an app needs it to have tokens. */
export interface GitHubAppServer extends Omit<ScriptedServer, "seen"> {
  /** What an app's Secret holds of its key. */
  readonly privateKey: string;
  /** The tokens given away, the newest last. */
  readonly tokens: readonly string[];
  /** What each token was asked for with. */
  readonly wanted: readonly unknown[];
  readonly paths: readonly string[];
}

/** @param now seconds since the epoch; a token lasts an hour from then. @param status instead of a token */
export async function gitHubAppServer({
  now = () => Date.now() / 1000,
  status,
}: {
  readonly now?: () => number;
  readonly status?: () => number | undefined;
} = {}): Promise<GitHubAppServer> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [tokens, wanted, paths]: [string[], unknown[], string[]] = [[], [], []];
  const isClaim = (claim: string): boolean => {
    const [header = "", body = "", signature = ""] = claim.split(".");
    const { iat, exp, iss } = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Record<string, unknown>;
    const isSigned = createVerify("RSA-SHA256").update(`${header}.${body}`).verify(publicKey, signature, "base64url");
    return isSigned && iss === "7" && Number(iat) <= now() && Number(exp) > now() && Number(exp) < now() + 600;
  };
  const server = await scriptedServer((request, response) => {
    const path = request.url ?? "";
    paths.push(`${request.method} ${path}`);
    const answer = (code: number, body: object) => response.writeHead(code).end(JSON.stringify(body));
    const answering = async () => {
      const body = await buffer(request);
      const refused = status?.();
      if (refused !== undefined) return answer(refused, { message: "Not for this app" });
      if (!isClaim(request.headers.authorization?.replace(/^Bearer /, "") ?? ""))
        return answer(401, { message: "Bad claim" });
      if (path === "/v3/orgs/ada/installation") return answer(404, { message: "Not Found" });
      if (path === "/v3/users/ada/installation") return answer(200, { id: 8 });
      if (path !== "/v3/app/installations/8/access_tokens") return answer(404, { message: "Not Found" });
      wanted.push(JSON.parse(body.toString("utf8")));
      tokens.push(`token-canary-${tokens.length + 1}`);
      return answer(201, { token: tokens.at(-1), expires_at: new Date((now() + 3600) * 1000).toISOString() });
    };
    answering().catch(() => response.destroy());
  });
  return {
    url: `${server.url}/v3`,
    close: () => server.close(),
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
    tokens,
    wanted,
    paths,
  };
}
