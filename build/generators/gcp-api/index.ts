/**
 * What Google's APIs hold resources to, out of their discovery documents: `data/gcp-apis/<service>.generated.json`.
 *
 * In:   one pinned version of the package that has the documents, the facts of `@pulumi/gcp` and its comments.
 * Out:  {@link gcpApiFacts}: the facts of each service and the page of what could not be mapped. Names, patterns and values are taken, never prose.
 * Must not know: how the local cloud refuses.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Generator } from "../generator.ts";
import { type Coverage, coverageOf, sumOf } from "./coverage.ts";
import { coveragePage } from "./coverage-page.ts";
import { DeclaredDocs } from "./declared-docs.ts";
import type { DiscoveryDocument } from "./discovery.ts";
import { DiscoveryDocuments, pinned } from "./documents.ts";
import { ServiceEncoder } from "./encode.ts";
import { type DeclaredType, type Documents, type MappedType, mapType } from "./map-type.ts";
import { betasOf, mergedDocument } from "./merge-documents.ts";
import { documentsOf } from "./service-apis.ts";
import { usedTypes } from "./used-types.ts";

interface DeclaredService {
  readonly resources: Readonly<Record<string, { readonly id?: string; readonly in: DeclaredType["inputs"] }>>;
  readonly objects: DeclaredType["objects"];
}

export const gcpApiFacts: Generator = {
  name: "facts of Google's APIs",
  async generate(root) {
    const documents = await DiscoveryDocuments.open();
    const names = documents.names();
    const documentOf = merged(documents, names);
    const docs = new DeclaredDocs(root);
    const files = new Map<string, string>();
    const mapped = new Map<string, MappedType | undefined>();
    for (const service of servicesOf(root)) {
      const encoder = new ServiceEncoder(docs);
      for (const type of typesOf(root, service)) {
        const found = mapType(type, documentsOf(service, names), documentOf);
        mapped.set(type.token, found);
        if (found !== undefined) encoder.add(type, found, usedTypes.includes(type.token));
      }
      const file = encoder.file();
      if (Object.keys(file.types).length > 0) files.set(fileOf(service), `${JSON.stringify(file)}\n`);
    }
    const services = [...files.keys()].map((file) => path.basename(file, ".generated.json"));
    const source = { package: pinned.package, version: pinned.version };
    const { types, ...used } = sumOf(usedTypes.flatMap((token) => coverageIn(mapped, token)));
    files.set(fileOf("index"), `${JSON.stringify({ ...source, services, usedTypes: { number: types, ...used } })}\n`);
    const { revision } = documents.document("compute.v1");
    files.set("docs/gcp-facts.md", coveragePage({ source, types: mapped, usedTypes, revision }));
    return files;
  },
};

function coverageIn(types: ReadonlyMap<string, MappedType | undefined>, token: string): Coverage[] {
  const type = types.get(token);
  return type === undefined ? [] : [coverageOf(type)];
}

function fileOf(name: string): string {
  return `data/gcp-apis/${name}.generated.json`;
}

/** Each document with its betas, made when it is first asked for. */
function merged(documents: DiscoveryDocuments, names: readonly string[]): Documents {
  const known = new Map<string, DiscoveryDocument>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const betas = betasOf(name, names).map((each) => documents.document(each));
    const document = mergedDocument(documents.document(name), betas);
    known.set(name, document);
    return document;
  };
}

function servicesOf(root: string): string[] {
  const index = readJson(root, "index") as { readonly services: Readonly<Record<string, unknown>> };
  return Object.keys(index.services);
}

function typesOf(root: string, service: string): DeclaredType[] {
  const { resources, objects } = readJson(root, service) as DeclaredService;
  return Object.entries(resources).map(([token, { id, in: inputs }]) => ({ token, idFormat: id, inputs, objects }));
}

function readJson(root: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(root, "data/gcp", `${name}.generated.json`), "utf8"));
}
