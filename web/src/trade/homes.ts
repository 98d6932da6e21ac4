// SPDX-License-Identifier: Apache-2.0
// The places a post may choose between: at most three, and none of another post's.
import { computed } from 'vue';
import type { Key } from '../text/text';
import { hasRole, opensCases, post, sees } from './session';

export interface Home { path: string; name: Key; finds: boolean }
const WORK: Home = { path: '', name: 'home.work', finds: true };

export const homes = computed<Home[]>(() => {
  if (!post.value) return [];
  if (hasRole('system_admin')) return [{ path: 'admin/users', name: 'home.users', finds: false }, { path: 'admin/agencies', name: 'home.agencies', finds: false }, { path: 'admin/problems', name: 'home.problems', finds: false }];
  if (hasRole('security_admin')) return [{ path: 'admin/posts', name: 'home.posts', finds: false }];
  if (hasRole('audit_admin')) return [{ path: 'admin/audit', name: 'home.audit', finds: false }, { path: 'admin/verify', name: 'home.verify', finds: false }];
  if (sees.value === 'progress') return [{ path: 'balance', name: 'home.balance', finds: true }, { path: 'bulletin', name: 'home.bulletin', finds: true }, { path: 'guides', name: 'home.guides', finds: true }];
  if (post.value.agency.kind === 'detention_house') return [WORK, { path: 'board', name: 'home.board', finds: true }, { path: 'cases', name: 'home.cases', finds: true }];
  const last: Home = hasRole('leader', 'section_leader', 'case_desk', 'filing_desk') ? { path: 'balance', name: 'home.balance', finds: true }
    : opensCases.value ? { path: 'new', name: 'home.new', finds: true } : { path: 'sent', name: 'home.sent', finds: true };
  return [WORK, { path: 'cases', name: 'home.cases', finds: true }, last];
});
