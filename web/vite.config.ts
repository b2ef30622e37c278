// One script and one style sheet, with nothing to fetch: the server serves them as they are, an exported file holds them inside.
import { defineConfig } from "vite";

export default defineConfig({
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: "../src/forkingpaths/web/static",
    emptyOutDir: true,
    cssCodeSplit: false,
    target: "es2022",
    lib: { entry: "src/main.ts", formats: ["iife"], name: "ForkingPaths", fileName: () => "page.js", cssFileName: "page" },
  },
  plugins: [
    {
      name: "no end tag inside the script",
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") file.code = file.code.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
        }
      },
    },
  ],
});
