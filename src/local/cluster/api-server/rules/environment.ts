import { isIP } from "node:net";
import { Environment } from "@marcbachmann/cel-js";

/** What a rule can call besides the functions of CEL itself: of Kubernetes' own libraries those that only look at a value. */
export function ruleEnvironment(): Environment {
  return new Environment({ enableOptionalTypes: true })
    .registerVariable("self", "dyn")
    .registerVariable("oldSelf", "dyn")
    .registerFunction("list<dyn>.isSorted(): bool", (list: readonly Ordered[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
    )
    .registerFunction("list<dyn>.sum(): dyn", (list: readonly Ordered[]) => sumOf(list))
    .registerFunction("list<dyn>.min(): dyn", (list: readonly Ordered[]) => list.reduce((a, b) => (b < a ? b : a)))
    .registerFunction("list<dyn>.max(): dyn", (list: readonly Ordered[]) => list.reduce((a, b) => (b > a ? b : a)))
    .registerFunction("string.find(string): string", (text: string, pattern: string) =>
      textOfMatch(new RegExp(pattern, "u").exec(text)),
    )
    .registerFunction("string.findAll(string): list<string>", (text: string, pattern: string) =>
      [...text.matchAll(new RegExp(pattern, "gu"))].map(([found]) => found),
    )
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction("isURL(string): bool", isUrl)
    .registerFunction("isIP(string): bool", (text: string) => isIP(text) !== 0)
    .registerFunction("isCIDR(string): bool", isCidr);
}

type Ordered = bigint | number | string;

function sumOf(list: readonly Ordered[]): bigint | number {
  if (list.every((item) => typeof item === "bigint")) return list.reduce((sum, item) => sum + item, 0n);
  return list.reduce<number>((sum, item) => sum + Number(item), 0);
}

function textOfMatch(match: RegExpExecArray | null): string {
  return match === null ? "" : match[0];
}

/** As Go's `url.ParseRequestURI`: with a scheme, or an absolute path. */
function isUrl(text: string): boolean {
  return text.startsWith("/") || (/^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text));
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...more] = text.split("/");
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
