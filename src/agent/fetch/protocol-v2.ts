import type { HttpClient } from "isomorphic-git";
import { delimiter, flush, type Packet, packetLine, packetsIn, textOf } from "./packet-lines.ts";
import type { ListedReference } from "./reference.ts";

/** What to fetch, as the protocol's command `fetch` has it. */
export interface FetchRequest {
  readonly want: string;
  /** Commits that are here, with all of their history down to `shallow`. */
  readonly have: readonly string[];
  /** Commits whose parents are not here. */
  readonly shallow: readonly string[];
  /** How many commits of history; all that there is when left out. */
  readonly depth: number | undefined;
}

export interface Fetched {
  readonly pack: Buffer;
  readonly shallow: readonly string[];
  readonly unshallow: readonly string[];
}

/** An answer with an HTTP status other than 200. */
export class HttpStatus extends Error {
  constructor(readonly statusCode: number) {
    super(`HTTP status ${statusCode}`);
  }
}

/** A Git server's repository by version 2 of Git's protocol over HTTP (gitprotocol-v2, gitprotocol-http). */
export class ProtocolV2 {
  private constructor(
    private readonly http: HttpClient,
    private readonly url: string,
    private readonly capabilities: ReadonlyMap<string, string>,
  ) {}

  /** `undefined` when the server answers in an older version. @throws {HttpStatus}, and what a connection fails with. */
  static async at(http: HttpClient, url: string): Promise<ProtocolV2 | undefined> {
    const answer = await exchange(http, {
      url: `${url}/info/refs?service=git-upload-pack`,
      method: "GET",
      headers: {},
    });
    const lines = linesOf(answer);
    const version = lines.indexOf("version 2");
    if (version < 0) return undefined;
    const capabilities = lines.slice(version + 1).map((line): [string, string] => {
      const [name = "", value = ""] = line.split(/=(.*)/s);
      return [name, value];
    });
    return new ProtocolV2(http, url, new Map(capabilities));
  }

  /** @param prefixes what the wanted names begin with */
  async list(prefixes: readonly string[] = ["HEAD", "refs/"]): Promise<readonly ListedReference[]> {
    const packets = await this.#command("ls-refs", ["peel", ...prefixes.map((prefix) => `ref-prefix ${prefix}`)]);
    return packets.map(textOf).flatMap((line): ListedReference[] => {
      const [oid = "", ref = "", ...attributes] = line.split(" ");
      // A branch without a commit is listed as `unborn`.
      if (!/^[0-9a-f]{40}$/.test(oid)) return [];
      const peeled = attributes.find((each) => each.startsWith("peeled:"))?.slice("peeled:".length);
      return [{ ref, oid, ...(peeled !== undefined && { peeled }) }];
    });
  }

  /** @throws {Error} in the server's words when it refuses. */
  async fetch({ want, have, shallow, depth }: FetchRequest): Promise<Fetched> {
    const canCutOff = /(?:^| )shallow(?: |$)/.test(this.capabilities.get("fetch") ?? "");
    const packets = await this.#command("fetch", [
      "ofs-delta",
      "no-progress",
      `want ${want}`,
      ...have.map((id) => `have ${id}`),
      ...(canCutOff ? shallow.map((id) => `shallow ${id}`) : []),
      ...(canCutOff && depth !== undefined ? [`deepen ${depth}`] : []),
      "done",
    ]);
    return fetchedFrom(packets);
  }

  async #command(name: string, args: readonly string[]): Promise<readonly Packet[]> {
    const format = this.capabilities.has("object-format") ? [packetLine("object-format=sha1")] : [];
    const lines = [packetLine(`command=${name}`), ...format, delimiter, ...args.map(packetLine), flush];
    const packets = packetsIn(
      await exchange(this.http, {
        url: `${this.url}/git-upload-pack`,
        method: "POST",
        headers: {
          "content-type": "application/x-git-upload-pack-request",
          accept: "application/x-git-upload-pack-result",
        },
        body: Buffer.concat(lines),
      }),
    );
    const refusal = packets.map(textOf).find((text) => text.startsWith("ERR "));
    if (refusal !== undefined) throw new Error(refusal.slice("ERR ".length));
    return packets;
  }
}

/** None of what is no answer of a Git server. */
function linesOf(answer: Buffer): readonly string[] {
  try {
    return packetsIn(answer).map(textOf);
  } catch {
    return [];
  }
}

function fetchedFrom(packets: readonly Packet[]): Fetched {
  const shallow: string[] = [];
  const unshallow: string[] = [];
  const pack: Buffer[] = [];
  let isPack = false;
  for (const packet of packets) {
    if (typeof packet === "string") continue;
    if (isPack) {
      // The first byte names the stream: 1 the pack, 2 what it says meanwhile, 3 why it stopped.
      if (packet[0] === 3) throw new Error(packet.toString("utf8", 1).trim());
      if (packet[0] === 1) pack.push(packet.subarray(1));
      continue;
    }
    const [word = "", id = ""] = textOf(packet).split(" ");
    if (word === "packfile") isPack = true;
    if (word === "shallow") shallow.push(id);
    if (word === "unshallow") unshallow.push(id);
  }
  if (!isPack) throw new Error("its answer holds no pack");
  return { pack: Buffer.concat(pack), shallow, unshallow };
}

interface Call {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

async function exchange(http: HttpClient, { url, method, headers, body }: Call): Promise<Buffer> {
  const response = await http.request({
    url,
    method,
    headers: { ...headers, "git-protocol": "version=2" },
    ...(body !== undefined && { body: once(body) }),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  if (response.statusCode !== 200) throw new HttpStatus(response.statusCode);
  return Buffer.concat(chunks);
}

async function* once(body: Buffer): AsyncIterableIterator<Uint8Array> {
  yield body;
}
