// SPDX-License-Identifier: Apache-2.0
// Stands in for the .xlsx library's own packing (vite.config.ts): that makes workers of strings, which the pages' policy forbids.
import { zipSync, type Zippable } from 'fflate';

export default async function zip(files: Zippable): Promise<ArrayBufferLike> { return zipSync(files).buffer; }
