import { ApiRejected, type RejectionCause } from "./errors.ts";

/** The part of Kubernetes' `Status` object that says why a request was refused. */
interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly RejectionCause[] };
}

/** Text that is no `Status` comes from a proxy, so only its first line is kept. */
const longestForeignText = 500;

/**
 * The refusal in an answer's body.
 *
 * @param status of HTTP; a `Status` object with a code of its own has the better one.
 */
export function rejectionIn(text: string, { status, request }: { status: number; request: string }): ApiRejected {
  const answer = statusObject(text);
  const code = answer?.code ?? status;
  return new ApiRejected(
    {
      status: code,
      // Paths that no API serves are answered without a Status.
      reason: answer?.reason ?? (code === 404 ? "NotFound" : `HTTP ${code}`),
      causes: answer?.details?.causes ?? [],
      request,
    },
    answer?.message ?? (text.trim().slice(0, longestForeignText) || `HTTP status ${status}`),
  );
}

function statusObject(text: string): Status | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
