import { expect, it } from "vitest";
import { type Answer, type Json, patch } from "./http-client.ts";
import type { Subject } from "./objects-contract.ts";

/** Scales: how many replicas are wanted, and who says so. */
export function scaleContract({ client, namespace }: Subject): void {
  const merge = { "content-type": patch.merge };
  const deployments = (): string => `/apis/apps/v1/namespaces/${namespace()}/deployments`;
  const deployment = (name: string, spec: object = {}): object => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      ...spec,
      selector: { matchLabels: { app: "a" } },
      template: { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "nginx:1" }] } },
    },
  });
  const managers = ({ body }: Answer): unknown[] =>
    (body.metadata as unknown as { managedFields: Json[] }).managedFields.map(({ manager, subresource }) => [
      manager,
      subresource,
    ]);

  it("owns nothing that had no owner before", async () => {
    const applied = { "content-type": patch.apply };
    await client().send("PATCH", `${deployments()}/unowned?fieldManager=a`, deployment("unowned"), applied);
    await client().send("PATCH", `${deployments()}/unowned/scale?fieldManager=b`, { spec: { replicas: 3 } }, merge);
    const answer = await client().send("GET", `${deployments()}/unowned`);
    expect(answer.body.spec).toMatchObject({ replicas: 3 });
    expect(managers(answer)).toEqual([["a", undefined]]);
  });

  it("are applied, and their conflicts are reported", async () => {
    const applied = { "content-type": patch.apply };
    await client().send(
      "PATCH",
      `${deployments()}/owned?fieldManager=a`,
      deployment("owned", { replicas: 1 }),
      applied,
    );
    const scale = {
      apiVersion: "autoscaling/v1",
      kind: "Scale",
      metadata: { name: "owned", namespace: namespace() },
      spec: { replicas: 2 },
    };
    const refused = await client().send("PATCH", `${deployments()}/owned/scale?fieldManager=b`, scale, applied);
    expect(refused.body).toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "a": .spec.replicas',
    });
    const forced = await client().send(
      "PATCH",
      `${deployments()}/owned/scale?fieldManager=b&force=true`,
      scale,
      applied,
    );
    expect([forced.status, forced.body.spec]).toEqual([200, { replicas: 2 }]);
  });
}
