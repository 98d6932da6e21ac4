// SPDX-License-Identifier: Apache-2.0
// Who looks, for which organ, and when: what stands over every page, on the screen and on paper.
import { me, post } from '../trade/session';
import { nowText } from '../trade/time';

export const whoLooks = (): string => `${me.value?.user.name ?? ''} ${post.value?.agency.name ?? ''} ${nowText()}`;
