import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { namedError, remedyFor } from "../../../src/engine/automation/cli-errors.ts";

const said = (stderr: string, more: object = {}) =>
  namedError({ stderr, stdout: "", exitCode: 1 }, { command: "up", stack: "dev", folder: "/repo", ...more });

const gcp =
  "missing google credentials: unable to find gcp credentials: google: could not find default credentials. " +
  "See https://cloud.google.com/docs/authentication/external/set-up-adc for more information";

/** Word for word what CLI 3.256 wrote to its standard error. */
const messages: readonly (readonly [situation: string, stderr: string, code: string, says: RegExp])[] = [
  [
    "the passphrase is another",
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase\n",
    "wrong-passphrase",
    /PULUMI_CONFIG_PASSPHRASE/u,
  ],
  [
    "there is no passphrase",
    "error: getting stack configuration: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\n",
    "missing-passphrase",
    /PULUMI_CONFIG_PASSPHRASE_FILE/u,
  ],
  [
    "there is no such resource",
    "error: no resource named 'urn:pulumi:dev::proj::test:index:Thing::nowhere' found\n",
    "target-unknown",
    /Thing::nowhere in the stack/u,
  ],
  ["there is no such stack", "error: no stack named 'dev' found\n", "no-such-stack", /pulumi stack ls --all/u],
  [
    "nobody is logged in",
    "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\n",
    "no-backend",
    /PULUMI_BACKEND_URL/u,
  ],
  [
    "the backend's folder is gone",
    "error: unable to open bucket file:///nonexistent/dir?no_tmp_dir=true: stat /nonexistent/dir: no such file or directory\n",
    "backend-unreachable",
    /nonexistent/u,
  ],
  [
    "Pulumi Cloud does not answer",
    'Logging in using access token from PULUMI_ACCESS_TOKEN\nerror: performing HTTP request: Get "https://127.0.0.1:9/api/user": dial tcp 127.0.0.1:9: connect: connection refused\n',
    "backend-unreachable",
    /connection refused/u,
  ],
  ["a bucket has no credentials", `error: ${gcp}\n`, "backend-unreachable", /credentials/u],
  [
    "the secrets' key service has no credentials",
    `error: getting stack configuration: get stack secrets manager: ${gcp}\n`,
    "backend-unreachable",
    /credentials/u,
  ],
  [
    "a new stack's key service has no credentials",
    `error: could not create secrets manager for new stack: ${gcp}\n`,
    "backend-unreachable",
    /key service/u,
  ],
  [
    "a bucket's region is wrong",
    'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: GetObject, resolve auth scheme: resolve endpoint: endpoint rule error, Invalid region: region was not a valid DNS name.\n',
    "backend-unreachable",
    /Invalid region/u,
  ],
  [
    "the secrets provider is not known",
    "error: unknown secrets provider type 'nonsense' (supported values: default,passphrase,awskms,azurekeyvault,gcpkms,hashivault)\n",
    "unknown-secrets-provider",
    /passphrase, awskms/u,
  ],
  [
    "the state has a newer version",
    "error: failed to load checkpoint: unsupported checkpoint version 5\n",
    "state-too-new",
    /version 5/u,
  ],
  [
    "the state needs a newer feature",
    "error: failed to load checkpoint: this stack's deployment needs support for the following features: quantum\n",
    "state-too-new",
    /quantum/u,
  ],
  [
    "an imported state has a newer version",
    "error: the stack 'dev' is newer than what this version of the Pulumi CLI understands. Please update your version of the Pulumi CLI\n",
    "state-too-new",
    /newer Pulumi CLI/u,
  ],
  [
    "the state is cut off",
    "error: failed to load checkpoint: place 1: unexpected end of JSON input\n",
    "state-unreadable",
    /unexpected end/u,
  ],
  [
    "the state contradicts itself",
    "error: The Pulumi CLI encountered a snapshot integrity error. This is a bug!\n\nPulumi Version:    v3.256.0\nError:             snapshot integrity failure; refusing to use it: resource a's dependency b refers to missing resource\n\nStack Trace:\n\ngoroutine 1 [running]:\n",
    "state-unreadable",
    /: resource a's dependency b refers to missing resource\. Nothing/u,
  ],
  [
    "an imported state is another stack's",
    "error: 3 errors occurred:\n    1) resource 'urn:pulumi:other::proj::a:b:C::x' is from a different stack (other != dev)\n    3) importing this file could be dangerous; rerun with --force to proceed anyway\n",
    "deployment-rejected",
    /other != dev/u,
  ],
  [
    "a provider is not there in the version that is wanted",
    "error: no resource plugin 'pulumi-resource-nope' found in the workspace at version v1.2.3 or on your $PATH\n",
    "plugin-missing",
    /pulumi plugin install resource nope v1\.2\.3/u,
  ],
  [
    "a provider cannot be downloaded",
    "error: Could not automatically download and install resource plugin 'pulumi-resource-nope' at version v1.2.3, install the plugin using `pulumi plugin install resource nope v1.2.3`: error downloading provider nope to file\n",
    "plugin-missing",
    /pulumi plugin install resource nope v1\.2\.3$/u,
  ],
  [
    "there is no language host",
    "error: failed to load language plugin nodejs: no language plugin 'pulumi-language-nodejs' found in the workspace or on your $PATH\n",
    "plugin-missing",
    /groundwork doctor --fix/u,
  ],
  [
    "there is no project",
    "error: no Pulumi.yaml project file found (searching upwards from ). If you have not created a project yet, use `pulumi new` to do so: no project file found\n",
    "no-project",
    /\/repo/u,
  ],
  [
    "configuration is missing",
    "error: validating stack config: Stack 'dev' is missing configuration values 'also' and 'must'\n",
    "configuration-refused",
    /'also' and 'must'.*pulumi config set --stack dev/u,
  ],
  [
    "the project file is no YAML",
    "error: could not unmarshal '/repo/Pulumi.yaml': invalid YAML file: yaml: line 1: did not find expected node content\n",
    "configuration-refused",
    /line 1/u,
  ],
  [
    "the stack's file is no YAML",
    "error: getting stack configuration: invalid YAML file: yaml: line 1: did not find expected node content\n",
    "configuration-refused",
    /Pulumi\.dev\.yaml/u,
  ],
  ["it has no name here", "error: something else\nerror: and more\n", "cli-refused", /something else\nand more/u],
];

