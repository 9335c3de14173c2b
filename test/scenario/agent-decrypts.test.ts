import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sealedContent, valuesAlone } from "../fixtures/sops.ts";
import { configMap, eventually, World } from "./agent-harness/index.ts";

const decryption = { provider: "sops", secretRef: { name: "sops-age" } };
const passwords = ["correct-horse", "battery-staple"];

describe("the agent and what SOPS encrypted", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("decrypts it with the identity of a Secret, follows another identity, and keeps all of them out of what it says", async () => {
    const space = await world.space();
    const [first, second] = [await generateX25519Identity(), await generateX25519Identity()];
    const identityIs = async (identity: string) =>
      await space.put("v1", "Secret", "sops-age", { stringData: { "age.agekey": identity } });
    const files = async (identity: string, password: string | undefined) => {
      const sealing = { recipients: [await identityToRecipient(identity)], rule: valuesAlone };
      const plain = { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, stringData: { password } };
      // An encrypted value that the API server refuses, and quotes.
      const wrong = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "wrong" }, data: { nested: [password] } };
      const sealed = async (content: object) => JSON.stringify(await sealedContent({ ...content }, sealing));
      return {
        "apps/db.yaml": await sealed(plain),
        "apps/wrong.yaml": await sealed(wrong),
        "apps/good.yaml": configMap("good", {}),
      };
    };
    const applied = async () => {
      const { password = "" } = ((await space.get("v1", "Secret", "db"))?.["data"] ?? {}) as {
        readonly password?: string;
      };
      return Buffer.from(password, "base64").toString("utf8");
    };

    await space.repository.commit(await files(first, passwords[0]));
    await space.source();
    await space.kustomization({ decryption });
    const agent = space.agent();
    const missing = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "BuildFailed",
    });
    expect(missing).toContain(`Secret ${space.name}/sops-age does not exist`);

    await identityIs(first);
    await eventually(applied, passwords[0] ?? "", space.explain);
    expect((await space.get("v1", "Secret", "db"))?.["sops"]).toBeUndefined();

    await space.repository.commit(await files(second, passwords[1]));
    const unopened = { type: "Ready", status: "False", reason: "BuildFailed" };
    const said = async () =>
      (await space.condition("Kustomization", "Ready"))?.message.includes("none of 1 age identity");
    await eventually(said, true, space.explain);
    expect(await space.untilCondition("Kustomization", unopened)).toContain(
      "apps/db.yaml:1: Secret db is encrypted for age1",
    );
    expect(await applied()).toBe(passwords[0]);

    await identityIs(second);
    await eventually(applied, passwords[1] ?? "", space.explain);
    const refused = async () => (await space.condition("Kustomization", "Ready"))?.message.includes("nested");
    await eventually(refused, true, space.explain);
    await agent.end();

    const events = await world.cluster.api.list(await world.cluster.api.resourceOf("v1", "Event"), {
      namespace: space.name,
    });
    const told = [agent.output, JSON.stringify(events.items), JSON.stringify(await space.status("Kustomization"))].join(
      "\n",
    );
    for (const secret of [...passwords, first, second]) expect(told).not.toContain(secret);
  });
});
