import { createPrivateKey } from "node:crypto";
import { ForgeSettingInvalid } from "../errors.ts";
import { checkedAddress, checkedToken } from "../http/index.ts";
import type { GithubIdentity, GithubServer } from "./github-server.ts";

/** Characters that GitHub allows in names of owners and repositories. */
const repositoryName = /^[A-Za-z0-9_-]+\/[\w.-]*\w[\w.-]*$/;

/**
 * The settings in the form that requests are made of.
 *
 * @throws {ForgeSettingInvalid} without the address, the token or the key, which may hold a secret
 */
export function checkedServer(server: GithubServer): GithubServer {
  if (!repositoryName.test(server.repository))
    throw new ForgeSettingInvalid({
      setting: "repository",
      problem: `is no name of one: ${server.repository}`,
      allowed: "its owner and its name, such as acme/platform",
    });
  return { ...server, url: checkedAddress("address", server.url), as: checkedIdentity(server.as) };
}

function checkedIdentity(as: GithubIdentity): GithubIdentity {
  if ("token" in as) return { token: checkedToken(as.token) };
  if (!/^[\w.]+$/.test(as.app))
    throw new ForgeSettingInvalid({
      setting: "app",
      problem: "is no id of a GitHub App",
      allowed: "the App's id or client id, as its page shows it",
    });
  // Variables of a CI often hold the key in one line.
  const privateKey = as.privateKey.replaceAll(String.raw`\n`, "\n").trim();
  try {
    createPrivateKey(privateKey);
  } catch {
    throw new ForgeSettingInvalid({
      setting: "private key",
      problem: "is no private key in PEM",
      allowed: "the content of the file that the App's page gave, with its first and last line",
    });
  }
  return { app: as.app, privateKey };
}
