// SPDX-License-Identifier: Apache-2.0
// What is told beside the papers of an act: how each is asked for, and how it reads.
import { word } from '../text/text';
import { codeName } from './site';

/* The principal penalties 主刑 (刑法 33, 48); their names are the code table's. */
export const PENALTIES = ['control', 'short_detention', 'imprisonment', 'life', 'death_suspended', 'death'];
export const asksFor = (field: string): 'penalty' | 'number' | 'text' => (field === 'penalty' ? 'penalty' : /_(months|days|yuan)$/.test(field) ? 'number' : 'text');
export const dataText = (field: string, value: string | undefined): string =>
  !value ? '' : asksFor(field) === 'penalty' && PENALTIES.includes(value) ? codeName('outcomes', value) : word('value', value);
