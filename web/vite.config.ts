// One script and one style sheet, with nothing to fetch: the server serves them as they are, an exported file holds them inside.
// Beside them the licences of all that is in the script, from the packages themselves.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "vite";

interface Package { name: string; version: string; license: string; homepage?: string; text: string }

// elkjs is one file that holds this shim; its own package is not installed
const INSIDE: Package[] = [{
  name: "web-worker (inside elkjs)", version: "1.x", license: "Apache-2.0", homepage: "https://github.com/developit/web-worker",
  text: "Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0",
}];

function package_of(module: string): Package | null {
  let folder = dirname(module.replace(/^\0/, "").replace(/\?.*$/, ""));
  while (folder.includes("node_modules") && !existsSync(join(folder, "package.json"))) folder = dirname(folder);
  if (!folder.includes("node_modules")) return null;
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!about.license || !file) throw new Error(`${about.name}: no licence to ship`);
  return { ...about, text: readFileSync(join(folder, file), "utf8").trim() };
}

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
      name: "licences, and no end tag inside the script",
      generateBundle(_options, bundle) {
        const packages = new Map<string, Package>();
        for (const file of Object.values(bundle)) {
          if (file.type !== "chunk") continue;
          for (const module of Object.keys(file.modules)) {
            const found = package_of(module);
            if (found) packages.set(found.name, found);
          }
          const all = [...packages.values(), ...INSIDE].sort((a, b) => (a.name < b.name ? -1 : 1));
          const brief = all.map((one) => `${one.name} ${one.version} (${one.license})`).join(", ");
          file.code = `/*! Forking Paths, MIT. With ${brief}; their licences and where their source is: LICENSES.txt, beside this file in the package. */\n${file.code}`;
          file.code = file.code.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
          const texts = all.map((one) => `${one.name} ${one.version}\n${one.license}, ${one.homepage ?? ""}\n\n${one.text}\n`);
          this.emitFile({
            type: "asset", fileName: "LICENSES.txt",
            source: `The script of the page (page.js) holds these packages, each under its own licence. They are unchanged but for being bundled;\ntheir source is at the address given and in the npm registry.\n\n${texts.join(`\n${"-".repeat(100)}\n\n`)}`,
          });
        }
      },
    },
  ],
});
