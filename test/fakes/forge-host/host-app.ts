import fastify, { type FastifyInstance } from "fastify";

/**
 * The HTTP side of a fake forge, without a route.
 *
 * @param unexpected gets the requests that no route expects
 * @param notFound what these are answered with, beside 404
 */
export function hostApp(unexpected: string[], notFound: object): FastifyInstance {
  const app = fastify({
    bodyLimit: 64 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1_000 },
  });
  app.setNotFoundHandler(async (request, reply) => {
    unexpected.push(`${request.method} ${request.url}`);
    await reply.code(404).send(notFound);
  });
  return app;
}
