const blockSize = 512;
const nameSize = 100;
const prefixSize = 155;

/**
 * The blocks that stand before a file in a tar archive, as Go's `archive/tar` writes them for a file that has a name, a
 * size, mode 0600 and nothing else: USTAR where the name fits, else with a PAX record for it.
 */
export function tarHeader(name: string, size: number): Buffer {
  const split = splitName(name);
  if (split)
    return headerBlock({ name: split.name, prefix: split.prefix, mode: 0o600, size, type: "0", devices: true });
  const record = paxRecord("path", name);
  const slash = name.lastIndexOf("/") + 1;
  const paxName = `${name.slice(0, slash)}PaxHeaders.0/${name.slice(slash)}`;
  return Buffer.concat([
    headerBlock({ name: ascii(paxName), mode: 0, size: record.length, type: "x", devices: false }),
    record,
    padding(record.length),
    headerBlock({ name: ascii(name), mode: 0o600, size, type: "0", devices: true }),
  ]);
}

/** What fills the last block of `size` bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** What ends an archive. */
export const tarEnd = Buffer.alloc(2 * blockSize);

interface Header {
  readonly name: string;
  readonly prefix?: string;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
  /** Numbers of a device, written even where there is none, but not for records. */
  readonly devices: boolean;
}

function headerBlock({ name, prefix = "", mode, size, type, devices }: Header): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(name.slice(0, nameSize), 0, "latin1");
  octal(block, 100, 8, mode);
  octal(block, 108, 8, 0);
  octal(block, 116, 8, 0);
  octal(block, 124, 12, size);
  octal(block, 136, 12, 0);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\u000000", 257);
  if (devices) {
    octal(block, 329, 8, 0);
    octal(block, 337, 8, 0);
  }
  block.write(prefix, 345, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(block, 148, 7, sum);
  return block;
}

/** Digits with leading zeros and a NUL behind them. */
function octal(block: Buffer, at: number, length: number, value: number): void {
  block.write(`${value.toString(8).padStart(length - 1, "0")}\u0000`, at);
}

function splitName(name: string): { readonly name: string; readonly prefix: string } | undefined {
  if (name !== ascii(name)) return undefined;
  if (name.length <= nameSize) return { name, prefix: "" };
  const at = name.slice(0, prefixSize + 1).lastIndexOf("/");
  const rest = name.length - at - 1;
  return at <= 0 || rest > nameSize || rest === 0 ? undefined : { name: name.slice(at + 1), prefix: name.slice(0, at) };
}

/** `<length of the whole record> <key>=<value>\n` */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (`${length}`.length + rest.length !== length) length = `${length}`.length + rest.length;
  return Buffer.concat([Buffer.from(`${length}`), rest]);
}

function ascii(text: string): string {
  return text
    .split("")
    .filter((character) => character > "\u0000" && character < "\u0080")
    .join("");
}
