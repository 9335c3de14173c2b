import { ForgeSettingInvalid } from "../errors.ts";
import type { GiteaServer } from "./gitea-server.ts";

/** Characters that Gitea allows in names of owners and repositories. */
const repositoryName = /^[\w.-]*\w[\w.-]*\/[\w.-]*\w[\w.-]*$/;

/**
 * The settings in the form that requests are made of: addresses without a slash at their end, and the token without the line
 * break that files of secrets end with.
 *
 * @throws {ForgeSettingInvalid} without the address or the token, which may hold a secret
 */
export function checkedServer(server: GiteaServer): GiteaServer {
  const { publicUrl, repository } = server;
  if (!repositoryName.test(repository))
    throw new ForgeSettingInvalid({
      setting: "repository",
      problem: `is no name of one: ${repository}`,
      allowed: "its owner and its name, such as acme/platform",
    });
  const token = server.token.trim();
  // Fetch repeats a header that it does not take in its error.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new ForgeSettingInvalid({
      setting: "token",
      problem: token === "" ? "is empty" : "has characters that no token has",
      allowed: "an access token of the forge",
    });
  return {
    ...server,
    token,
    url: address("address", server.url),
    ...(publicUrl !== undefined && { publicUrl: address("public address", publicUrl) }),
  };
}

function address(setting: string, text: string): string {
  const allowed = "one such as https://git.example.com, without a name, a password or a query";
  const refuse = (problem: string) => new ForgeSettingInvalid({ setting, problem, allowed });
  if (!URL.canParse(text)) throw refuse("is no address");
  const { protocol, username, password, search, hash } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") throw refuse(`has the scheme ${protocol.slice(0, -1)}`);
  if (username !== "" || password !== "") throw refuse("has a name or a password in it");
  if (search !== "" || hash !== "") throw refuse("has a query in it");
  return text.replace(/\/+$/, "");
}
