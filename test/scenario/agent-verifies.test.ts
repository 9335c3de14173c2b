import fs from "node:fs";
import * as git from "isomorphic-git";
import * as openpgp from "openpgp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, eventually, type Space, World } from "./agent-harness/index.ts";

describe("the agent verifies", () => {
  let world: World;
  let ada: { readonly privateKey: openpgp.PrivateKey; readonly publicKey: openpgp.PublicKey };
  beforeAll(async () => {
    world = await World.create();
    ada = await openpgp.generateKey({ userIDs: [{ name: "Ada" }], format: "object" });
  });
  afterAll(() => world.end());

  /** Signs the newest commit of a branch. @returns its new id */
  async function signed({ repository: { gitdir } }: Space): Promise<string> {
    const oid = await git.resolveRef({ fs, gitdir, ref: "refs/heads/main" });
    const { object } = await git.readObject({ fs, gitdir, oid, format: "content" });
    const payload = Buffer.from(object as Uint8Array);
    const message = await openpgp.createMessage({ binary: payload });
    const armored = await openpgp.sign({ message, signingKeys: ada.privateKey, detached: true });
    const signature = armored.replaceAll("\r", "").trimEnd().replaceAll("\n", "\n ");
    const [head = "", ...rest] = payload.toString("utf8").split("\n\n");
    const content = Buffer.from([`${head}\ngpgsig ${signature}`, ...rest].join("\n\n"));
    const commit = await git.writeObject({ fs, gitdir, type: "commit", format: "content", object: content });
    await git.writeRef({ fs, gitdir, ref: "refs/heads/main", value: commit, force: true });
    return commit;
  }

  const spec = { verify: { mode: "HEAD", secretRef: { name: "keys" } }, secretRef: { name: "token" } };

  async function verifying(): Promise<Space> {
    const space = await world.space();
    const armored = Buffer.from(ada.publicKey.armor()).toString("base64");
    await space.put("v1", "Secret", "keys", { data: { "ada.asc": armored } });
    await space.put("v1", "Secret", "token", { data: { bearerToken: Buffer.from("token-canary").toString("base64") } });
    await space.source(spec);
    await space.kustomization();
    space.agent();
    return space;
  }

  it("who signed a commit: an unsigned one is refused by its id and is not applied, nor is a signed one on top of it", async () => {
    const space = await verifying();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) });
    const first = await signed(space);
    await space.untilApplied(first);
    const verified = { type: "SourceVerified", status: "True", reason: "Succeeded" };
    expect(await space.untilCondition("GitRepository", verified)).toContain(`commit ${first} with key`);

    const unsigned = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "evil" }) });
    const refused = { type: "SourceVerified", status: "False", reason: "InvalidCommitSignature" };
    expect(await space.untilCondition("GitRepository", refused)).toContain(`commit ${unsigned}: it is not signed`);
    expect(await space.condition("GitRepository", "Ready")).toMatchObject({ status: "False", reason: refused.reason });
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) });
    const onTop = await signed(space);
    await space.source(spec, { annotations: { "reconcile.fluxcd.io/requestedAt": "after" } });
    const handled = async () => (await space.status("GitRepository"))["lastHandledReconcileAt"];
    await eventually(handled, "after", space.explain);
    expect(await space.untilCondition("GitRepository", refused)).not.toContain(onTop);
    expect(await space.data("one")).toEqual({ a: "1" });
    expect((await space.status("GitRepository"))["artifact"]).toMatchObject({ revision: `main@sha1:${first}` });

    // Putting the branch back is no rewritten history to the agent: what it took is still in it.
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "3" }) }, { parent: first });
    await space.untilApplied(await signed(space));
    expect(await space.data("one")).toEqual({ a: "3" });
  });

  it("with credentials that end in the middle: the condition names the Secret, and what was taken stays", async () => {
    const space = await verifying();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) });
    const first = await signed(space);
    await space.untilApplied(first);

    await space.delete("v1", "Secret", "token");

    const ended = { type: "Ready", status: "False", reason: "AuthenticationFailed" };
    const message = await space.untilCondition("GitRepository", ended);
    expect(message).toContain(`Secret ${space.name}/token does not exist`);
    expect((await space.status("GitRepository"))["artifact"]).toMatchObject({ revision: `main@sha1:${first}` });
    expect(JSON.stringify(await space.status("GitRepository"))).not.toContain("token-canary");
    await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
    await space.untilData("one", { a: "1" });
  });
});
