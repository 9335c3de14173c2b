import { describe, expect, it } from "vitest";
import { backendOf, cliEnvironment } from "../../../src/engine/automation/index.ts";

const place = (environment: NodeJS.ProcessEnv, backendUrl?: string) => ({
  environment,
  cwd: "/elsewhere",
  project: { folder: "/shop", ...(backendUrl !== undefined && { backendUrl }) },
});

describe("the environment of the Pulumi CLI", () => {
  it.each([
    ["file://./state", undefined, "file:///elsewhere/state"],
    ["file:///state", "gs://project", "file:///state"],
    ["file://~/state", undefined, "file://~/state"],
    [undefined, "file://state", "file:///shop/state"],
    ["", "gs://project", "gs://project"],
    [undefined, undefined, "file:///fallback"],
  ])("names the backend %s of the environment, %s of the project, as %s", (given, ofProject, expected) => {
    const environment = given === undefined ? {} : { PULUMI_BACKEND_URL: given };
    expect(cliEnvironment(place(environment, ofProject), "/fallback")["PULUMI_BACKEND_URL"]).toBe(expected);
  });

  it("leaves the backend to the CLI's login where nothing names one", () => {
    expect(cliEnvironment(place({}))).toEqual({});
    expect(backendOf(place({}))).toBe("the backend that the Pulumi CLI is logged in to");
  });

  it("names the file of the passphrase from the root", () => {
    const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = cliEnvironment(place({ PULUMI_CONFIG_PASSPHRASE_FILE: "key" }));
    expect(file).toBe("/elsewhere/key");
  });
});

describe("the backend of the Pulumi CLI in a message", () => {
  it("has neither credentials nor a query", () => {
    expect(backendOf(place({ PULUMI_BACKEND_URL: "https://ada:secret@state.test/acme?key=secret" }))).toBe(
      "https://state.test/acme",
    );
  });
});
