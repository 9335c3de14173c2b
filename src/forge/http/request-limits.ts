import type { RequestLimit } from "../forge.ts";

/**
 * What answers say of the requests that are still taken, in the headers that forges and their proxies write.
 *
 * Sources: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api (`x-ratelimit-*`, one limit a resource),
 * https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers (`RateLimit-*`, one limit a throttle)
 */
export class RequestLimits {
  readonly #byName = new Map<string, RequestLimit>();

  learn(headers: Headers): void {
    const of = (name: string) => {
      const written = headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`) ?? "";
      return /^\d+$/u.test(written) ? Number(written) : undefined;
    };
    const [left, limit, reset] = [of("remaining"), of("limit"), of("reset")];
    if (left === undefined) return;
    const name = headers.get("x-ratelimit-resource") ?? headers.get("ratelimit-name") ?? "";
    this.#byName.set(name, {
      left,
      ...(limit !== undefined && { limit }),
      ...(reset !== undefined && reset < latest && { resetsAt: new Date(reset * 1000).toISOString() }),
    });
  }

  /** The one of which the smallest share is left. */
  get nearest(): RequestLimit | undefined {
    const share = ({ left, limit }: RequestLimit) => (limit ? left / limit : left);
    return [...this.#byName.values()].toSorted((one, other) => share(one) - share(other))[0];
  }
}

/** In seconds since 1970; what is later is no time. */
const latest = 8.64e12;
