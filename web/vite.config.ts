import { defineConfig } from "vite";

const backend = process.env.FTM_BACKEND ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: process.env.FTM_WEB_OUT ?? "dist",
    emptyOutDir: true,
    target: "es2021",
    sourcemap: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: backend },
      "/ws": { target: backend, ws: true },
    },
  },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
} as import("vite").UserConfig);
