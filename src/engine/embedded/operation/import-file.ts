import { setMember } from "../../../lib/index.ts";
import {
  isDefaultProvider,
  isProviderType,
  isSecret,
  mapProperties,
  nameOfUrn,
  parseReference,
  qualifiedTypeOfUrn,
  stackType,
  typeOfUrn,
} from "../../../pulumi/index.ts";
import type { EngineEvent } from "../../engine.ts";

/** Stands where a person has to fill something in. */
const placeholder = "<PLACEHOLDER>";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** One resource of an import file, with the Pulumi CLI's names. */
interface ImportSpec {
  readonly type: string;
  readonly name: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
  readonly component?: true;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly logicalName?: string;
}

interface ImportFile {
  readonly nameTable?: Readonly<Record<string, string>>;
  readonly resources?: readonly ImportSpec[];
}

/**
 * Every create of a preview as `pulumi import --file` takes it, ids to be filled in.
 *
 * Names are unique: the first resource of a name keeps it, the others get their type and a number behind it. Secret inputs of
 * providers are left to be filled in, too.
 */
export function importFileOf(events: readonly EngineEvent[]): ImportFile {
  const seen = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
  const names = uniqueNames(seen);
  const created = seen.filter(({ op, urn }) => op === "create" && qualifiedTypeOfUrn(urn) !== stackType);
  const listed = new Set(created.map(({ urn }) => urn));
  const nameTable: Record<string, string> = {};
  const nameOf = (urn: string): string => {
    const name = names.get(urn) ?? nameOfUrn(urn);
    if (!listed.has(urn)) setMember(nameTable, name, urn);
    return name;
  };
  const resources = created
    .filter(({ urn }) => !isDefaultProvider(urn))
    .map((metadata) => specOf(metadata, names.get(metadata.urn) ?? "", nameOf, seen));
  return {
    ...(Object.keys(nameTable).length > 0 && { nameTable }),
    ...(resources.length > 0 && { resources }),
  };
}

function specOf(
  { urn, new: next }: Metadata,
  name: string,
  nameOf: (urn: string) => string,
  seen: readonly Metadata[],
): ImportSpec {
  const { type = typeOfUrn(urn), custom = false, parent = "", provider = "", inputs = {} } = next ?? {};
  const providerUrn = provider === "" ? undefined : parseReference(provider).urn;
  const configuration = seen.find((each) => each.urn === providerUrn);
  const { version, pluginDownloadURL } = (configuration?.new ?? configuration?.old)?.inputs ?? {};
  const logicalName = nameOfUrn(urn);
  const isProvider = isProviderType(type);
  return {
    type,
    name,
    ...(custom && !isProvider && { id: placeholder }),
    ...(parent !== "" && qualifiedTypeOfUrn(parent) !== stackType && { parent: nameOf(parent) }),
    ...(providerUrn !== undefined && !isDefaultProvider(providerUrn) && { provider: nameOf(providerUrn) }),
    ...(typeof version === "string" && { version }),
    ...(typeof pluginDownloadURL === "string" && { pluginDownloadUrl: pluginDownloadURL }),
    ...(!custom && { component: true }),
    ...(isProvider && Object.keys(inputs).length > 0 && { inputs: withoutSecrets(inputs) }),
    ...(name !== logicalName && { logicalName }),
  };
}

function withoutSecrets(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return mapProperties({ ...inputs }, (value) => (isSecret(value) ? { to: placeholder } : undefined));
}

function uniqueNames(seen: readonly Metadata[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(seen.map(({ urn }) => nameOfUrn(urn)));
  const given = new Set<string>();
  for (const { urn } of seen) {
    if (names.has(urn)) continue;
    const name = nameOfUrn(urn);
    const base = `${name}${upperFirst(typeOfUrn(urn).split(":").at(-1) ?? "")}`;
    let unique = given.has(name) ? base : name;
    for (let count = 2; unique !== name && taken.has(unique); count += 1) unique = `${base}${count}`;
    given.add(name);
    taken.add(unique);
    names.set(urn, unique);
  }
  return names;
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
