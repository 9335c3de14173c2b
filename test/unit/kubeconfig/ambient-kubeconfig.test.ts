import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type AmbientKubeconfig,
  activeCluster,
  ambientKubeconfig,
  connectionOf,
  givenKubeconfig,
} from "../../../src/kubernetes/kubeconfig/index.ts";

const chosen: { readonly context: string | undefined; readonly cluster: string | undefined } = {
  context: undefined,
  cluster: undefined,
};
const server = (name: string) => `https://${name}.example.com`;
/** A kubeconfig of these clusters, each with a user and a context of its name. */
const config = (names: readonly string[], current: string | undefined = names[0], user: object = { token: "t" }) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: names.map((name) => ({ name, cluster: { server: server(name) } })),
    users: names.map((name) => ({ name, user })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name, namespace: `in-${name}` } })),
    ...(current !== undefined && { "current-context": current }),
  });

describe("the cluster when none is named", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "kubeconfig-"));
    await mkdir(path.join(folder, "home", ".kube"), { recursive: true });
    await mkdir(path.join(folder, "pod"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const home = (content: string) => file("home/.kube/config", content);
  const ambient = (more: Partial<AmbientKubeconfig> = {}): AmbientKubeconfig => ({
    listed: undefined,
    home: path.join(folder, "home"),
    inCluster: { host: undefined, port: undefined, folder: path.join(folder, "pod") },
    ...more,
  });
  const inPod = () => ({ inCluster: { host: "10.0.0.1", port: "443", folder: path.join(folder, "pod") } });
  const found = async (at: AmbientKubeconfig, by: Partial<typeof chosen> = {}) =>
    activeCluster(await ambientKubeconfig(at), { ...chosen, ...by }).server;

  it("is that of KUBECONFIG, before the home's", async () => {
    await home(config(["home"]));
    expect(await found(ambient({ listed: await file("one", config(["one"])) }))).toBe(server("one"));
  });

  it("is that of the home when KUBECONFIG is not set, or empty", async () => {
    await home(config(["home"]));
    for (const listed of [undefined, "", ":"]) expect(await found(ambient({ listed }))).toBe(server("home"));
  });

  it("comes from all files of KUBECONFIG: the first that says something counts, and missing ones are passed over", async () => {
    const listed = [
      path.join(folder, "missing"),
      await file("empty", ""),
      await file("one", config(["one"], "")),
      await file("two", config(["two", "one"], "two").replaceAll("one.example", "other.example")),
    ].join(path.delimiter);
    expect(await found(ambient({ listed }))).toBe(server("two"));
    expect(await found(ambient({ listed }), { context: "one" })).toBe(server("one"));
    expect(await found(ambient({ listed }), { cluster: "one" })).toBe(server("one"));
  });

  it("is the Pod's own when no file says anything", async () => {
    await file("pod/token", "pod-token\n");
    await file("pod/ca.crt", "pem");
    await file("pod/namespace", "shop\n");
    const active = activeCluster(await ambientKubeconfig(ambient(inPod())), chosen);
    expect(active).toMatchObject({ server: "https://10.0.0.1:443", namespace: "shop" });
    const connection = await connectionOf(active);
    expect(connection.ca).toBe("pem");
    expect(await connection.credentials()).toEqual({ token: "pod-token" });
    await home(config(["home"]));
    expect(await found(ambient(inPod()))).toBe(server("home"));
  });

  it("has the files that its kubeconfig names beside that kubeconfig", async () => {
    await file("token", "beside\n");
    const listed = [
      await file("first", config(["first"], undefined, { tokenFile: "token" })),
      await file("home/.kube/second", config(["second"], "second", { tokenFile: "../../token" })),
    ].join(path.delimiter);
    for (const context of ["first", "second"]) {
      const active = activeCluster(await ambientKubeconfig(ambient({ listed })), { ...chosen, context });
      expect(await (await connectionOf(active)).credentials()).toEqual({ token: "beside" });
    }
  });

  it.each<[string, (at: string) => Partial<AmbientKubeconfig>, (at: string) => readonly string[]]>([
    [
      "nothing is set",
      () => ({}),
      (at) => [
        "KUBECONFIG is not set",
        `there is no ${at}/home/.kube/config`,
        "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
      ],
    ],
    ["there is no home", () => ({ home: undefined }), () => ["KUBECONFIG is not set", "HOME is not set"]],
    [
      "KUBECONFIG names one missing file",
      (at) => ({ listed: `${at}/gone` }),
      (at) => [`KUBECONFIG names ${at}/gone, which does not exist`],
    ],
    [
      "KUBECONFIG names missing files",
      (at) => ({ listed: `${at}/a${path.delimiter}${at}/b` }),
      (at) => [`KUBECONFIG names ${at}/a, ${at}/b, which do not exist`],
    ],
    [
      "a Pod has no token",
      (at) => ({ inCluster: { host: "10.0.0.1", port: "443", folder: `${at}/pod` } }),
      (at) => [`there is no ${at}/pod/token`],
    ],
  ])("is missing with every place that was looked at when %s", async (_, more, said) => {
    const look = () => ambientKubeconfig(ambient(more(folder)));
    for (const words of said(folder)) await expect(look()).rejects.toThrow(words);
  });

  it.each<[string, string, RegExp]>([
    ["no YAML", "users: [\n  token: secret-token\n", /\/odd is no valid YAML/],
    ["another document", "[1, 2]", /\/odd holds no kubeconfig/],
    ["no current context", config(["one"], ""), /\/odd has no current-context/],
    ["a context that it lacks", config(["one"], "two"), /\/odd has no context two/],
    [
      "no cluster",
      config(["one"]).replace('"cluster":"one"', '"cluster":"gone"'),
      /\/odd has no cluster gone with a server/,
    ],
  ])("is refused by the name of its file when that holds %s, without a secret", async (_, content, words) => {
    const listed = await file("odd", content);
    const look = async () => activeCluster(await ambientKubeconfig(ambient({ listed })), chosen);
    await expect(look()).rejects.toThrow(words);
    await expect(look()).rejects.not.toThrow(/secret-token/);
  });

  it("is read from plain files only, of a bounded size", async () => {
    const large = await file("large", "");
    await truncate(large, 17 * 1024 * 1024);
    for (const [listed, words] of [
      ["/dev/null", "/dev/null is no plain file"],
      [folder, `${folder} is a folder`],
      [large, `${large} has more than 16384 KiB`],
    ])
      await expect(ambientKubeconfig(ambient({ listed }))).rejects.toThrow(words);
  });

  it("is the provider's own when it has one: content, a path, or paths as in KUBECONFIG", async () => {
    const one = await file("one", config(["one"]));
    const two = await file("two", config(["two"]));
    for (const given of [
      config(["one"]),
      `${JSON.stringify(JSON.parse(config(["one"])), null, 2)}\n`,
      one,
      [one, two].join(path.delimiter),
    ])
      expect(activeCluster(await givenKubeconfig(given), chosen).server).toBe(server("one"));
    const both = await givenKubeconfig([one, two].join(path.delimiter));
    expect(activeCluster(both, { ...chosen, context: "two" }).server).toBe(server("two"));
  });
});
