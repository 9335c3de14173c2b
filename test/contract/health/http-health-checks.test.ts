import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HealthCheck } from "../../../src/environment/index.ts";
import { httpHealthChecks } from "../../../src/health/http/index.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The address of a server on loopback. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const checks = httpHealthChecks({ wait: async () => {} });
const times = { name: "web", timeoutMilliseconds: 2000, withinMilliseconds: 0 };
const ask = (check: HealthCheck, signal = new AbortController().signal) => checks.ask(check, signal);
const http = (url: string, some: object = {}): HealthCheck => ({
  kind: "http",
  url,
  statuses: [200],
  ...times,
  ...some,
});
const query = (url: string, limits: { atMost?: number; atLeast?: number } = { atMost: 1 }): HealthCheck => ({
  kind: "prometheus",
  url,
  query: 'rate(errors{a="b"}[5m])',
  limits,
  ...times,
});
const vector = (...values: readonly unknown[]) =>
  JSON.stringify({
    status: "success",
    data: { resultType: "vector", result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });
const prometheusSaying = (body: string, status = 200) =>
  serving((_, response) => response.writeHead(status, { "content-type": "application/json" }).end(body));

describe("an address that has to answer", () => {
  it("is healthy when every answer has the status", async () => {
    let asked = 0;
    const url = await serving((_, response) => {
      asked += 1;
      response.end("fine");
    });
    expect(await ask(http(url))).toEqual({ kind: "healthy" });
    expect(asked).toBe(3);
    expect(await ask(http(url, { statuses: [401, 200] }))).toEqual({ kind: "healthy" });
  });

  it("is degraded when it answers another status, and says both", async () => {
    const url = await serving((_, response) => response.writeHead(503).end());
    expect(await ask(http(url))).toEqual({ kind: "degraded", because: "web: answers 503 instead of 200" });
  });

  it("is degraded when it flaps, wherever in the row the bad answer is", async () => {
    for (const bad of [0, 1, 2]) {
      let asked = 0;
      const url = await serving((_, response) => response.writeHead(asked++ === bad ? 500 : 200).end());
      expect(await ask(http(url))).toEqual({
        kind: "degraded",
        because: "web: answers 500 instead of 200 in 1 of 3 answers: it flaps",
      });
    }
  });

  it("is degraded when it redirects, also to what is healthy, without following or telling the path", async () => {
    let followed = 0;
    const target = await serving((_, response) => {
      followed += 1;
      response.end();
    });
    const url = await serving((_, response) =>
      response.writeHead(302, { location: `${target}/healthz?token=s3cret` }).end(),
    );
    const health = await ask(http(url, { statuses: [200, 302] }));
    expect(health).toEqual({
      kind: "degraded",
      because: `web: answers 302, a redirect to ${new URL(target).host}, which is not followed`,
    });
    expect(followed).toBe(0);
  });

  it("is unknown when it hangs", async () => {
    const url = await serving(() => {});
    expect(await ask(http(url, { timeoutMilliseconds: 50 }))).toEqual({
      kind: "unknown",
      because: "web: no answer within 0.05 s",
    });
  });

  it("is unknown when nothing listens, or the connection is cut", async () => {
    const gone = await serving(() => {});
    servers.splice(0).forEach((server) => server.close());
    expect(await ask(http(gone))).toMatchObject({ kind: "unknown", because: expect.stringContaining("ECONNREFUSED") });
    const cut = await serving((request) => request.socket.destroy());
    expect(await ask(http(cut))).toMatchObject({ kind: "unknown", because: expect.stringContaining("no answer") });
  });

  it("does not read the body, however long it is", async () => {
    const url = await serving((_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    expect(await ask(http(url))).toEqual({ kind: "healthy" });
  });

  it("is unknown once it is interrupted", async () => {
    const stop = new AbortController();
    const url = await serving(() => stop.abort());
    expect(await ask(http(url), stop.signal)).toEqual({ kind: "unknown", because: "web: interrupted" });
    expect(await ask(http(url), AbortSignal.abort())).toEqual({ kind: "unknown", because: "web: interrupted" });
  });
});

describe("a query of Prometheus", () => {
  it("is asked over the API with the whole query, and healthy within its limits", async () => {
    const asked: string[] = [];
    const url = await serving((request, response) => {
      asked.push(request.url ?? "");
      response.end(vector("0.5", "1"));
    });
    expect(await ask(query(`${url}/`))).toEqual({ kind: "healthy" });
    expect(new URL(asked[0] ?? "", url).searchParams.get("query")).toBe('rate(errors{a="b"}[5m])');
    expect(asked[0]).toMatch(/^\/api\/v1\/query\?/);
    const scalar = await prometheusSaying('{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}');
    expect(await ask(query(scalar, { atLeast: 3 }))).toEqual({ kind: "healthy" });
  });

  it("is degraded when one number lies outside", async () => {
    expect(await ask(query(await prometheusSaying(vector("0.1", "1.5"))))).toEqual({
      kind: "degraded",
      because: "web: the query gives 1.5, more than 1",
    });
    expect(await ask(query(await prometheusSaying(vector("0.1")), { atLeast: 0.2 }))).toEqual({
      kind: "degraded",
      because: "web: the query gives 0.1, less than 0.2",
    });
  });

  it.each([
    ["finds nothing", vector(), "the query finds nothing"],
    ["gives no number", vector("NaN"), "the query gives NaN"],
    ["gives what is without end", vector("+Inf"), "the query gives NaN"],
    ["is answered with something else", "<html>", "the answer is none of Prometheus to a query"],
    ["is answered with null", "null", "the answer is none of Prometheus to a query"],
    ["is answered with no value", vector(null), "the answer is none of Prometheus to a query"],
    ["is answered with an empty value", vector(""), "the answer is none of Prometheus to a query"],
    ["gives a range", '{"status":"success","data":{"resultType":"matrix","result":[]}}', "the answer is none of"],
    ["fails", '{"status":"error","data":{"resultType":"vector","result":[]}}', "the answer is none of Prometheus"],
    ["is answered without end", "x".repeat(1024 * 1024 + 1), "answers more than 1024 KiB"],
  ])("is unknown when it %s", async (_, body, because) => {
    expect(await ask(query(await prometheusSaying(body)))).toEqual({
      kind: "unknown",
      because: expect.stringContaining(because),
    });
  });

  it("is unknown when Prometheus answers with an error, and degraded when it redirects", async () => {
    expect(await ask(query(await prometheusSaying(vector("0"), 422)))).toEqual({
      kind: "unknown",
      because: "web: Prometheus answers 422",
    });
    expect((await ask(query(await prometheusSaying("", 301)))).kind).toBe("degraded");
  });
});
