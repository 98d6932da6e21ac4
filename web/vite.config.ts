// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { marked } from 'marked';
import { defineConfig, type Plugin } from 'vite';

const OUT = path.resolve(process.env.WEB_OUT ?? '../build/web');

// The server sends what lies ready beside a file as .br or .gz; it compresses nothing itself.
function packed(): Plugin {
  const each = (dir: string, visit: (file: string) => void): void => {
    for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
      if (e.isDirectory()) each(path.join(dir, e.name), visit);
      else visit(path.join(dir, e.name));
    }
  };
  return {
    name: 'packed',
    apply: 'build',
    closeBundle() {
      each(OUT, (file) => {
        if (!/\.(js|css|html|svg|json)$/.test(file)) return;
        const text = fs.readFileSync(file);
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(text, { level: 9 }));
        fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(text));
      });
    },
  };
}

// The manual in docs/manual is a page of the client: made into HTML here, so no reader of Markdown is shipped.
function manual(): Plugin {
  return {
    name: 'manual',
    transform: (text, id) => (id.endsWith('.md') ? { code: `export default ${JSON.stringify(marked.parse(text.replace(/<!--[\s\S]*?-->/g, ''), { async: false }))}`, map: null } : null),
  };
}

export default defineConfig({
  plugins: [manual(), vue(), packed()],
  // The .xlsx library would pack in workers made of strings, which the pages' Content-Security-Policy forbids; it runs in a
  // worker of ours as it is (trade/sheet_worker.ts) and packs there at once (trade/zip_at_once.ts).
  resolve: { alias: [{ find: /^\.\.\/zip\/zipToArrayBuffer\.js$/, replacement: path.resolve('src/trade/zip_at_once.ts') }] },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'chrome86',
    cssTarget: 'chrome86',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
});
