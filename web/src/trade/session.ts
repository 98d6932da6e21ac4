// SPDX-License-Identifier: Apache-2.0
// Who is signed in, in which post, and what that post comes for.
import { computed, ref, watch } from 'vue';
import type { Me, Post } from '../api/answers';
import { call, keepMark, Refused, whenSessionLost } from '../api/call';
import { liveBegin, liveEnd } from '../api/live';
import { said } from './say';
import { forget } from './site';
import { setSiteTime } from './time';

export const me = ref<Me | null>(null);
export const looked = ref(false);
export const expired = ref(false); // signed out by the server while working: the page stays, the sign-in comes over it
export const post = computed<Post | null>(() => me.value?.posts.find((p) => p.id === me.value?.post) ?? null);
export const hasRole = (...roles: string[]): boolean => !!post.value?.roles.some((r) => roles.includes(r));
const DESKS = ['case_desk', 'filing_desk', 'house_desk', 'justice_desk', 'execution_desk', 'prison_desk'];
/* As the server ranks roles (rules/codes/roles.yaml): the desk of execution carries out, it hands nothing out. */
const LEADS = ['section_leader', 'leader', 'legal_section', 'supervision_review', 'scan_desk', ...DESKS.filter((r) => r !== 'execution_desk')];
export const isDesk = computed(() => hasRole(...DESKS));
export const leads = computed(() => hasRole(...LEADS));
/** What waits for the whole desk waits for him, assigned or not. */
export const takesAll = computed(() => leads.value || isDesk.value);
/** What the post is there for: the same rule as the server's, only to choose what is shown. */
export const sees = computed<'content' | 'progress' | 'none'>(() =>
  !post.value || post.value.agency.kind === 'administration' ? 'none' : post.value.agency.kind === 'committee' ? 'progress' : 'content');
export const opensCases = computed(() => hasRole('handler', 'supervision_handler'));

/* Whether somebody was signed in here: asked first, so that a fresh browser is not refused for nothing. */
const WAS = 'jindu.signed';

function take(m: Me): void {
  keepMark(m.csrf ?? '');
  setSiteTime(m.now);
  if (me.value?.post !== m.post) forget();
  me.value = m;
  localStorage.setItem(WAS, '1');
  expired.value = false;
  if (m.post && !m.must_change_password) {
    if (sees.value !== 'none') liveBegin(m.post);
    else liveEnd();
  }
}

whenSessionLost(() => {
  if (!me.value) return null;
  expired.value = true;
  return new Promise((back) => { const off = watch(expired, (out) => { if (!out) { off(); back(); } }); });
});

export async function look(): Promise<void> {
  if (!localStorage.getItem(WAS)) { looked.value = true; return; }
  try {
    take(await call('GET /me', {}));
  } catch (e) {
    if (!(e instanceof Refused) || e.problem.status !== 401) throw e;
    me.value = null;
    localStorage.removeItem(WAS);
  } finally {
    looked.value = true;
  }
}

export async function signIn(user: string, password: string): Promise<void> { take(await call('POST /session', { body: { user, password } })); }
/** Somebody else from here on: who he is is asked of the server afterwards. */
export async function signInAs(become: () => Promise<void>): Promise<void> { await become(); localStorage.setItem(WAS, '1'); }
export async function switchPost(to: string): Promise<void> { take(await call('POST /session/post', { body: { post: to } })); }
export async function changePassword(was: string, is: string): Promise<void> {
  await call('POST /session/password', { body: { old: was, new: is } });
  await look();
}
export async function signOut(): Promise<void> {
  liveEnd();
  try { await call('DELETE /session', {}); } finally {
    for (const k of Object.keys(localStorage)) if (k.startsWith(`jindu.form.${me.value?.user.id ?? ''}.`)) localStorage.removeItem(k);
    localStorage.removeItem(WAS);
    me.value = null;
    said.splice(0); // what was said to one user is not for the next
    keepMark('');
    forget();
  }
}