describe("what the Pulumi CLI says before it starts", () => {
  it.each(messages)("is named when %s", (_situation, stderr, code, says) => {
    const error = said(stderr);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
  });

  it("names who holds a locked stack", () => {
    const error = said(
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
        "  file:///state/.pulumi/locks/organization/proj/dev/abc.json?no_tmp_dir=true: created by alice@build-7 (pid 4242) at 2026-11-25T19:00:00Z\n",
    );
    expect(error).toMatchObject({
      code: "stack-locked",
      data: {
        owners: [{ username: "alice", hostname: "build-7", pid: 4242, timestamp: "2026-11-25T19:00:00Z" }],
        sameHost: false,
      },
    });
    expect(error.message).toMatch(/alice@build-7 \(pid 4242\) since 2026-11-25T19:00:00Z.*pulumi cancel --stack dev/u);
  });

  it("knows a lock of its own machine", () => {
    const error = said(
      `error: the stack is currently locked by 1 lock(s).\n  x: created by bob@${hostname()} (pid 7) at 2026-11-25T19:00:00Z\n`,
    );
    expect(error).toMatchObject({ code: "stack-locked", data: { sameHost: true } });
  });

  it("names a lock of Pulumi Cloud, which does not say whose it is", () => {
    const error = said("error: [409] Conflict: Another update is currently in progress.\n");
    expect(error).toMatchObject({ code: "stack-locked", data: { owners: [], sameHost: false } });
    expect(error.message).toContain("another update");
  });

  it("blames the update plan for what cannot be read of it", () => {
    const plan = { plan: "/tmp/plan.json" };
    expect(said("error: invalid character 'g' looking for beginning of value\n", plan).code).toBe(
      "update-plan-unreadable",
    );
    expect(said("error: open /tmp/plan.json: no such file or directory\n", plan).code).toBe("update-plan-unreadable");
  });

  it("blames the imported text for what cannot be read of it", () => {
    const error = said("error: invalid character 'g' looking for beginning of value\n", { command: "stack import" });
    expect(error.code).toBe("deployment-rejected");
  });

  it("tells the exit code of a CLI that said nothing", () => {
    expect(said("").message).toBe("pulumi up did not start: it ended with code 1 and said nothing.");
  });

  it("says how to install a plugin that turned out to be missing in the middle of a run", () => {
    const message =
      "no resource plugin 'pulumi-resource-nope' found in the workspace at version v1.2.3 or on your $PATH\n";
    expect(remedyFor(message)).toBe("Install it with: pulumi plugin install resource nope v1.2.3");
    expect(remedyFor("the region is full")).toBeUndefined();
  });
});
