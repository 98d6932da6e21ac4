// SPDX-License-Identifier: Apache-2.0
// The words of the interface in English, by group of screens in en/; a key that is missing or one too many does not compile.
import { acts } from './en/acts';
import { audit } from './en/audit';
import { cases } from './en/cases';
import { guides } from './en/guides';
import { house } from './en/house';
import { office } from './en/office';
import { shared } from './en/shared';
import { supervision } from './en/supervision';
import { work } from './en/work';
import type { zh } from './zh';

export const en: Record<keyof typeof zh, string> = { ...shared, ...work, ...cases, ...acts, ...house, ...supervision, ...guides, ...audit, ...office };
