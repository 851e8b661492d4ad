# syntax=docker/dockerfile:1
# docker build -t hearken .
# docker run --env-file .env -p 3000:3000 hearken      (.env: MONGODB_URI and HEARKEN_KEYS, see .env.example)
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /src
ENV CI=true
# First what decides the dependencies: as long as it stays the same, so does this layer.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY libs/protocol/package.json libs/protocol/
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --filter "@hearken/api..." --filter "@hearken/web..."
COPY tsconfig.base.json ./
COPY libs/protocol libs/protocol
COPY apps apps
RUN npx --yes pnpm@12.21.0 --filter @hearken/protocol --filter @hearken/api --filter @hearken/web run build
# The server with its production dependencies only, without links into the workspace.
RUN npx --yes pnpm@12.21.0 --filter @hearken/api deploy --prod --legacy /out

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /out/package.json apps/api/package.json
COPY --from=build /out/node_modules apps/api/node_modules
COPY --from=build /out/dist apps/api/dist
COPY --from=build /out/content apps/api/content
COPY --from=build /src/apps/web/dist/browser apps/web/dist/browser
COPY docker/entrypoint.sh /usr/local/bin/hearken
# A volume that is mounted here takes over the owner.
RUN mkdir /keys && chown node:node /keys
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["hearken"]
CMD ["node", "apps/api/dist/main.js"]
