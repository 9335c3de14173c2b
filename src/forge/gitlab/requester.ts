import {
  createRequesterFn,
  type FormattedResponse,
  type RequesterType,
  type ResourceOptions,
} from "@gitbeaker/requester-utils";
import * as z from "zod";
import type { ApiClient, ApiRequest } from "../http/index.ts";

/**
 * Lets Gitbeaker name the requests, and an {@link ApiClient} send them: with its limits, its retries and its errors, and without
 * following redirects. Gitbeaker's own requester repeats writes after 502 up to ten times and follows redirects.
 *
 * @param root the address that the client's paths are below, with a slash at its end
 */
export function requesterOver(client: ApiClient, root: string): (options: ResourceOptions) => RequesterType {
  return createRequesterFn(
    async (_resource, request) => request,
    async (endpoint, options = {}) => {
      const {
        method = "GET",
        searchParams,
        prefixUrl = "",
        body,
      } = options as {
        method?: ApiRequest["method"];
        searchParams?: string;
        prefixUrl?: string;
        body?: string;
      };
      const below = `${prefixUrl}/${endpoint}`.slice(root.length).replaceAll(/\/{2,}/g, "/");
      const path = searchParams === undefined ? below : `${below}?${searchParams}`;
      if (method === "GET") {
        const { json, headers, status } = await client.get(path);
        return formatted(json, status, headers);
      }
      const sent = { method, path, ...(body !== undefined && { body: JSON.parse(body) as object }) };
      return formatted(await client.write(sent, z.unknown()), 200, new Headers());
    },
  );
}

function formatted(json: unknown, status: number, headers: Headers): FormattedResponse {
  return { body: json as FormattedResponse["body"], status, headers: Object.fromEntries(headers) };
}
