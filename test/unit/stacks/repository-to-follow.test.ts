import type { Config } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { DesiredSync } from "../../../src/desired/index.ts";
import { repositoryToFollow } from "../../../stacks/repository.ts";

const declared = "https://forge.example/acme/infra";
const configured = "http://127.0.0.1:20123/repository.git";

describe("the repository that a cluster follows", () => {
  it.each([
    ["declared", { repository: declared }, {}, declared, false],
    [
      "declared, and not the configured one, whose token stays here",
      { repository: declared },
      { repository: configured },
      declared,
      false,
    ],
    ["configured, with its token", {}, { repository: configured }, configured, true],
    [
      "the rehearsal's, whatever is declared",
      { repository: declared },
      { repositoryInstead: configured },
      configured,
      true,
    ],
    [
      "configured, with the branch that stands in for tags there",
      {},
      { repository: configured, repositoryBranch: "main" },
      configured,
      true,
      "main",
    ],
    [
      "declared, with tags of its own",
      { repository: declared },
      { repository: configured, repositoryBranch: "main" },
      declared,
      false,
    ],
  ])("is the one %s", async (_, sync, settings: Readonly<Record<string, string>>, url, withToken, branch?: string) => {
    const config = {
      get: (key: string) => settings[key],
      getSecret: (key: string) => (key === "repositoryToken" ? "the token" : undefined),
    };
    const found = await repositoryToFollow(sync as DesiredSync, config as unknown as Config, import.meta.dirname);
    expect(found).toEqual({
      url,
      ...(withToken && { token: "the token" }),
      ...(branch !== undefined && { branchForTags: branch }),
    });
  });

  describe("in the name of a GitHub App", () => {
    const followed = (settings: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>) => {
      const config = { get: (key: string) => settings[key], getSecret: (key: string) => secrets[key] };
      return repositoryToFollow({} as DesiredSync, config as unknown as Config, import.meta.dirname);
    };
    const app = { repository: declared, repositoryAppId: "12", repositoryAppInstallationId: "34" };
    const key = { repositoryAppPrivateKey: "pem" };

    it("is fetched with what identifies the App, unless there is a token", async () => {
      expect(await followed(app, key)).toEqual({
        url: declared,
        githubApp: { id: "12", installationId: "34", privateKey: "pem" },
      });
      expect(await followed(app, { ...key, repositoryToken: "t" })).toEqual({ url: declared, token: "t" });
    });

    it("is refused with what is missing of the App", async () => {
      await expect(followed({ repository: declared, repositoryAppId: "12" }, key)).rejects.toThrow(
        "the configuration lacks groundwork:repositoryAppInstallationId.",
      );
    });
  });

  describe("over SSH", () => {
    const url = "ssh://git@forge.example/acme/infra.git";
    const followed = (settings: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>) => {
      const config = { get: (key: string) => settings[key], getSecret: (key: string) => secrets[key] };
      return repositoryToFollow({ repository: url } as DesiredSync, config as unknown as Config, import.meta.dirname);
    };

    it("is reached with the configured key and keys of hosts, also when it is declared", async () => {
      expect(await followed({ repositoryKnownHosts: "hosts" }, { repositoryIdentity: "key" })).toEqual({
        url,
        ssh: { identity: "key", knownHosts: "hosts" },
      });
    });

    it("is refused with the commands that would configure what is missing", async () => {
      await expect(followed({}, {})).rejects.toThrow(
        /set --secret groundwork:repositoryIdentity.*repositoryKnownHosts/,
      );
      await expect(followed({ repositoryKnownHosts: "hosts" }, {})).rejects.toThrow("groundwork:repositoryIdentity.");
    });
  });
});
