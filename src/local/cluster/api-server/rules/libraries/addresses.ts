import { isIPv4, isIPv6 } from "node:net";
import type { Environment } from "@marcbachmann/cel-js";

/** An IP address as a number. */
class RuleAddress {
  constructor(
    readonly family: 4 | 6,
    readonly bits: bigint,
  ) {}
}

/** A block of addresses, its address as written. */
class RuleBlock {
  constructor(
    readonly address: RuleAddress,
    readonly prefix: number,
  ) {}
}

/** What rules call as `ip.isCanonical`. */
class AddressFunctions {
  readonly name = "ip";
}

/** Kubernetes' libraries `ip` and `cidr`. */
export function registerAddresses(environment: Environment): void {
  registerIps(environment);
  environment
    .registerType("CIDR", { ctor: RuleBlock, fields: {} })
    .registerFunction("isCIDR(string): bool", (text: string) => blockOf(text) !== undefined)
    .registerFunction("cidr(string): CIDR", parsedBlock)
    .registerFunction("CIDR.ip(): IP", ({ address }: RuleBlock) => address)
    .registerFunction("CIDR.prefixLength(): int", ({ prefix }: RuleBlock) => BigInt(prefix))
    .registerFunction("CIDR.masked(): CIDR", masked)
    .registerFunction("CIDR.containsIP(string): bool", (a: RuleBlock, b: string) => contains(a, parsedAddress(b)))
    .registerFunction("CIDR.containsIP(IP): bool", contains)
    .registerFunction("CIDR.containsCIDR(string): bool", (a: RuleBlock, b: string) => encloses(a, parsedBlock(b)))
    .registerFunction("CIDR.containsCIDR(CIDR): bool", encloses)
    .registerFunction("string(CIDR): string", ({ address, prefix }: RuleBlock) => `${addressText(address)}/${prefix}`)
    .registerOperator(
      "CIDR == CIDR",
      (a: RuleBlock, b: RuleBlock) => isSame(a.address, b.address) && a.prefix === b.prefix,
    );
}

function registerIps(environment: Environment): void {
  const within = (block: string): RuleBlock => parsedBlock(block);
  const [loopback4, loopback6] = [within("127.0.0.0/8"), within("::1/128")];
  const [local4, local6] = [within("169.254.0.0/16"), within("fe80::/10")];
  const [localMulticast4, multicast4] = [within("224.0.0.0/24"), within("224.0.0.0/4")];
  const multicast6 = within("ff00::/8");
  const isOneOf =
    (...blocks: readonly RuleBlock[]) =>
    (address: RuleAddress): boolean =>
      blocks.some((block) => contains(block, address));
  const isLocalMulticast = (address: RuleAddress): boolean =>
    contains(localMulticast4, address) || (address.family === 6 && ((address.bits >> 112n) & 0xff0fn) === 0xff02n);
  const isUnspecified = ({ bits }: RuleAddress): boolean => bits === 0n;
  const isLoopback = isOneOf(loopback4, loopback6);
  const isLocal = isOneOf(local4, local6);
  const isMulticast = isOneOf(multicast4, multicast6);
  const isBroadcast = ({ family, bits }: RuleAddress): boolean => family === 4 && bits === 0xffff_ffffn;
  environment
    .registerType("IP", { ctor: RuleAddress, fields: {} })
    .registerType("AddressFunctions", { ctor: AddressFunctions, fields: {} })
    .registerConstant("ip", "AddressFunctions", new AddressFunctions())
    .registerFunction(
      "AddressFunctions.isCanonical(string): bool",
      (_: AddressFunctions, text: string) => addressText(parsedAddress(text)) === text,
    )
    .registerFunction("isIP(string): bool", (text: string) => addressOf(text) !== undefined)
    .registerFunction("ip(string): IP", parsedAddress)
    .registerFunction("IP.family(): int", ({ family }: RuleAddress) => BigInt(family))
    .registerFunction("IP.isUnspecified(): bool", isUnspecified)
    .registerFunction("IP.isLoopback(): bool", isLoopback)
    .registerFunction("IP.isLinkLocalMulticast(): bool", isLocalMulticast)
    .registerFunction("IP.isLinkLocalUnicast(): bool", isLocal)
    .registerFunction(
      "IP.isGlobalUnicast(): bool",
      (address: RuleAddress) =>
        ![isUnspecified, isLoopback, isMulticast, isLocal, isBroadcast].some((is) => is(address)),
    )
    .registerFunction("string(IP): string", addressText)
    .registerOperator("IP == IP", isSame);
}

/** Neither addresses with a zone nor those of IPv4 within IPv6 are read, as by the server. */
function addressOf(text: string): RuleAddress | undefined {
  if (isIPv4(text)) {
    const bits = text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    return new RuleAddress(4, bits);
  }
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const groups = expanded(new URL(`http://[${text}]/`).hostname.slice(1, -1));
  const bits = groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
  return bits >> 32n === 0xffffn ? undefined : new RuleAddress(6, bits);
}

/** The eight groups of an address of IPv6. */
function expanded(text: string): readonly string[] {
  const [head = "", tail] = text.split("::");
  const groups = (part: string): readonly string[] => (part === "" ? [] : part.split(":"));
  if (tail === undefined) return groups(head);
  const left = groups(head);
  const right = groups(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
}

function parsedAddress(text: string): RuleAddress {
  const address = addressOf(text);
  if (address === undefined) {
    throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string: it is none`);
  }
  return address;
}

function blockOf(text: string): RuleBlock | undefined {
  const [base = "", bits = "", ...more] = text.split("/");
  const address = addressOf(base);
  if (address === undefined || more.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  return Number(bits) <= width(address) ? new RuleBlock(address, Number(bits)) : undefined;
}

function parsedBlock(text: string): RuleBlock {
  const block = blockOf(text);
  if (block !== undefined) return block;
  throw new Error(`network address parse error during conversion from string: ${JSON.stringify(text)} is none`);
}

function width({ family }: RuleAddress): number {
  return family === 4 ? 32 : 128;
}

function masked({ address, prefix }: RuleBlock): RuleBlock {
  const rest = BigInt(width(address) - prefix);
  return new RuleBlock(new RuleAddress(address.family, (address.bits >> rest) << rest), prefix);
}

function contains({ address, prefix }: RuleBlock, other: RuleAddress): boolean {
  const rest = BigInt(width(address) - prefix);
  return address.family === other.family && address.bits >> rest === other.bits >> rest;
}

function encloses(block: RuleBlock, other: RuleBlock): boolean {
  return contains(block, other.address) && block.prefix <= other.prefix;
}

function isSame(one: RuleAddress, other: RuleAddress): boolean {
  return one.family === other.family && one.bits === other.bits;
}

function addressText({ family, bits }: RuleAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
