// What the installed @pulumi/gcp declares of every resource type: `data/gcp/<service>.generated.json`.
//
// Only names, types and short facts are taken (required, forces replacement, default, sensitive), never the prose.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { bareDocOf, defaultIn, forcesReplacement } from "./gcp-doc-facts.ts";
import { idFormatIn } from "./gcp-id-formats.ts";
import { type ObjectTypes, readObjectTypes, typeCode } from "./gcp-type-codes.ts";

/** A property as one short string: type code, then `!` required, `*` forces replacement, `+` the cloud always has a value, `~` sensitive. */
type PropertyCode = string;

export interface ResourceFacts {
  id?: string;
  in: Record<string, PropertyCode>;
  out: Record<string, PropertyCode>;
  defaults?: Record<string, unknown>;
}

export interface ServiceFacts {
  resources: Record<string, ResourceFacts>;
  objects: Record<string, Record<string, PropertyCode>>;
}

/** File contents by path, relative to the repository. */
export function gcpFacts(root: string): Record<string, string> {
  const sdk = path.join(root, "node_modules/@pulumi/gcp");
  const objectTypes = readObjectTypes(path.join(sdk, "types/input.d.ts"));
  const services = new Map<string, ServiceFacts>();
  const functions: string[] = [];
  for (const file of declarationFiles(sdk)) {
    const script = readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8");
    functions.push(...invokedIn(script));
    const token = /__pulumiType = 'gcp:([^']+)'/.exec(script)?.[1];
    if (token === undefined) continue;
    const service = token.slice(0, token.indexOf("/"));
    const facts = services.get(service) ?? { resources: {}, objects: {} };
    services.set(service, facts);
    facts.resources[token] = resourceFacts(file, script, (name) => addObject(facts.objects, name, objectTypes));
  }
  const { version } = JSON.parse(readFileSync(path.join(sdk, "package.json"), "utf8")) as { version: string };
  const index = {
    package: version,
    services: Object.fromEntries(
      [...services].map(([service, facts]): [string, string[]] => [
        service,
        Object.keys(facts.resources).map((token) => token.slice(service.length + 1)),
      ]),
    ),
    functions: [...new Set(functions)],
  };
  return {
    "data/gcp/index.generated.json": compact(index),
    ...Object.fromEntries([...services].map(([name, facts]) => [`data/gcp/${name}.generated.json`, compact(facts)])),
  };
}

function declarationFiles(sdk: string): string[] {
  return readdirSync(sdk, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts") && !file.startsWith("types/") && !file.startsWith("config/"))
    .filter((file) => !file.endsWith("index.d.ts") && file.includes("/") && !file.includes("node_modules"))
    .toSorted()
    .map((file) => path.join(sdk, file));
}

function invokedIn(script: string): string[] {
  return [...script.matchAll(/runtime\.invoke\("gcp:([^"]+)"/g)].map(([, token]) => token ?? "");
}

/** What a file of the SDK declares of its resource class. */
export function resourceFacts(file: string, script: string, addObjectType: (name: string) => void): ResourceFacts {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const resource = source.statements.find((node) => ts.isClassDeclaration(node));
  const args = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text.endsWith("Args"));
  if (resource === undefined || args === undefined || !ts.isInterfaceDeclaration(args)) return { in: {}, out: {} };

  const outputs = new Map(
    resource.members
      .filter((member) => ts.isPropertyDeclaration(member))
      .map((member) => [member.name.getText(), codeOf(member.type, addObjectType, "Output")]),
  );
  const secrets = new Set(/additionalSecretOutputs: \[([^\]]*)\]/.exec(script)?.[1]?.match(/\w+/g));
  const sensitive = (name: string) => (secrets.has(name) && !/^(effective|pulumi)Labels$/.test(name) ? "~" : "");
  const given = args.members.filter((member) => ts.isPropertySignature(member));
  const idFormat = idFormatIn(bareDocOf(resource), {
    inputs: new Map(given.map((each) => [each.name.getText(), { required: each.questionToken === undefined }])),
    outputs: new Set(outputs.keys()),
    isGrant: /I[Aa][Mm](Member|Binding|Policy|AuditConfig)$/.test(resource.name?.text ?? ""),
  });
  const facts: ResourceFacts = { ...(idFormat !== undefined && { id: idFormat }), in: {}, out: {} };
  const defaults: Record<string, unknown> = {};
  for (const member of given) {
    const name = member.name.getText();
    const { code } = codeOf(member.type, addObjectType, "Input");
    const doc = bareDocOf(member);
    const optional = member.questionToken !== undefined;
    const replaces = idFormat?.includes(`{{${name}}}`) || name === "project" || forcesReplacement(doc);
    const always = optional && outputs.get(name)?.always;
    facts.in[name] = `${code}${optional ? "" : "!"}${replaces ? "*" : ""}${always ? "+" : ""}${sensitive(name)}`;
    const preset = optional ? defaultIn(doc, code) : undefined;
    if (preset !== undefined) defaults[name] = preset;
  }
  for (const [name, { code, always }] of outputs) {
    if (!(name in facts.in)) facts.out[name] = `${code}${always ? "+" : ""}${sensitive(name)}`;
  }
  if (Object.keys(defaults).length > 0) facts.defaults = defaults;
  return facts;
}

/** Output-only object types are not gathered: only inputs are checked, so `@` alone stands for them. */
function codeOf(
  type: ts.TypeNode | undefined,
  addObjectType: (name: string) => void,
  side: "Input" | "Output",
): { code: string; always: boolean } {
  const always = !(type?.getText() ?? "").endsWith("| undefined>");
  const code = typeCode(type, side === "Input" ? addObjectType : () => undefined);
  return { code: side === "Input" ? code : code.replace(/@\w+/, "@"), always };
}

export function addObject(into: ServiceFacts["objects"], qualifiedName: string, types: ObjectTypes): void {
  const name = qualifiedName.slice(qualifiedName.indexOf(".") + 1);
  const properties = types.get(qualifiedName);
  if (name in into || properties === undefined) return;
  const codes: Record<string, PropertyCode> = {};
  into[name] = codes;
  for (const { name, type, optional, doc } of properties()) {
    const code = typeCode(type, (inner) => addObject(into, inner, types));
    codes[name] = `${code}${optional ? "" : "!"}${forcesReplacement(doc) ? "*" : ""}`;
  }
}

export function compact(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
