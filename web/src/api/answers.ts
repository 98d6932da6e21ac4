// SPDX-License-Identifier: Apache-2.0
// What the server answers, under the names the screens use. Nothing is described here: schema.ts is made from the server's
// own description. Absent keys are empty: the server leaves out what has no value.
import type { Answers, Balance, CasePage as Page, CaseProgress, ClassFigures, Line as CaseLine, RegisterRow, RollCalled, Transfer } from './schema';

export type {
  AccessRequest, Agency, Answers, AuditRow, BadCell, Balance, Behind, CheckItem as CatalogueItem, CaseProgress, CaseRow, Clock, Code, Column, Correction, CorrectionForeseen, Deed, DemoPerson, Deputy as DeputyRow, DeskRow, Doc,
  BaseGuide, DossierCheck, DossierDocument, DossierItem, DossierVolume, Duty, Finding, FirstPassword, Found, GrantRow, Guide, GuideAct, GuideFact, GuideOption, GuideRow, GuideVersion, GuideRule, HistoryEvent, HistoryRecord, Hold, Inbox, Line,
  Made, Manifest, Me, Needs, NeedsText, Next, OwnRequest, NextStep as Step, KeptNote as PageNote, PageChange as Change, PageFault as Fault, PagePlace as Place, Person, Post, RegisterRow, Sent, SiteMade, Standing, StepOption, TermChange, TermLeft, TermLength,
  PracticeRow as PracticeDone, ReportedProblem, RowImported, Token, Transfer, UserRow, Verdict, Verification, VerifyProgress, Wait, Warning,
} from './schema';
export type {
  Appointment as HouseDay, HeldCounts as HouseCounts, HeldRow as HeldPerson, HouseMoving, HouseNotice, HouseToday, HouseWait, RollName,
} from './schema';
export type {
  MonthPast, OpenRow, OpenStage, Stay, Bulletin as BulletinAnswer, BulletinRow as BulletinHead, BulletinSpan as MonthFigures, ClassFigures, DueRow, Figures, Rate as RateCount, RankUnit, UnitFigures as UnitCounts,
} from './schema';
/** What supervision counts, of a unit or of a class of cases alike. */
export type Counts = Omit<ClassFigures, 'class'>;
export type Roll = Omit<RollCalled, 'made'>;
export type Known = keyof Answers;
export type Life = Transfer['life'];
export type LineLife = NonNullable<CaseLine['life']>;
/** A case as the screens take it from readCase (trade/case.ts): where only its progress is told, the rest is empty. */
export type CasePage = Omit<Page, 'access'> & { access: Page['access'] | CaseProgress['access'] };
/** The figures of the balance by the names its columns have. */
export type Figure = { [K in keyof Balance]-?: Balance[K] extends number ? K : never }[keyof Balance];
export type Entry = RegisterRow['what'];
