import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerByBackend } from "../git-http-server.ts";
import { git } from "./bare-git.ts";
import { looseReferences } from "./loose-references.ts";

/** A reference that a push moved; `undefined` where there was none, and where there is none any more. */
export interface MovedReference {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a server does with a request of Git: an answer of HTTP, or the repository that Git answers for. */
export type GitAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string }
  | {
      /** The bare repository, below the root. */
      readonly folder: string;
      /** Runs when a push was carried out, before the client has its answer. */
      readonly pushed: (moved: readonly MovedReference[]) => Promise<void>;
    };

export interface GitQuestion {
  /** As it is in the address: owner and name, or groups within each other and a name. */
  readonly name: string;
  readonly isPush: boolean;
  readonly request: FastifyRequest;
}

const smartHttp = /^\/(.+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD)(?:\?|$)/;

/** Git over HTTP below a server's own address. @param root folder of the bare repositories */
export function smartHttpRoutes(
  app: FastifyInstance,
  root: string,
  answerTo: (question: GitQuestion) => GitAnswer | Promise<GitAnswer>,
): void {
  // JSON is the type of every request, and one without a body has none.
  app.addContentTypeParser(/^application\/x-git/, (_request, _payload, done) => done(null));
  app.addHook("onRequest", async (request, reply) => {
    const [, name, what = ""] = smartHttp.exec(request.url) ?? [];
    if (name === undefined) return;
    const isPush = what.includes("receive-pack") || request.url.includes("service=git-receive-pack");
    const answer = await answerTo({ name, isPush, request });
    if ("status" in answer)
      await reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.text ?? "");
    else await byBackend(root, answer, isPush && request.method === "POST", request, reply);
  });
}

async function byBackend(
  root: string,
  { folder, pushed }: Extract<GitAnswer, { folder: string }>,
  isPush: boolean,
  { raw }: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await reply.hijack();
  const before = isPush ? await references(folder) : new Map<string, string>();
  // The backend names the folder by the address, and folders have the names that repositories were made with.
  raw.url = (raw.url ?? "").replace(
    /^\/.+?(?:\.git)?(?=\/(?:info\/refs|git-upload-pack|git-receive-pack|HEAD))/,
    folder.slice(root.length),
  );
  const carriedOut = async () => {
    if (!isPush) return;
    const after = await references(folder);
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const all = names.map((name) => ({ name, before: before.get(name), after: after.get(name) }));
    await pushed(all.filter((each) => each.before !== each.after));
  };
  await answerByBackend(root, { carriedOut }, raw, reply.raw);
}

async function references(folder: string): Promise<ReadonlyMap<string, string>> {
  const loose = await looseReferences(folder);
  if (loose) return loose;
  const lines = (await git(folder, ["for-each-ref", "--format=%(refname) %(objectname)"])).split("\n");
  return new Map(lines.filter((line) => line !== "").map((line) => line.split(" ", 2) as [string, string]));
}
