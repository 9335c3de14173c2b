import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

/** Every kind of load balancer, over machines of both kinds, a bucket and a server. */
const declared = (script: string, domain: string) => `apiVersion: groundwork.dev/v1
kind: Environment
spec:
  machines:
    - name: web
      startupScript: ${script}
      ports: [{ name: http, port: 8080 }]
      managed: { autoscaling: { min: 2, max: 6 }, autohealing: { check: { path: /healthz } } }
    - { name: one, count: 2, spread: pack, managed: true }
    - { name: plain, count: 2, ports: [{ name: http, port: 80 }] }
  buckets: [{ name: assets, public: true }]
  runServices: [{ name: api, image: "europe-docker.pkg.dev/p/apps/api:1", ingress: load-balancer }]
  securityPolicies:
    - name: edge
      rules: [{ name: admin, priority: 1, action: deny(403), expression: "request.path.startsWith('/admin')" }]
  loadBalancers:
    - name: shop
      domains: [${domain}]
      backends:
        - { name: app, to: machines/web, securityPolicy: edge }
        - { name: plain, to: machines/plain }
        - { name: assets, to: buckets/assets, cdn: true }
        - { name: api, to: runServices/api }
        - { name: old, to: "https://old.example.com" }
      routes:
        - { name: www, hosts: [${domain}], paths: [{ paths: [/static/*], backend: assets }, { paths: [/old], backend: old }, { paths: [/api], backend: api }] }
    - { name: euro, kind: regional, backends: [{ name: app, to: machines/web }] }
    - { name: db, kind: internal, ports: [5432], backends: [{ name: db, to: machines/plain }] }
  dns:
    - { name: zone, domain: example.com., records: [{ name: "*", type: A, values: ["address:shop"] }] }
`;

describe("an environment with load balancers and managed machines", { timeout: 240_000 }, () => {
  let repository: PlatformRepository;
  const declare = async (script: string, domain: string) => {
    const file = path.join(repository.folder, "environments", "shop", "environment.yaml");
    await writeFile(file, declared(script, domain));
    await repository.commit("Declare the shop");
  };
  const run = async (...args: readonly string[]) => {
    const { code, out, err } = await repository.groundwork(...args, "--env", "shop");
    if (code !== 0) throw new Error(out + err);
    return out + err;
  };

  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
    const environments = path.join(repository.folder, "environments");
    for (const entry of await readdir(environments, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== "_profiles") {
        await rm(path.join(environments, entry.name), { recursive: true });
      }
    }
    await mkdir(path.join(environments, "shop"));
    await declare("echo one", "shop.example.com");
  }, 240_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await repository.remove();
  });

  it("goes up, makes a new template and a new certificate before the old ones go, and is destroyed, in orders that the cloud takes", async () => {
    await run("up", "--yes");
    expect(await run("preview", "--refresh")).toContain("no changes in the infrastructure");

    await declare("echo two", "www.example.com");
    const out = await run("up", "--yes");
    for (const name of ["RegionInstanceTemplate web", "ManagedSslCertificate shop"]) {
      const steps = ["create-replacement", "delete-replaced"].map((step) => out.indexOf(`${step} gcp:compute:${name}`));
      expect(steps).toEqual(steps.toSorted((one, other) => one - other));
      expect(Math.min(...steps)).toBeGreaterThan(0);
    }
    expect(await run("preview", "--refresh")).toContain("no changes in the infrastructure");

    expect(await run("destroy", "--yes")).toContain("destroy: succeeded");
  });

  it("is concerned by a change of a component that is loaded for it alone", async () => {
    const components = ["load-balancers.ts", "backends.ts", "managed-machines.ts", "public-buckets.ts"];
    for (const component of components) {
      const file = path.join(repository.folder, "stacks", "components", component);
      await writeFile(file, `${await readFile(file, "utf8")}\n// Changed.\n`);
      await repository.commit(`Change ${component}`);
      const { out } = await repository.groundwork("affected", "--base", "HEAD~1", "--head", "HEAD");
      expect(out).toContain("shop");
      expect(out).toContain(component);
    }
  });
});
