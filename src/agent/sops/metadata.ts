import { RE2JS } from "re2js";
import { isObject, listOf, objectOf, objectsIn, textAt } from "../../lib/index.ts";

/** The key of a file's values, encrypted for one recipient. */
export interface WrappedKey {
  /** Public: `age1…`. */
  readonly recipient: string;
  /** Armored. */
  readonly sealed: string;
}

/** What a `sops` block says. */
export interface SopsMetadata {
  readonly wrapped: readonly WrappedKey[];
  /** For what else the file is encrypted, which is not understood here: `PGP`. */
  readonly others: readonly string[];
  /** Whether the value below these keys is encrypted. */
  readonly isEncrypted: (keys: readonly string[]) => boolean;
}

const otherProviders: Readonly<Record<string, string>> = {
  pgp: "PGP",
  kms: "AWS KMS",
  gcp_kms: "Google Cloud KMS",
  azure_kv: "Azure Key Vault",
  hc_vault: "Vault",
  hckms: "Huawei Cloud KMS",
};

type Rule = (keys: readonly string[]) => boolean;
type RuleOf = (text: string) => Rule;

const hasSuffix: RuleOf = (suffix) => (keys) => keys.some((key) => key.endsWith(suffix));
/** SOPS' own syntax of expressions, in linear time: a file of the repository must not hold up the agent. */
const hasMatch: RuleOf = (pattern) => {
  const expression = RE2JS.compile(pattern);
  return (keys) => keys.some((key) => expression.matcher(key).find());
};
const not =
  (ruleOf: RuleOf): RuleOf =>
  (text) => {
    const rule = ruleOf(text);
    return (keys) => !rule(keys);
  };

const rules: Readonly<Record<string, RuleOf>> = {
  encrypted_suffix: hasSuffix,
  unencrypted_suffix: not(hasSuffix),
  encrypted_regex: hasMatch,
  unencrypted_regex: not(hasMatch),
};
const byComments = ["encrypted_comment_regex", "unencrypted_comment_regex"];
/** Where no rule is written. */
const defaultRule = not(hasSuffix)("_unencrypted");

/** @throws {Error} in words, where the block is none that is understood */
export function metadataOf(sops: unknown): SopsMetadata {
  if (!isObject(sops)) throw new Error("has a sops block that is no map");
  const groups = objectsIn(listOf(sops["key_groups"]));
  const ownKeys = ["age", ...Object.keys(otherProviders)].some((name) => listOf(sops[name]).length > 0);
  if (!ownKeys && groups.length > 1)
    throw new Error(
      "is encrypted for several key groups at once (Shamir's secret sharing), which is not understood here",
    );
  const group = ownKeys ? sops : objectOf(groups[0]);
  const wrapped = objectsIn(listOf(group["age"])).flatMap((each) => {
    const sealed = textAt(each, "enc");
    return sealed === undefined ? [] : [{ recipient: textAt(each, "recipient") ?? "", sealed }];
  });
  const others = Object.entries(otherProviders).flatMap(([name, title]) =>
    listOf(group[name]).length > 0 ? [title] : [],
  );
  if (wrapped.length + others.length === 0) throw new Error("has a sops block without any key");
  return { wrapped, others, isEncrypted: ruleIn(sops) };
}

function ruleIn(sops: Readonly<Record<string, unknown>>): Rule {
  const written = [...Object.keys(rules), ...byComments].filter((name) => (textAt(sops, name) ?? "") !== "");
  const [name, ...more] = written;
  if (name === undefined) return defaultRule;
  if (more.length > 0) throw new Error(`has a sops block with more than one of ${written.join(", ")}`);
  const ruleOf = rules[name];
  if (ruleOf === undefined)
    throw new Error(
      `has a sops block with ${name}: which values are encrypted depends on comments, which manifests lose`,
    );
  try {
    return ruleOf(textAt(sops, name) ?? "");
  } catch {
    throw new Error(`has a sops block whose ${name} is no regular expression`);
  }
}
