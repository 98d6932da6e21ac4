// SPDX-License-Identifier: Apache-2.0
// The words of the interface in Chinese, by group of screens in zh/. The keys are those of the English catalogue.
import { acts } from './zh/acts';
import { audit } from './zh/audit';
import { cases } from './zh/cases';
import { guides } from './zh/guides';
import { house } from './zh/house';
import { office } from './zh/office';
import { shared } from './zh/shared';
import { supervision } from './zh/supervision';
import { work } from './zh/work';

export const zh = { ...shared, ...work, ...cases, ...acts, ...house, ...supervision, ...guides, ...audit, ...office } as const;
