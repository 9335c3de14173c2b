import type { Session } from "node:inspector";
import type { SdkPatch } from "./sdk-patch.ts";

/** The SDK's `runtime/closure/v8Hooks`, as far as it is replaced here. */
interface V8Hooks {
  isInitializedAsync?: () => Promise<void>;
  getSessionAsync?: () => Promise<Session>;
  getScriptUrl?: (id: string) => string | undefined;
}

const patched = new WeakSet<object>();

/**
 * Attaches the SDK's debugger session when the first function is serialized.
 *
 * The SDK attaches it before every program, to look into functions that the program serializes. That takes 40 ms and slows
 * down all loading afterwards, and few programs serialize functions. A session that attaches late is still told of every
 * script, because `Debugger.enable` reports those that were parsed before.
 */
export const lateDebugger: SdkPatch = {
  name: "the debugger for serialized functions attaches when one is serialized",
  concerns: ({ request }) => request.endsWith("/v8Hooks"),
  apply({ load }) {
    const hooks = load() as V8Hooks;
    if (patched.has(hooks)) return hooks;
    if (!hooks.getSessionAsync || !hooks.getScriptUrl) return undefined;
    patched.add(hooks);
    const urls = new Map<string, string>();
    let session: Promise<Session> | undefined;
    hooks.isInitializedAsync = async () => await Promise.resolve();
    hooks.getSessionAsync = async () => await (session ??= attachedSession(urls));
    hooks.getScriptUrl = (id) => urls.get(id);
    return hooks;
  },
};

async function attachedSession(urls: Map<string, string>): Promise<Session> {
  const { Session: NewSession } = await import("node:inspector");
  const session = new NewSession();
  session.connect();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  await new Promise<void>((resolve, reject) => {
    session.post("Debugger.enable", (error) => (error ? reject(error) : resolve()));
  });
  return session;
}
