// SPDX-License-Identifier: Apache-2.0
declare module '*.md' {
  const html: string; // what vite.config.ts makes of it
  export default html;
}
