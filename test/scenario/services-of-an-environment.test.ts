import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EdgeRepository } from "./agent-harness/index.ts";

const spec = `
  network: { name: edge-vpc }
  serviceAccounts: [{ name: worker }]
  buckets: [{ name: exports }]
  databases: [{ name: orders }]
  secrets: [{ name: payment }]
  topics:
    - name: orders
      subscriptions:
        - { name: invoices, deadLetters: { topic: undelivered } }
        - { name: pages, push: { runService: api, serviceAccount: worker } }
        - { name: archive, bucket: { name: exports } }
    - name: undelivered
      subscriptions: [{ name: inspection }]
  runServices:
    - name: api
      image: example.com/api:1
      secretEnv: { KEY: { secret: payment } }
      network: {}
      databases: [orders]
  runJobs:
    - { name: report, image: "example.com/report:1", schedule: { cron: 0 3 * * * } }
  artifactRepositories: [{ name: apps }, { name: all, mode: virtual, repositories: [apps] }]
  caches: [{ name: sessions }]
  documentDatabases:
    - { name: carts, ttl: [{ collection: carts, field: expiresAt }] }`;

describe("an environment of messaging, containers, caches and documents", () => {
  let repository: EdgeRepository;
  beforeAll(async () => {
    repository = await EdgeRepository.create();
    await repository.declare(spec);
    // The range that was planned for managed services stands in the address book from now on.
    await repository.platform.groundwork("env", "validate", "--fix");
    await repository.platform.commit("Record addresses");
  });
  afterAll(() => repository.remove());

  it("is brought up, has no change in the next preview, and is destroyed", async () => {
    const { platform } = repository;
    const book = await readFile(path.join(platform.folder, "environments/addresses.lock.yaml"), "utf8");
    expect(book).toMatch(/privateServices: 10\.[\d.]+\/24/);
    const up = await repository.up();
    expect(`${up.err}\n${up.out}`).toMatch(/edge/);
    expect(up.code).toBe(0);

    const again = await platform.groundwork("preview", "--env", "edge", "--refresh");
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/edge.*(no changes|unchanged)/i) });

    const gone = await platform.groundwork("destroy", "--env", "edge", "--yes");
    expect(gone).toMatchObject({ code: 0 });
  });
});
