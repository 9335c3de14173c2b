import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { type EmbeddedTarget, embeddedTarget } from "../../contract/kubernetes-api/embedded-target.ts";
import { HttpClient, type Json } from "../../contract/kubernetes-api/http-client.ts";
import { answersOf, type SeenAnswer } from "../../contract/kubernetes-api/request-table/answers.ts";
import {
  apply,
  type Exchange,
  get,
  type Manifest,
  verdict,
} from "../../contract/kubernetes-api/request-table/exchange.ts";
import { publishedResources } from "../../contract/kubernetes-api/request-table/published-resources.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { type RealApiServer, startApiServer } from "./index.ts";

describeWith(
  "kube-apiserver",
  "the definitions of the Gateway API and of cert-manager",
  realExecutables("etcd", "kubeApiServer", "publishedDefinitions"),
  (executables) => {
    let server: RealApiServer;
    let embedded: EmbeddedTarget;
    let clients: readonly [real: HttpClient, ours: HttpClient];
    beforeAll(async () => {
      const folder = await mkdtemp(path.join(inject("runFolder"), "published-"));
      [server, embedded] = await Promise.all([startApiServer(executables(), folder), embeddedTarget()]);
      clients = [new HttpClient(server), new HttpClient(embedded.target)];
      // Those of the experimental channel are other ones of the same names: the case asks for them when it runs.
      for (const one of definitionsIn(executables().publishedDefinitions, "deploy/crds", "config/crd/standard")) {
        await Promise.all(clients.map(async (client) => await answersOf(client, installed(one))));
      }
    });
    afterAll(async () => {
      for (const client of clients) client.close();
      await Promise.all([server.stop(), embedded.stop()]);
    });
    const both = async (exchange: Exchange): Promise<Readonly<Record<"real" | "ours", readonly SeenAnswer[]>>> => {
      const [real, ours] = await Promise.all(clients.map(async (client) => await answersOf(client, exchange)));
      return { real: real ?? [], ours: ours ?? [] };
    };

    it.each(["deploy/crds", "config/crd/standard", "config/crd/experimental"])(
      "are taken by both servers: %s",
      async (folder) => {
        const definitions = definitionsIn(executables().publishedDefinitions, folder);
        expect(definitions.length).toBeGreaterThan(5);
        for (const one of definitions) {
          const { real, ours } = await both(verdict(nameOf(one), apply(one, "test", "&dryRun=All&force=true")));
          expect([nameOf(one), specsOf(real)]).toEqual([nameOf(one), [expect.objectContaining({ isTaken: true })]]);
          expect(specsOf(ours)).toEqual(specsOf(real));
        }
      },
    );

    it.each(["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1", "cert-manager.io/v1"])(
      "are discovered alike, with their short names: %s",
      async (version) => {
        const answers = clients.map(async (client) => await client.send("GET", `/apis/${version}`));
        const [real, ours] = (await Promise.all(answers)).map(({ body }) => resourcesIn(body));
        expect(real?.length).toBeGreaterThan(1);
        expect(ours).toEqual(real);
      },
    );

    describe("their resources are the same on both servers", () => {
      it.concurrent.each(publishedResources)("$title", async (exchange) => {
        const { real, ours } = await both(exchange);
        expect(ours).toEqual(real);
      });
    });
  },
);

/** By their names, without the server's own hash of where they are stored. */
function resourcesIn(body: Json): readonly object[] {
  const resources = body["resources"] as unknown as readonly { readonly name: string }[];
  return resources
    .map((one) => ({ ...one, storageVersionHash: undefined }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** What was decided of a definition. Its conditions come from controllers, whenever these have looked at it. */
function specsOf(answers: readonly SeenAnswer[]): readonly object[] {
  return answers.map(({ status, body }) => ({ isTaken: status < 300, spec: (body as Json)["spec"] }));
}

/** Installs a definition, and waits until its resource is served. */
function installed(definition: Manifest): Exchange {
  const { group, versions, names } = definition["spec"] as {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  const served = versions.filter((version) => version.served);
  return verdict(
    nameOf(definition),
    apply(definition, "test"),
    ...served.map(({ name }) => ({ ...get(`/apis/${group}/${name}/${names.plural}`), until: 200 })),
  );
}

function nameOf({ metadata }: Manifest): string {
  return String(metadata?.["name"]);
}

function definitionsIn(executable: string, ...folders: readonly string[]): readonly Manifest[] {
  return folders.flatMap((folder) => {
    const place = path.join(path.dirname(executable), "static", folder);
    return readdirSync(place)
      .filter((file) => file.endsWith(".yaml"))
      .flatMap((file) => parseAllDocuments(readFileSync(path.join(place, file), "utf8")))
      .map((document) => document.toJS() as Manifest | null)
      .filter((object): object is Manifest => object?.kind === "CustomResourceDefinition");
  });
}
