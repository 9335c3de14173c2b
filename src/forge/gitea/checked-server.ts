import { ForgeSettingInvalid } from "../errors.ts";
import { checkedAddress, checkedToken } from "../http/index.ts";
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
  return {
    ...server,
    token: checkedToken(server.token),
    url: checkedAddress("address", server.url),
    ...(publicUrl !== undefined && { publicUrl: checkedAddress("public address", publicUrl) }),
  };
}
