// What a resource's id is made of, from the import formats that the SDK's comments list.

/** Places that every resource may be in; the provider's configuration has them when the resource has none. */
const PLACES: ReadonlySet<string> = new Set(["project", "region", "zone", "location"]);

/** What a grant says besides the resource that it is about. */
const OF_THE_GRANT: ReadonlySet<string> = new Set([
  "role",
  "member",
  "members",
  "condition",
  "policyData",
  "deletionPolicy",
  "service",
  "auditLogConfigs",
]);

export interface DeclaredNames {
  /** Names of inputs, and whether each is required. */
  readonly inputs: ReadonlyMap<string, { readonly required: boolean }>;
  readonly outputs: ReadonlySet<string>;
  /** A member, binding, policy or audit configuration: its format is the one of the resource that it is about. */
  readonly isGrant: boolean;
}

/**
 * The first and most complete import format whose parts are named, in names of the type's own inputs:
 * `projects/{{project}}/global/networks/{{name}}`. A name that is no input stands for what the cloud itself gives.
 */
export function idFormatIn(doc: string, declared: DeclaredNames): string | undefined {
  const start = doc.indexOf("## Import");
  if (start < 0) return undefined;
  const section = withoutHints(doc.slice(start));
  const listed = [...section.matchAll(/^ *\* +`?([^\s`$]*\{\{[^\s`]*)`?$/gm)];
  const mentioned = declared.isGrant ? [] : [...section.matchAll(/`([^`\s]*\{\{[^`\s]*)`/g)];
  const format = [...listed, ...mentioned]
    .map(([, each]) => camelCased(each ?? ""))
    .find((each) => !/[{}]/.test(each.replace(/\{\{\w+\}\}/g, "")));
  return format && inOwnNames(withoutSamples(format, declared), declared);
}

/** Remarks such as "if you're importing a custom role, use `organizations/…`" hold formats of other things. */
function withoutHints(section: string): string {
  return section.replace(/^ *>(?:.+\n)+/gm, "");
}

function camelCased(format: string): string {
  return format.replace(/\{\{%?([\w-]+)\}\}/g, (_, name: string) => {
    const camel = name.replace(/[_-](\w)/g, (__, letter: string) => letter.toUpperCase());
    return `{{${camel}}}`;
  });
}

/** Some formats show a sample where a name belongs: `constraints/serviceuser.services`, `projects/my-gcp-project`. */
function withoutSamples(format: string, { inputs }: DeclaredNames): string {
  const parts = format.split("/");
  return parts
    .map((part, index) => {
      const kind = /^(\w+)s$/.exec(parts[index - 1] ?? "")?.[1];
      if (kind === undefined || part.includes("{{") || part === "" || part === "global" || part === "default")
        return part;
      const isUnused = inputs.has(kind) && !format.includes(`{{${kind}}}`);
      return isUnused && (kind === "project" || inputs.get(kind)?.required) ? `{{${kind}}}` : part;
    })
    .join("/");
}

/** The comments name parts as Google's URLs do; inputs are often called otherwise: `clusterId` is `name`, `folderId` is `folder`. */
function inOwnNames(format: string, declared: DeclaredNames): string {
  const names = [...format.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "");
  const own = new Map<string, string>();
  for (const name of names) {
    const known = ownNameOf(name, declared);
    if (known !== undefined) own.set(name, known);
  }
  const unused = [...declared.inputs.keys()].filter(
    (name) => ![...own.values()].includes(name) && !PLACES.has(name) && !OF_THE_GRANT.has(name),
  );
  for (const name of names.toReversed()) {
    if (own.has(name)) continue;
    const [only, ...others] = unused;
    if (declared.isGrant && only !== undefined && others.length === 0) own.set(name, only);
    else if (unused.includes("name") && name === names.at(-1) && !declared.outputs.has(name)) own.set(name, "name");
  }
  return format.replace(/\{\{(\w+)\}\}/g, (_, name: string) => `{{${own.get(name) ?? name}}}`);
}

function ownNameOf(name: string, { inputs }: DeclaredNames): string | undefined {
  if (inputs.has(name) || PLACES.has(name)) return name;
  const short = name.replace(/(Id|Name)$/, "");
  return [short, `${name}Id`, `${name}Name`, ...(short === "organization" ? ["orgId"] : [])].find((each) =>
    inputs.has(each),
  );
}
