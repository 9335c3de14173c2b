import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { at, textAt } from "../../../src/lib/index.ts";
import { isUnknown, unknownValue } from "../../../src/pulumi/index.ts";
import { deployment, inBackground, types, type World } from "./world.ts";

/** Previews, creations, updates and waiting. `of` gives the world of the running test. */
export function writes(of: () => World): void {
  it("applies as a manager of its own and shows the live object as outputs", async () => {
    const world = of();
    const created = await world.program.create(types.configMap, "settings", {
      metadata: { name: "settings" },
      data: { mode: "slow" },
    });
    expect(created.outputs).toMatchObject({
      kind: "ConfigMap",
      data: { mode: "slow" },
      metadata: { name: "settings", namespace: world.namespace },
    });
    expect(textAt(created.outputs, "metadata", "uid")).toBeTruthy();
    expect(textAt(created.outputs, "__fieldManager")).toMatch(/^pulumi-kubernetes-[0-9a-f]{8}$/);
    const managed = at(await world.live(world.configMap("settings")), "metadata", "managedFields", 0);
    expect(managed).toMatchObject({ operation: "Apply", manager: textAt(created.outputs, "__fieldManager") });
  });

  it("previews by a dry run that leaves no trace and guesses nothing", async () => {
    const world = of();
    const preview = await world.program.preview(types.service, "web", {
      metadata: { name: "web" },
      spec: { ports: [{ port: 80 }] },
    });
    expect(preview).toMatchObject({
      metadata: { uid: unknownValue },
      spec: { clusterIP: unknownValue, type: "ClusterIP", ports: [{ port: 80, protocol: "TCP" }] },
    });
    expect(preview).not.toHaveProperty("status");
    expect(await world.live(`/api/v1/namespaces/${world.namespace}/services/web`)).toBeUndefined();
  });

  it("shows a refusal of the API server in the preview already", async () => {
    const world = of();
    const wrong = deployment({ selector: { matchLabels: { app: "other" } } }, { name: "web" });
    await expect(world.program.preview(types.deployment, "web", wrong)).rejects.toThrow(/selector/);
  });

  it("previews what lies in a namespace, of a kind or with values that are not there yet", async () => {
    const world = of();
    const inputs = { metadata: { name: "settings", namespace: "not-there-yet" }, data: { mode: "slow" } };
    expect(await world.program.preview(types.configMap, "settings", inputs)).toMatchObject(inputs);
    const custom = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "one" }, spec: { size: 1 } };
    expect(await world.program.preview("kubernetes:example.com/v1:Widget", "one", custom)).toMatchObject(custom);
    const unknown = { metadata: { name: "settings" }, data: { address: unknownValue } };
    expect(await world.program.preview(types.configMap, "settings", unknown)).toMatchObject(unknown);
  });

  it("waits for a namespace that is created meanwhile", async () => {
    const world = of();
    const late = `late-${randomBytes(3).toString("hex")}`;
    const creating = world.program.create(types.configMap, "settings", {
      metadata: { name: "settings", namespace: late },
      data: {},
    });
    await world.program.create(types.namespace, "late", { metadata: { name: late } });
    expect((await creating).id).toBe(`${late}/settings`);
  });

  it("lets the server make up a name without server-side apply, keeps it in updates, and knows it in no preview", async () => {
    const world = of();
    const program = await world.programWith({ enableServerSideApply: "false", enableConfigMapMutable: "true" });
    const inputs = { metadata: { generateName: "settings-" }, data: { mode: "slow" } };
    const previewed = await program.preview(types.configMap, "settings", inputs);
    expect(isUnknown(at(previewed, "metadata", "name"))).toBe(true);
    const created = await program.create(types.configMap, "settings", inputs);
    expect(created.id).toMatch(new RegExp(`^${world.namespace}/settings-[a-z0-9]+$`));
    expect(await program.diff(types.configMap, "settings", created, inputs)).toMatchObject({ changes: "none" });
    const changed = { ...inputs, data: { mode: "fast" } };
    const updated = await program.update(types.configMap, "settings", created, changed);
    expect(`${world.namespace}/${textAt(updated.outputs, "metadata", "name")}`).toBe(created.id);
    expect(at(updated.outputs, "data")).toEqual({ mode: "fast" });
    await program.delete(types.configMap, "settings", updated);
    expect(await program.read(types.configMap, "settings", created.id, updated)).toBeUndefined();
  });

  it("creates a definition, waits until it is established, and then objects of its kind", async () => {
    const world = of();
    const group = `g${randomBytes(3).toString("hex")}.example.com`;
    const schema = { openAPIV3Schema: { type: "object", x_kubernetes_preserve_unknown_fields: true } };
    const spec = {
      group,
      names: { kind: "Widget", plural: "widgets" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema }],
    };
    const definition = { metadata: inBackground(`widgets.${group}`), spec };
    const custom = {
      apiVersion: `${group}/v1`,
      kind: "Widget",
      metadata: { name: "one" },
      spec: { size: 1, ready: false },
    };
    const [created, widget] = await Promise.all([
      world.program.create(types.definition, "widgets", definition),
      world.program.create(`kubernetes:${group}/v1:Widget`, "one", custom),
    ]);
    expect(
      at(created.outputs, "spec", "versions", 0, "schema", "openAPIV3Schema", "x_kubernetes_preserve_unknown_fields"),
    ).toBe(true);
    expect(await world.program.diff(types.definition, "widgets", created, definition)).toMatchObject({
      changes: "none",
    });
    expect(widget).toMatchObject({ id: `${world.namespace}/one`, outputs: { spec: { size: 1, ready: false } } });
    expect(
      (
        await world.program.diff(`kubernetes:${group}/v1:Widget`, "one", widget, {
          ...custom,
          spec: { size: 2, ready: false },
        })
      ).diffs,
    ).toEqual(["spec"]);
    await world.program.delete(types.definition, "widgets", created);
    expect(await world.program.read(`kubernetes:${group}/v1:Widget`, "one", widget.id, widget)).toBeUndefined();
    await world.program.delete(`kubernetes:${group}/v1:Widget`, "one", widget);
  });

  it("does not take over an object that exists, unless it made it itself or is told to", async () => {
    const world = of();
    const inputs = { metadata: { name: "settings" }, data: { mode: "slow" } };
    const created = await world.program.create(types.configMap, "settings", inputs);
    await expect(world.program.create(types.configMap, "renamed", inputs)).rejects.toMatchObject({
      code: "kubernetes-object-exists",
    });
    // A run that was killed after the creation repeats it, because the state does not know of it.
    expect((await world.program.create(types.configMap, "settings", inputs)).id).toBe(created.id);
    const upserting = await world.programWith({ upsertExistingObjects: true });
    expect((await upserting.create(types.configMap, "renamed", inputs)).id).toBe(created.id);
  });

  it("names the other manager of a field in a conflict, and takes the field over when told to", async () => {
    const world = of();
    const inputs = deployment({}, { name: "web" });
    const created = await world.program.create(types.deployment, "web", inputs);
    const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/web`;
    await world.apply(path, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 7 },
    });
    const news = deployment({ replicas: 4 }, { name: "web" });
    await expect(world.program.update(types.deployment, "web", created, news)).rejects.toMatchObject({
      code: "kubernetes-field-conflict",
      data: { conflicts: [{ manager: "somebody-else", field: "spec.replicas" }] },
    });
    const forced = deployment(
      { replicas: 4 },
      { name: "web", annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" } },
    );
    expect(at((await world.program.update(types.deployment, "web", created, forced)).outputs, "spec", "replicas")).toBe(
      4,
    );
  });

  it("waits until the object is ready, and keeps one that does not become so, with the reason", async () => {
    const world = of();
    const inputs = deployment({ replicas: 1 }, { name: "web", annotations: { "pulumi.com/timeoutSeconds": "1" } });
    await expect(world.program.create(types.deployment, "web", inputs)).rejects.toMatchObject({
      name: "PartlyCreated",
      resource: { id: `${world.namespace}/web` },
      reasons: [
        expect.stringMatching(/Deployment .*web.* exists and is not ready: it took longer than 1 s/),
        expect.any(String),
      ],
    });

    const patient = deployment(
      { replicas: 1 },
      { name: "patient", annotations: { "pulumi.com/timeoutSeconds": "60" } },
    );
    const creating = world.program.create(types.deployment, "patient", patient);
    const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/patient`;
    await expect.poll(() => world.live(path)).toBeDefined();
    const conditions = [
      { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
    ];
    const status = {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      conditions,
    };
    await world.merge(`${path}/status`, { status });
    expect(at((await creating).outputs, "status", "availableReplicas")).toBe(1);
  });
}
