import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { generate } from "selfsigned";
import { at, isObject, type JsonObject, listAt, objectAt, textAt } from "../../../src/lib/index.ts";
import { admittedAnnotation } from "../../contract/kubediff/admission.ts";

/** Webhooks for an API server on this machine. */
export interface Webhooks {
  readonly url: string;
  /** The certificate that they answer with, as a configuration of webhooks names it. */
  readonly caBundle: string;
  stop(): Promise<void>;
}

/** Admission and conversion, by the paths of the cases of kubediff. */
export async function startWebhooks(): Promise<Webhooks> {
  const made = await generate([{ name: "commonName", value: "webhooks" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  const server = createServer({ cert: made.cert, key: made.private }, (request, response) => {
    void respond(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    caBundle: Buffer.from(made.cert).toString("base64"),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const review = await json(request);
  const answer = answers.get((request.url ?? "").replace(/^\/|\?.*$/g, ""))?.(review);
  response.statusCode = answer === undefined ? 500 : 200;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer ?? {}));
}

const answers: ReadonlyMap<string, (review: unknown) => object> = new Map([
  ["annotate", (review) => admitted(review, annotated(review))],
  // A dry run shows nothing of it; a probe that asks whether it is called is no ConfigMap with data.
  ["annotate-for-good", (review) => admitted(review, isLeftOut(review) ? [] : annotated(review))],
  ["rewrite", (review) => admitted(review, [...annotated(review), ...rewritten(review)])],
  ["convert", converted],
]);

function isLeftOut(review: unknown): boolean {
  return at(review, "request", "dryRun") === true && at(review, "request", "object", "data") !== undefined;
}

function annotated(review: unknown): readonly object[] {
  const annotations = at(review, "request", "object", "metadata", "annotations");
  return [
    { op: "add", path: "/metadata/annotations", value: { ...objectAt(annotations), [admittedAnnotation]: "yes" } },
  ];
}

function rewritten(review: unknown): readonly object[] {
  return at(review, "request", "object", "data", "a") === undefined
    ? []
    : [{ op: "replace", path: "/data/a", value: "rewritten" }];
}

function admitted(review: unknown, patch: readonly object[]): object {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: {
      uid: textAt(review, "request", "uid"),
      allowed: true,
      patchType: "JSONPatch",
      patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
    },
  };
}

/** `count` of v1beta1 is `replicas` of v1. */
function converted(review: unknown): object {
  const apiVersion = textAt(review, "request", "desiredAPIVersion") ?? "";
  const [from, to] = apiVersion.endsWith("/v1") ? ["count", "replicas"] : ["replicas", "count"];
  const convertedObjects = listAt(review, "request", "objects").map((object) => {
    if (!isObject(object) || object["apiVersion"] === apiVersion) return object;
    return { ...object, apiVersion, spec: renamed(objectAt(object, "spec"), from, to) };
  });
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "ConversionReview",
    response: { uid: textAt(review, "request", "uid"), result: { status: "Success" }, convertedObjects },
  };
}

function renamed(spec: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(Object.entries(spec).map(([name, value]) => [name === from ? to : name, value]));
}
