import type { SdkPatch } from "./sdk-patch.ts";

/** The same for every file that requires the module: it does not change while a program runs. */
const noMessage = async (): Promise<void> => await Promise.resolve();

/** The SDK's `log`. */
interface Log {
  debug?: (...args: unknown[]) => Promise<void>;
}

/**
 * The SDK logs three debug messages for each resource, each a call to the engine that the next step waits for. The engine
 * shows no debug messages.
 */
export const noDebugMessages: SdkPatch = {
  name: "debug messages are not sent",
  concerns: ({ request }) => /(?:^|\/)log$/u.test(request),
  apply({ load }) {
    const log = load() as Log;
    if (typeof log.debug !== "function") return undefined;
    log.debug = noMessage;
    return log;
  },
};

/** The SDK's `runtime/settings`. */
interface Settings {
  readonly grpcClientOptions?: { readonly interceptors?: unknown[] };
}

/** An interceptor adds the context of an OpenTelemetry trace to each call. Without `TRACEPARENT` there is no trace. */
export const noTraceContext: SdkPatch = {
  name: "calls carry no trace context",
  concerns: ({ request }) => request.endsWith("/settings"),
  apply({ load }) {
    const settings = load() as Settings;
    const { interceptors } = settings.grpcClientOptions ?? {};
    if (!interceptors || process.env["TRACEPARENT"] !== undefined) return undefined;
    interceptors.length = 0;
    return settings;
  },
};
